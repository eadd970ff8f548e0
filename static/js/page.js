/* What every page does by itself: the evening's colours, times on the reader's own clock, forms that are sent once. All
   else comes when somebody first reaches for it: see the table at the end. */

/* ---- Evening colours. The page follows the system unless the reader chose; the choice is kept in a cookie, so that the
   server can write it into the first answer and the page does not flash. */
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark()));
  }
}

function switchTheme() {
  const theme = isDark() ? "light" : "dark";
  const same = (theme === "dark") === system.matches;
  if (same) delete root.dataset.theme;
  else root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${same ? "" : theme}; Path=/; Max-Age=${same ? 0 : 31536000}; SameSite=Lax${secure}`;
  showTheme();
}

system.addEventListener("change", showTheme);
showTheme();

/* ---- Times. <time datetime="…Z" data-ago> says how long ago, and its title the local hour. The words are those of the
   filter `ago`, so nothing changes on the first page but what is true here. */
const language = root.lang || undefined;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(language, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
});
const thisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

export function ago(moment, now = new Date()) {
  const minutes = Math.floor((now - moment) / 60000);
  if (minutes < 1) return null;
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 1440) return relative.format(-Math.floor(minutes / 60), "hour");
  const days = Math.floor(minutes / 1440);
  return days < 7 ? relative.format(-days, "day") : day(moment, now);
}

export const day = (moment, now = new Date()) =>
  (moment.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(moment);

function localise(part) {
  for (const time of part.querySelectorAll("time[data-moment]")) {
    if (!time.title) time.title = time.textContent;
    time.textContent = weekday.format(new Date(time.dateTime));
  }
  const found = part.querySelectorAll("time[data-ago]");
  for (const time of part.matches?.("time[data-ago]") ? [part, ...found] : found) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const text = ago(moment);
    if (text && time.textContent !== text) time.textContent = text;
    if (!time.title) time.title = full.format(moment);
  }
}

localise(document);
setInterval(() => document.hidden || localise(document), 60000);
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) localise(node);
}).observe(document.body, { childList: true, subtree: true });

/* ---- A form is sent once. Its button says so while the answer is on its way; coming back with "back" frees it again.
   <button data-busy="Sending"> gives the words; <form data-again> may be sent as often as one likes. */

/* The first words of a button, beside its icon and what only screen readers hear. */
function wordsOf(button) {
  const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) return walker.currentNode;
  return button.appendChild(document.createTextNode(""));
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    if (!("was" in button.dataset)) continue;
    wordsOf(button).data = button.dataset.was;
    delete button.dataset.was;
  }
}

function busy(button) {
  button.setAttribute("aria-disabled", "true");
  if (!button.dataset.busy) return;
  const words = wordsOf(button);
  button.dataset.was = words.data;
  words.data = button.dataset.busy;
}

/* Sent before what sends without leaving the page had come: it is waited for, so that a bad line loses no words. */
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("[data-composer]") || form.dataset.helped || submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const go = () => {
      form.dataset.helped = "1";
      form.requestSubmit(submitter);
    };
    import("./composer.js").then(go, go);
  },
  { capture: true },
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  if (event.defaultPrevented) return;
  form.dataset.sent = "1";
  const button = event.submitter;
  /* After this event, or the name and value of the button would not be sent. */
  if (button) setTimeout(busy, 0, button);
  const line = form.querySelector("[data-sends]");
  if (!line || button?.hasAttribute("formaction") || button?.name === "replace") return;
  event.preventDefault();
  import("./sending.js")
    .then(({ send }) => send(form, button), () => (line.textContent = line.dataset.failed) && false)
    .then((leaving) => leaving || release(form));
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

/* What a returned form needs is read out first. */
document.querySelector("[data-focus]")?.focus();

/* ---- What comes on use: the first press, focus or look brings the module that knows what to do. */
const WITH_COMPOSER = "main:has(form[data-composer])";
const PRESSED = {
  "[data-theme-switch]": switchTheme,
  "[data-dialog]": (opener) => import("./dialog.js").then(({ open }) => open(opener)),
  "button[form=acts][aria-pressed]": (button) => import("./reactions.js").then(({ react }) => react(button)),
  "button[data-vote]": (button) => import("./poll.js").then(({ vote }) => vote(button)),
  [`${WITH_COMPOSER} :is(a[data-quote], a[data-answer])`]: (link) => import("./composer.js").then(({ take }) => take(link)),
};
const ENTERED = {
  "form[data-composer]": (form) => import("./composer.js").then(({ begin }) => begin(form)),
  "form[data-write]": (form) => import("./help.js").then(({ help }) => help(form)),
  "form:has([data-sends])": () => import("./sending.js"),
  "form[data-check]:not([data-write], [data-composer])": (form) => import("./checking.js").then(({ look }) => look(form)),
  "[data-suggest]": (field) => import("./suggest.js").then(({ suggest }) => suggest(field)),
  "textarea[data-autosize], [data-counter]": (field) => import("./field.js").then(({ typing }) => typing(field)),
};
const OPENED = { "details[data-menu][open]": () => import("./menu.js") };
const MARKED = { [`${WITH_COMPOSER} [data-said]`]: () => import("./composer.js").then(({ offer }) => offer()) };
const POINTED = { "[data-signs] button.act": (button) => import("./signs.js").then(({ point }) => point(button)) };

/* What could not be fetched is asked for again at the next use; until then the page does without it. */
function away(error) {
  if (!(error instanceof TypeError && /import/i.test(error.message))) throw error;
}

/* Whether the table knows what to do with this. */
function use(table, target) {
  const element = target instanceof Element ? target : target.parentElement;
  const uses = Object.entries(table).map(([selector, verb]) => [element?.closest(selector), verb]);
  const meant = uses.filter(([found]) => found);
  for (const [found, verb] of meant) verb(found)?.catch(away);
  return meant.length > 0;
}

document.addEventListener("click", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && use(PRESSED, event.target)) event.preventDefault();
});
document.addEventListener("focusin", ({ target }) => use(ENTERED, target));
/* The slash leads to the search box, from wherever nobody is writing, where a member has not turned that off. */
if ("slash" in document.body.dataset) document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const way = document.querySelector("[data-suggest]") ?? document.querySelector("a[href$='/search/']");
  if (!way) return;
  event.preventDefault();
  if (way.matches("a")) location.assign(`${way.href}#q`);
  else way.select();
});
document.addEventListener("toggle", ({ target }) => use(OPENED, target), { capture: true });
document.addEventListener("selectstart", ({ target }) => use(MARKED, target));
document.addEventListener("pointerover", ({ target, pointerType }) => pointerType === "mouse" && use(POINTED, target));
document.addEventListener("cop:toast", ({ detail }) => import("./toast.js").then(({ say }) => say(detail.text)));
for (const form of document.querySelectorAll("[data-write=now]")) use(ENTERED, form); /* a page for writing only */
for (const form of document.querySelectorAll("form:has([data-sends]):has([data-came-back], [data-findings])")) use(ENTERED, form); /* unsent */
for (const field of document.querySelectorAll("[data-counter]")) if (field.value) use(ENTERED, field);

/* What is worth its bytes only to who gets there: [data-later] holds the address of a fragment that takes its place. */
const later = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    later.unobserve(target);
    fetch(target.dataset.later, { headers: { "X-Requested-With": "fetch" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((html) => target.insertAdjacentHTML("afterend", html))
      .then(() => target.remove())
      .catch(() => {});
  }
});
document.querySelectorAll("[data-later]").forEach((place) => later.observe(place));
