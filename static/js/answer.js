/* The reply that settles a question stands under it too, as it is now: changed, shown again, or there no more. */
export function heard(kind, id, post) {
  const card = document.querySelector("[data-answer-card]");
  if (post?.matches(".settles")) settle(card, post);
  else if (card.querySelector("[data-place]").href.endsWith(`/posts/${Number(id)}/`)) card.hidden = true;
}

function settle(card, post) {
  const said = post.querySelector("[data-said]");
  const text = said.innerText || said.textContent;
  card.querySelector("[data-text]").textContent = text.length > 280 ? `${text.slice(0, 279)}…` : text;
  card.querySelector("[data-text]").lang = said.lang;
  card.querySelector("[data-label]").textContent = post.querySelector("[data-answer]").dataset.answer;
  card.querySelector("[data-place]").href = `/posts/${post.dataset.post}/`;
  card.hidden = false;
}
