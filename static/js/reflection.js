/* Writing a reflection: one short field at a time, kept by the server while one types.

   Each step is an address (#step-3), so that back and forward work. What could not be kept yet lies in the memory of this
   tab alone (sessionStorage) until it is: a shared computer must not hold what somebody wrote. */
import { keep } from "./keeping.js";

const form = document.querySelector("[data-reflection]");
const marks = [...document.querySelectorAll("[data-steps] li")];
const steps = [...form.querySelectorAll("section.step")];
const part = (name) => form.querySelector(`[data-${name}]`);
const names = marks.map((mark) => mark.textContent.replace(/^\s*\d+\s*/, "").trim());
const title = document.title;
let shown = -1;

const valueOf = (name) => {
  const found = form.elements.namedItem(name);
  return found instanceof RadioNodeList ? found.value : (found?.value.trim() ?? "");
};
const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.closest("label")?.textContent.trim();

/* A name inside a sentence. */
const within = (name) => name.replace(/\p{L}/u, (letter) => letter.toLowerCase());

/* ---- The steps. */
function mark() {
  marks.forEach((one, at) => {
    one.classList.toggle("done", Boolean(valueOf(one.dataset.field)));
    if (at === shown) one.setAttribute("aria-current", "step");
    else one.removeAttribute("aria-current");
  });
}

function kick() {
  const words = form.dataset.stepOf.replace("{n}", shown + 1).replace("{all}", steps.length);
  part("step-words").textContent = words;
  const facts = shown > 0 ? [chosen("moment"), chosen("age_band")].filter(Boolean) : [];
  part("chosen").textContent = facts.map((fact) => ` · ${fact}`).join("");
  part("change").hidden = facts.length === 0;
  document.title = `${names[shown]} · ${words} · ${title}`;
}

function show(at, focus = true) {
  const last = at === steps.length - 1;
  shown = at;
  steps.forEach((step, n) => {
    step.hidden = n !== at;
  });
  part("previous").hidden = at === 0;
  part("next-step").hidden = last;
  part("save").hidden = part("share").hidden = !last;
  if (!last) part("next-step").querySelector("[data-words]").textContent = form.dataset.next.replace("{what}", within(names[at + 1]));
  mark();
  kick();
  if (!focus) return;
  scrollTo({ top: 0 });
  steps[at].focus({ preventScroll: true });
}

const go = (at) => {
  location.hash = `#step-${at + 1}`;
};

/* The step of an address, which may also be that of a field in it (from the list of what to look at). */
function arrive(focus = true) {
  const place = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  const at = steps.findIndex((step) => step.contains(place));
  if (at >= 0) show(at, focus);
  else if (shown < 0 || !location.hash) show(0, focus && shown >= 0);
  if (at >= 0 && place !== steps[at]) place.focus();
}

/* The first sentence of the question, cut between words where it is longer than a title may be. */
function suggest() {
  const field = form.elements.namedItem("title");
  const [sentence] = valueOf("question").replace(/\s+/g, " ").split(/(?<=[.?!])\s/);
  const most = field.maxLength > 0 ? field.maxLength : 80;
  field.placeholder = sentence.length > most ? `${sentence.slice(0, most - 1).replace(/\s+\S*$/, "")}…` : sentence;
}

function refresh() {
  if (steps.length < 2) return;
  mark();
  kick();
  suggest();
}

function stepwise() {
  form.classList.add("stepwise");
  if (part("whole")) part("whole").hidden = true;
  part("kicker").hidden = false;
  steps.forEach((step, at) => {
    step.setAttribute("role", "group");
    step.setAttribute("aria-label", `${at + 1}. ${names[at]}`);
  });
  part("previous").addEventListener("click", () => go(shown - 1));
  part("next-step").addEventListener("click", () => go(shown + 1));
  addEventListener("hashchange", () => arrive());
  form.addEventListener("input", refresh);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input") || shown === steps.length - 1) return;
    event.preventDefault(); // the first button of the form would send it
    go(shown + 1);
  });

  const wrong = form.querySelector("section .err");
  const first = steps.findIndex((step) => step.contains(wrong));
  if (first >= 0) show(first, false);
  else arrive(false);
  suggest();
}

if (steps.length > 1) stepwise();
if (form.dataset.keep) keep(form, refresh);
else {
  let touched = false;
  form.addEventListener("input", () => {
    touched = true;
  });
  form.addEventListener("submit", () => {
    touched = false;
  });
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
}
