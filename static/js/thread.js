/* A conversation that goes on while it is read: <section data-thread="thread:12" data-since data-poll data-read>.

   Replies are put in, replaced and taken out by the id of their post, so that hearing of one twice changes nothing.
   New ones wait behind the lit pill and do not move the page, unless the reader is at its end. */
import { listen } from "./live.js";

const room = document.querySelector("[data-thread]");
const list = room?.querySelector("[data-posts]");
const pill = room?.querySelector("[data-pill]");
const spoken = room?.querySelector("[data-live-status]");
const shown = room?.querySelector("[data-connection]");
const waiting = new Map();
const title = document.title;
let told = 0; /* how far this page itself said that it was read */

const words = (name, n) => (room.dataset[n === 1 ? `${name}One` : `${name}Many`] ?? "").replace("{n}", n);
/* What waits for a moderator has no position yet, and stands below everything else. */
const positionOf = (post) => Number(post.dataset.position) || (post.querySelector(".held") ? Infinity : 0);
const find = (id) => document.querySelector(`[data-post="${Number(id)}"]`);

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/* What only this reader's page knows of a post: their own thanks, and what they may do with it. */
function keepOwn(from, to) {
  for (const button of from.querySelectorAll("button[aria-pressed]")) {
    const same = to.querySelector(`button[name="${button.name}"][value="${button.value}"]`);
    same?.setAttribute("aria-pressed", button.getAttribute("aria-pressed"));
  }
  if (from.dataset.under) {
    to.dataset.under = from.dataset.under;
    to.classList.add("under");
    to.classList.toggle("direct", from.classList.contains("direct"));
  }
  if ("mine" in from.dataset) {
    to.dataset.mine = "";
    for (const button of to.querySelectorAll("button[aria-pressed]")) button.disabled = true;
  }
  for (const place of to.querySelectorAll("[data-own]")) {
    const own = from.querySelector(`[data-own="${place.dataset.own}"]`);
    if (own && !place.childElementCount) place.replaceChildren(...own.cloneNode(true).childNodes);
  }
}

/* What this reader may do with any reply, for those that come while the page is open. */
function mayDo(post, id) {
  for (const acts of room.querySelectorAll("[data-acts-of-new]")) {
    const place = post.querySelector(`[data-own="${acts.dataset.actsOfNew}"]`);
    if (place && !place.childElementCount) place.innerHTML = acts.innerHTML.replaceAll("/posts/0/", `/posts/${Number(id)}/`);
  }
}

function inFold(post) {
  const fold = room.querySelector("[data-fold]");
  if (!fold || post.dataset.kind !== "idea") return post;
  const box = fold.content.firstElementChild.cloneNode(true);
  box.append(post);
  return box;
}

const boxOf = (post) => (post.parentElement?.matches("details.fold") ? post.parentElement : post);

/* An answer stands under what it answers, if that is on this page, and never deeper than one indent. */
function place(post) {
  room.querySelector("[data-empty]")?.remove();
  const parent = post.dataset.parent && list.querySelector(`[data-post="${Number(post.dataset.parent)}"]`);
  if (!parent) {
    const later = (other) => !other.dataset.under && positionOf(other) > positionOf(post);
    const after = [...list.querySelectorAll("[data-post]")].find(later);
    list.insertBefore(inFold(post), after ? boxOf(after) : null);
    return;
  }
  const root = parent.dataset.under ?? parent.dataset.post;
  const group = [list.querySelector(`[data-post="${root}"]`) ?? parent, ...list.querySelectorAll(`[data-under="${root}"]`)];
  const before = group.filter((other, n) => !n || positionOf(other) < positionOf(post)).at(-1);
  post.dataset.under = root;
  post.classList.toggle("direct", root === post.dataset.parent);
  const box = inFold(post);
  post.classList.add("under");
  box.classList.add("under");
  boxOf(before).after(box);
}

/* Whether a post belongs on this page of a long conversation. */
function belongs(post) {
  const { first, last } = list.dataset;
  return positionOf(post) >= Number(first) && (!last || positionOf(post) <= Number(last));
}

export function upsert(html, { own = false } = {}) {
  const post = parse(html);
  if (!post?.dataset.post) return null;
  const id = post.dataset.post;
  const there = find(id);
  if (there) {
    keepOwn(there, post);
    there.replaceWith(post);
    const [before, after] = [there, post].map((one) => one.querySelector("[data-poll]"));
    if (before && after) polls().then(({ keep }) => keep(before, after));
    return post;
  }
  if (post.dataset.kind === "takeaway") {
    room.querySelector("[data-take]")?.replaceChildren(post);
    return post;
  }
  if (post.dataset.kind === "opening") return null;
  mayDo(post, id);
  if (own) {
    waiting.delete(id);
    if (belongs(post)) place(post);
    return post;
  }
  waiting.set(id, post);
  return null;
}

function remove(id) {
  waiting.delete(String(id));
  const post = find(id);
  if (post) boxOf(post).remove();
}


function atTheEnd() {
  if (document.hidden || document.activeElement?.closest("form")) return false;
  const bottom = list.getBoundingClientRect().bottom;
  return bottom >= 0 && bottom <= innerHeight && !list.dataset.last;
}

function ring() {
  const n = waiting.size;
  const unread = [...waiting.values()].filter(isUnread).length;
  document.title = unread ? `(${unread}) ${title}` : title;
  if (!pill) return;
  if (n && [...waiting.values()].every(belongs) && atTheEnd()) {
    spoken.textContent = words("new", n);
    reveal({ quietly: true });
    return;
  }
  pill.hidden = !n;
  if (!n) return;
  pill.querySelector("[data-words]").textContent = words("new", n);
  spoken.textContent = words("new", n);
}

/* Not read on another device meanwhile. */
const isUnread = (post) => positionOf(post) > Number(room.dataset.seen ?? 0);

/* Between what was there before, a new reply says that it is new. */
function markNew(post) {
  const word = document.createElement("span");
  word.className = "new";
  word.textContent = room.dataset.newWord;
  post.querySelector("header .from")?.before(word);
}

/* Lay the waiting replies out, below the line where reading stopped. */
function reveal({ quietly = false } = {}) {
  const posts = [...waiting.values()].sort((a, b) => positionOf(a) - positionOf(b));
  const here = posts.filter(belongs);
  waiting.clear();
  if (here.length < posts.length && !quietly) {
    location.assign(`/posts/${posts.find((post) => !belongs(post)).dataset.post}/`);
    return;
  }
  for (const post of here) place(post);
  const fresh = here.filter(isUnread);
  if (!quietly && here.length) {
    for (const line of list.querySelectorAll(".since")) line.remove();
    const shownNow = [...list.querySelectorAll("[data-post]")];
    const first = shownNow.findIndex((post) => here.includes(post));
    let mark = shownNow[first];
    if (fresh.length && shownNow.slice(first).every((post) => "mine" in post.dataset || fresh.includes(post))) {
      mark = room.querySelector("[data-since-line]").content.firstElementChild.cloneNode(true);
      boxOf(shownNow[first]).before(mark);
    } else fresh.forEach(markNew);
    mark.scrollIntoView({ block: "start" });
    mark.focus({ preventScroll: true });
  }
  ring();
  tellRead(Math.max(...here.map(positionOf)));
}

/* Reading is remembered on all devices. A failure is nothing to speak of. */
function tellRead(position) {
  if (!room.dataset.read || !Number.isFinite(position)) return;
  told = Math.max(told, position);
  const body = new FormData(document.getElementById("acts"));
  body.set("position", position);
  fetch(room.dataset.read, { method: "POST", body, keepalive: true }).catch(() => {});
}

/* The numbers beside the signs; a reader's own sign stays as it is. */
function sign(id, signs) {
  const post = waiting.get(String(id)) ?? find(id);
  for (const [kind, number] of Object.entries(post ? signs : {})) {
    const place = post.querySelector(`button[name=kind][value="${CSS.escape(kind)}"] [data-number]`);
    if (place && place.textContent !== number) place.textContent = number;
  }
}

/* A poll is for those who look at one: its script is loaded when there is one. */
function polls() {
  return document.querySelector("[data-poll]") ? import("./poll.js") : null;
}

function votes(id, numbers) {
  const post = waiting.get(String(id)) ?? find(id);
  if (post) polls()?.then(({ count, within }) => within(post) && count(within(post), numbers));
}

function meet(coming) {
  const line = document.querySelector("[data-coming-line]");
  if (!line) return;
  line.querySelector("[data-coming]").textContent = coming;
  line.hidden = !coming;
}

function hear({ kind, post, html, signs, poll, coming, round, replies }) {
  if (replies !== undefined) room.querySelector("[data-replies]").textContent = replies ? words("replies", replies) : "";
  if ((html || kind === "hidden" || kind === "removed") && document.querySelector("[data-answer-card]")) import("./answer.js").then(({ heard }) => heard(kind, post, html ? parse(html) : null));
  if ((kind === "hidden" || kind === "shown") && seesHidden(find(post))) import("./hidden.js").then(({ again }) => again(find(post), remove));
  else if (html && (kind === "answered" || kind === "unanswered")) {
    if (find(post)) upsert(html);
  } else if (html) {
    const found = upsert(html);
    if (kind === "edited" && room.dataset.retold && found?.dataset.kind === "opening") connection("retold");
  }
  else if (signs) sign(post, signs);
  else if (poll) votes(post, poll);
  else if (coming !== undefined) meet(coming);
  else if (round) import("./round.js").then(({ turn }) => turn(round));
  else if (kind === "hidden" || kind === "removed") remove(post);
  else if (kind === "closed") connection("closed");
  else if (kind === "opened") connection("live");
  else if (kind === "arranged" || kind === "merged") connection(kind);
  ring();
}

/* Who said it, and moderators, read on what is hidden from others. */
const seesHidden = (post) => post && ("mine" in post.dataset || "seesHidden" in room.dataset);

function connection(state) {
  const text = room.dataset[state] ?? "";
  shown.hidden = !text;
  shown.querySelector("[data-words]").textContent = text;
  shown.querySelector("[data-reload]").hidden = !["reload", "arranged", "merged", "retold"].includes(state);
  if (state === "gone") list.inert = true;
}

room?.querySelector("[data-summary]")?.addEventListener("toggle", async ({ target }) => {
  const answer = await fetch(target.dataset.summary, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (answer?.ok) target.lastElementChild.innerHTML = await answer.text();
}, { once: true });

/* An address with a post that stands elsewhere by now: its conversation was joined to this one, or it is on another page.
   Where it is not to be read at all, its lasting address leads nowhere, and this page stays. */
async function seek() {
  const id = /^#post-(\d+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`post-${id}`)) return;
  const { ok, url } = await fetch(`/posts/${id}/`, { method: "HEAD" }).catch(() => ({}));
  const there = ok && new URL(url);
  if (there && there.pathname + there.search !== location.pathname + location.search) {
    location.replace(`${there.pathname}${there.search}#post-${id}`);
  }
}

if (room && list) {
  seek();
  if (document.querySelector("[data-round]")) import("./round.js");
  pill.addEventListener("click", (event) => {
    event.preventDefault();
    reveal();
  });
  shown.querySelector("[data-reload]").addEventListener("click", () => location.reload());
  document.addEventListener("cop:said", (event) => {
    const post = upsert(event.detail.html, { own: true });
    if (post && Number.isFinite(positionOf(post))) told = Math.max(told, positionOf(post));
    ring();
    if (!post?.isConnected) return location.assign(event.detail.url);
    post.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("cop:read", ({ detail: { thread, forum, all, position } }) => {
    const here = all ? !forum || forum === Number(room.dataset.forum) : room.dataset.thread === `thread:${thread}`;
    const to = all ? Infinity : position;
    if (!here || to <= told || to <= Number(room.dataset.seen ?? 0)) return;
    import("./seen.js").then(({ seen }) => {
      seen(room, to, (n) => words("new", n));
      ring();
    });
  });
  /* A connection that stumbles for a moment is not worth a word. */
  let late = 0;
  let who = null;
  listen(room.dataset.thread, {
    since: Number(room.dataset.since),
    poll: room.dataset.poll,
    event: hear,
    state(what) {
      clearTimeout(late);
      if (what === "live" || what === "polling") who ??= import("./presence.js").then(({ present }) => present(room));
      document.documentElement.dataset.live = what;
      if (what === "waiting") late = setTimeout(connection, 4000, what);
      else connection(what);
    },
  });
}
