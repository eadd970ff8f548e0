/* The reply that settles a question stands under it too. */
export function settle(post, on) {
  const card = document.querySelector("[data-answer-card]");
  if (!card) return;
  if (!on) {
    if (card.querySelector("[data-place]").href.endsWith(`/posts/${post.dataset.post}/`)) card.hidden = true;
    return;
  }
  const said = post.querySelector("[data-said]");
  const text = said.innerText || said.textContent;
  card.querySelector("[data-text]").textContent = text.length > 280 ? `${text.slice(0, 279)}…` : text;
  card.querySelector("[data-text]").lang = said.lang;
  card.querySelector("[data-label]").textContent = post.querySelector("[data-answer]").dataset.answer;
  card.querySelector("[data-place]").href = `/posts/${post.dataset.post}/`;
  card.hidden = false;
}
