/* The same member has read on elsewhere: what is new here is less now. Comes with the first word of it (thread.js).

   The line shows before the first reply that is still unread, words "new" go, and the count at the head follows. The line
   that was there leaves its place empty, and the page does not scroll. */
const positionOf = (post) => Number(post.dataset.position);

/* The browser keeps what is seen in its place by itself, or it is done here. */
function still(list, change) {
  const eye = [...list.querySelectorAll("[data-post]")].find((post) => post.getBoundingClientRect().bottom > 0);
  const before = eye?.getBoundingClientRect().top;
  change();
  if (eye && !CSS.supports("overflow-anchor", "auto")) scrollBy(0, eye.getBoundingClientRect().top - before);
}

export function seen(room, position, words) {
  room.dataset.seen = position;
  const list = room.querySelector("[data-posts]");
  const unread = (post) => positionOf(post) > position && !("mine" in post.dataset);
  const posts = [...list.querySelectorAll("[data-post]")];
  const left = posts.filter(unread);
  const line = [...list.querySelectorAll(".since")].find((one) => one.style.visibility !== "hidden");
  still(list, () => {
    for (const post of posts) if (!unread(post)) post.querySelector("header .new")?.remove();
    const first = left[0]?.closest("[data-posts] > *");
    if (!line || line.nextElementSibling === first) return;
    if (first) first.before(line.cloneNode(true));
    line.style.visibility = "hidden";
    line.removeAttribute("id");
  });
  const link = document.querySelector("a[data-first-new]");
  if (!link) return;
  const last = Number(list.dataset.last) || Infinity;
  const beyond = Math.max(0, Number(link.dataset.end) - Math.max(position, last));
  const n = left.length + beyond;
  link.hidden = !n;
  link.textContent = words(n);
  const page = Math.ceil((Math.max(position, last) + 1) / (last - Number(list.dataset.first) + 1));
  link.href = left.length ? "#new" : beyond ? `?page=${page}#new` : "#";
}
