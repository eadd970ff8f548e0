/* Looks at words while somebody writes them: look(form, words) for <form data-check="address" data-checked="names of fields">.
   `words`: the rich editor in place of the field `body`, where it is there.

   A field is asked about when one pauses, if it changed; an answer to older words counts for nothing. What could tell who a
   family is, and what the coach noticed, is underlined where it stands, and one card under the field says why, with words
   to put there. Whoever writes decides each; nothing here keeps anybody from sending. Where no answer comes nothing is
   said. The server keeps and logs nothing, this page forgets when it is left. */
import { plain, rich } from "./marks.js";
import { post } from "./token.js";

const REST = 700;
const SHORT = 2; // letters in which nothing can be found

export function look(form, words = null) {
  if (form.dataset.looking) return;
  form.dataset.looking = "1";
  const names = new Set(form.dataset.checked.split(" "));
  const settled = { settled: new Set(), left: new Set() };
  const watches = new Map();
  /* What was answered in a form that came back (findings.html) is not asked about again. */
  const answered = () => {
    for (const box of form.querySelectorAll("[data-settled]:checked")) settled.settled.add(box.dataset.settled);
  };
  answered();
  form.addEventListener("change", answered);

  function watchOf(field) {
    if (!field.name || !names.has(isName(field) ? "names" : field.name) || field.type === "hidden") return null;
    if (!watches.has(field)) {
      const place = words && field.name === "body" ? rich(words) : plain(field);
      const others = () => watches.forEach((one, its) => its !== field && one.again());
      watches.set(field, watch(form, field, place, settled, others));
    }
    return watches.get(field);
  }

  const fieldOf = (target) => (words?.el.contains(target) ? form.elements.namedItem("body") : target);
  form.addEventListener("input", ({ target }) => watchOf(target)?.typed());
  form.addEventListener("focusin", ({ target }) => watchOf(fieldOf(target))?.begin());
  form.addEventListener("cop:filled", () => {
    for (const one of watches.values()) one.typed();
  });
  form.addEventListener("cop:sent-words", () => {
    for (const set of Object.values(settled)) set.clear();
    for (const one of watches.values()) one.typed();
  });
  watchOf(fieldOf(document.activeElement))?.begin();
  const beginNames = () => [...form.elements].filter(isName).forEach((field) => watchOf(field)?.begin());
  form.addEventListener("cop:file", beginNames);
  beginNames();
}

/* The name of a file that may tell who somebody is stands in its row as a field (upload.html). */
const isName = ({ name }) => name.startsWith("name-");

/* What the field is called where it is said: files are numbered, and a form may have a prefix of its own. */
function nameOf(form, field) {
  const { name } = field;
  const place = (alt) => `files.${[...form.querySelectorAll("[name=alts]")].indexOf(alt)}`;
  if (isName(field)) return `${place(field.closest("li").querySelector("[name=alts]"))}.name`;
  return name === "alts" ? `${place(field)}.alt` : name.replace(/^take-/, "");
}

/* How far each code point of a text reaches in UTF-16 units: the server counts the former, this page the latter. */
export function units(text) {
  const places = [0];
  for (const sign of text) places.push(places.at(-1) + sign.length);
  return places;
}

const brief = (words) => (words.length > 24 ? `${words.slice(0, 23)}…` : words);

function watch(form, field, place, settled, others) {
  const panel = Object.assign(document.createElement("div"), { className: "noticed" });
  let text = place.text();
  let asked = null;
  let running = null;
  let timer = 0;
  let quiet = 0;
  let marks = [];
  let cards = [];
  let shown = 0;
  let done = null;
  let together = false;
  let html = "";

  const box = field.closest(".fieldset") ?? field.parentElement;
  const all = () => [...panel.querySelectorAll("[data-card], [data-together]")];
  const keyOf = (card) => card.dataset.card ?? "together";

  async function ask({ switched = false, anew = false } = {}) {
    clearTimeout(timer);
    running?.abort();
    const said = place.text();
    if (said === asked && !anew) return;
    if (box.querySelector("[role=listbox]:not([hidden])")) {
      timer = setTimeout(ask, REST); /* a name is still being chosen */
      return;
    }
    if (said.trim().length < SHORT) {
      asked = said;
      answer({ marks: [], cards: [], html: "" }, said);
      return;
    }
    if (Date.now() < quiet) return;
    const body = new URLSearchParams({ text: said });
    body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    body.set("field", nameOf(form, field));
    const language = form.elements.namedItem("language")?.value || form.dataset.language;
    if (language) body.set("language", language);
    const html = place.el === field ? "" : form.elements.namedItem("html")?.value;
    if (html && settled.settled.size + together) body.set("html", html);
    for (const [name, set] of Object.entries(settled)) for (const one of set) body.append(name, one);
    if (together) body.set("together", "1");
    if (switched) body.set("switched", "1");
    const mine = (running = new AbortController());
    try {
      const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
      const told = await post(form.dataset.check, body, { headers, signal: mine.signal });
      if (told.status === 429) quiet = Date.now() + 1000 * (Number(told.headers.get("Retry-After")) || 60);
      if (!told.ok || !told.headers.get("Content-Type")?.includes("json")) return;
      const found = await told.json();
      if (mine.signal.aborted || place.text() !== said) return;
      asked = said;
      answer(found, said);
    } catch {
      /* Without a connection nothing is looked at; sending is looked at by the server. */
    }
  }

  function answer(found, said) {
    const at = units(said);
    text = said;
    marks = found.marks.map(([start, end, coach, card]) => ({ start: at[start], end: at[end], coach, card }));
    cards = found.cards.map(([start, end]) => ({ start: at[start], end: at[end] }));
    if (found.html !== html) {
      html = found.html;
      render();
    } else show(Math.min(shown, Math.max(all().length - 1, 0)));
    tell();
  }

  /* Whoever is at a button of the panel finds themselves at the same one, or at the first. */
  function render() {
    const had = panel.contains(document.activeElement) ? document.activeElement : null;
    const before = all()[shown]?.dataset.words;
    const nth = had ? [...panel.querySelectorAll("button")].filter((one) => !one.closest("[hidden]")).indexOf(had) : -1;
    const template = document.createElement("template");
    template.innerHTML = html;
    panel.replaceChildren(template.content);
    if (!panel.isConnected) box.append(panel);
    tell();
    const now = all();
    show(Math.max(now.findIndex((card) => card.dataset.words === before), 0));
    if (!had) return;
    const buttons = [...panel.querySelectorAll("button")].filter((one) => !one.closest("[hidden]"));
    if (buttons.length) (buttons[nth] ?? buttons[0]).focus({ preventScroll: true });
    else place.el.focus({ preventScroll: true });
  }

  function show(n) {
    const now = all();
    shown = n;
    now.forEach((card, at) => {
      card.hidden = at !== n;
    });
    const onward = panel.querySelector("[data-onward]");
    if (onward) onward.hidden = now.length < 2;
    if (now.length > 1) {
      const { next, words } = now[(n + 1) % now.length].dataset;
      onward.querySelector("[data-label]").textContent = next.replace("{what}", brief(words));
    }
    paint();
  }

  function paint() {
    const on = now();
    place.paint(marks.map((mark) => ({ ...mark, on: on !== undefined && mark.card === on })));
  }

  /* The number of the card that is shown; undefined for the one about everything together. */
  function now() {
    const number = all()[shown]?.dataset.card;
    return number === undefined ? undefined : Number(number);
  }

  /* What was just put there, with the way back, until one writes on. */
  function tell() {
    const line = panel.querySelector("[data-done]");
    if (!line) return;
    line.hidden = !done;
    if (!done) return;
    const { words, out } = line.querySelector("[data-done-words]").dataset;
    line.querySelector("[data-done-words]").textContent = (done.now ? words : out).replace("{was}", done.was).replace("{now}", done.now);
  }

  /* Until the answer comes, what is marked moves along with its words; what is changed itself is marked no longer. */
  function moved(fresh) {
    let start = 0;
    const most = Math.min(text.length, fresh.length);
    while (start < most && text[start] === fresh[start]) start += 1;
    let tail = 0;
    while (tail < most - start && text.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
    const end = text.length - tail;
    const by = fresh.length - text.length;
    const along = (one) => (one.start >= end ? { ...one, start: one.start + by, end: one.end + by } : one);
    marks = marks.filter((one) => one.end <= start || one.start >= end).map(along);
    cards = cards.map(along);
    text = fresh;
  }

  function typed() {
    const fresh = place.text();
    if (fresh === text) return;
    asked = null;
    moved(fresh);
    if (done && !done.putting) {
      done = null;
      tell();
    }
    paint();
    running?.abort();
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  }

  function put(start, end, words) {
    const was = place.text();
    done = { was: was.slice(start, end), now: words, start, putting: true };
    place.put(start, end, words);
    done.putting = false;
    ask();
  }

  const acts = {
    put(card, words) {
      let { start, end } = cards[keyOf(card)];
      const said = place.text();
      /* Of two blanks around what goes one goes along. */
      if (!words && said[end] === " " && (start === 0 || /\s/.test(said[start - 1]))) end += 1;
      put(start, end, words);
      const gap = words.indexOf("…");
      if (gap >= 0) place.select(start + gap, start + gap + 1);
    },
    select(card) {
      const { start, end } = cards[keyOf(card)];
      place.select(start, end);
    },
    settle(card) {
      if (card.dataset.phrase) settled.left.add(card.dataset.phrase);
      else if (card.dataset.card) {
        for (const mark of marks) if (mark.card === now()) settled.settled.add(text.slice(mark.start, mark.end));
      } else together = true;
      ask({ anew: true });
      others();
    },
    onward: () => show((shown + 1) % all().length),
    undo() {
      const { start, was, now: put } = done;
      if (place.text().slice(start, start + put.length) === put) place.put(start, start + put.length, was);
      done = null;
      tell();
      ask();
    },
    async coach(_card, address, { on = "" }) {
      const body = new URLSearchParams({ on, csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value });
      const told = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (told?.ok) ask({ switched: true, anew: true });
    },
  };

  /* The field keeps its focus, and a phone its keys, while something is chosen for it. */
  panel.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button") && place.el.contains(document.activeElement)) event.preventDefault();
  });
  panel.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const name = Object.keys(acts).find((one) => one in (button?.dataset ?? {}));
    if (name) acts[name](button.closest("[data-card], [data-together]"), button.dataset[name], button.dataset);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    place.el.focus();
  });
  /* Whoever goes to what is underlined sees its card. */
  for (const name of ["click", "keyup"]) {
    place.el.addEventListener(name, () => {
      const at = place.at();
      const card = at < 0 ? null : marks.find((one) => at >= one.start && at <= one.end)?.card;
      const number = all().findIndex((one) => one.dataset.card === String(card));
      if (number >= 0 && number !== shown) show(number);
    });
  }

  return { typed, again: () => asked !== null && marks.length && ask({ anew: true }), begin: () => asked === null && place.text().trim() && ask() };
}
