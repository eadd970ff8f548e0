/* A list of conversations that goes on while it is read: <section data-forums="forum:1 forum:3" data-since data-poll>.

   Numbers and times change in their place. What begins waits behind the lit pill, and what was taken away only fades:
   no row moves under somebody's eyes. */
import { listen } from "./live.js";
import { ago, day } from "./page.js";

const list = document.querySelector("[data-forums]");
const AGAIN = 240_000; /* a broadcast may be lost, and a list has no numbers to notice it by */
const POLL_EVERY = 30_000;
const LOOK = 2000; /* all readers of a narrowed list ask when something begins, so not all at once */

const pill = list?.querySelector("[data-pill]");
const begun = new Set();
const asked = new Set();

function say(text) {
  list.querySelector("[data-live-status]").textContent = text;
  pill.querySelector("[data-words]").textContent = text;
  pill.hidden = false;
}

function waits(thread) {
  begun.add(thread);
  const n = begun.size;
  say((n === 1 ? list.dataset.newOne : list.dataset.newMany).replace("{n}", n));
}

function begins({ thread, of }) {
  const { kind, narrowed } = list.dataset;
  if ((kind && kind !== of) || begun.has(thread)) return;
  if (narrowed === undefined) waits(thread);
  else {
    asked.add(thread);
    clearTimeout(look.soon);
    look.soon = setTimeout(look, LOOK * (1 + Math.random()));
  }
}

/* Whether what began belongs into a narrowed list only the server knows. */
async function look() {
  const threads = [...asked];
  asked.clear();
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const thread of threads) if (page.getElementById(`thread-${thread}`)) waits(thread);
  } catch {
    /* Without a connection nothing is told; the next one that begins asks again. */
    for (const thread of threads) asked.add(thread);
  }
}

function when(place, text) {
  const moment = new Date(text);
  const time = document.createElement("time");
  time.dateTime = text;
  /* A day alone: the hour of somebody who is anonymous is not told. */
  if (text.length === 10) time.textContent = day(new Date(`${text}T12:00`));
  else {
    time.dataset.ago = "";
    time.textContent = ago(moment) ?? new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(0, "second");
  }
  place.replaceChildren(time);
}

function counts(row, event) {
  const { repliesOne, repliesMany } = list.dataset;
  const n = event.reply_count;
  if (n) row.querySelector("[data-replies]").textContent = (n === 1 ? repliesOne : repliesMany).replace("{n}", n);
  when(row.querySelector("[data-active]"), event.active_at);
  row.querySelector("[data-locked]").hidden = !event.is_locked;
  const badge = row.querySelector("[data-unread-here]");
  const more = event.end - Number(row.dataset.end);
  if (badge && more > 0) {
    const number = badge.querySelector("[data-number]");
    number.textContent = Number(number.textContent) + more;
    badge.hidden = false;
  }
  row.dataset.end = event.end;
}

function fade(row) {
  if (row.classList.contains("gone")) return;
  row.classList.add("gone");
  row.querySelector("[data-replies]").textContent = list.dataset.gone;
}

function event(told) {
  const row = document.getElementById(`thread-${told.thread}`);
  if (told.kind === "removed") begun.delete(told.thread);
  if (!row) return told.kind === "thread" && begins(told);
  if (told.kind === "removed") fade(row);
  else if (told.kind === "thread" || told.kind === "counters") counts(row, told);
}

if (list) {
  const topics = list.dataset.forums.split(" ").filter(Boolean);
  const keys = topics.map((topic) => ["forum", topic.split(":")[1]]);
  const all = `${list.dataset.poll}?${new URLSearchParams(keys)}`;
  const state = (what) => what === "reload" && say(list.dataset.newSome);
  topics.forEach((topic, n) =>
    listen(topic, {
      since: Number(list.dataset.since),
      event,
      state,
      again: AGAIN,
      /* One address tells of all of them. */
      poll: n ? "" : all,
      every: POLL_EVERY,
    }),
  );
}

/* What was read on another device is new no more here. */
document.addEventListener("cop:read", ({ detail: { thread, forum, position = Infinity, all } }) => {
  if (forum && list?.dataset.forums !== `forum:${forum}`) return;
  const rows = all ? document.querySelectorAll(".row[id^=thread-]") : [document.getElementById(`thread-${thread}`)];
  for (const row of rows) {
    const badge = row?.querySelector("[data-unread-here]");
    if (!badge) continue;
    const left = Math.max(0, Number(row.dataset.end) - position);
    badge.querySelector("[data-number]").textContent = left;
    badge.hidden = !left;
  }
});
