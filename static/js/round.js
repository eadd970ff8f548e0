/* The clock of a case round: <section data-round="address of the clock" data-state data-phase data-until data-left>.

   The phase and its end stand on the server. Each page counts down to that end by the server's time, from which its own
   clock may differ: it asks once when it opens, and again when it was out of sight. Nothing moves to the next phase by
   itself; a change arrives as an event of the thread (see thread.js). */
import { post } from "./token.js";

const box = document.querySelector("[data-round]");
const part = (name) => box.querySelector(`[data-${name}]`);
const going = ["running", "paused"];
let skew = 0; /* milliseconds by which the server's clock is ahead of this one */
let timer = 0;

const pad = (n) => String(n).padStart(2, "0");
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;

/* Seconds that the phase has left; below zero when its time is over. */
function left() {
  if (box.dataset.state === "paused") return Number(box.dataset.left);
  return Math.round((Date.parse(box.dataset.until) - Date.now() - skew) / 1000);
}

function tick() {
  const seconds = left();
  const over = seconds < 0;
  part("time").textContent = over ? box.dataset.over.replace("{time}", minutes(-seconds)) : minutes(seconds);
  part("clock").toggleAttribute("data-late", over);
}

function show() {
  const { state, phase } = box.dataset;
  clearInterval(timer);
  part("clock").hidden = !going.includes(state);
  const steps = [...box.querySelectorAll("[data-step]")];
  const at = steps.findIndex((step) => step.dataset.step === phase);
  steps.forEach((step, n) => {
    const now = n === at && state !== "ended";
    step.className = `phase-${state === "ended" || n < at ? "done" : now ? "now" : "ahead"}`;
    if (now) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
  const ended = part("ended");
  if (ended) ended.hidden = state !== "ended";
  box.toggleAttribute("data-first", at === 0);
  box.toggleAttribute("data-last", at === steps.length - 1);
  if (!going.includes(state) || at < 0) return;
  for (const one of box.querySelectorAll("[data-when-open]")) one.hidden = false;
  for (const one of box.querySelectorAll("[data-before]")) one.hidden = true;
  const name = steps[at].querySelector(".name").textContent;
  part("phase-name").textContent = name;
  part("hint").textContent = steps[at].dataset.hintOf;
  tick();
  if (state === "running") timer = setInterval(tick, 1000);
}

/* The round as the server tells it. What is older than what is shown changes nothing. */
export function turn(round) {
  if (round.turn < Number(box.dataset.turn)) return;
  const before = box.dataset.phase;
  box.dataset.state = round.state;
  box.dataset.phase = round.phase;
  box.dataset.until = round.until ?? "";
  box.dataset.left = round.left ?? "";
  box.dataset.turn = round.turn;
  for (const field of box.querySelectorAll("input[name=turn]")) field.value = round.turn;
  /* By sector it is said as of when the page was opened; what changes since is the number alone. */
  if (round.here !== box.dataset.here) {
    box.dataset.here = round.here;
    part("here-words")?.remove();
    part("here-line").hidden = !round.here;
    part("here-number").textContent = round.here;
  }
  show();
  if (before !== round.phase && round.phase) {
    const name = part("phase-name").textContent;
    part("told").textContent = box.dataset.nowIn.replace("{phase}", name);
  }
}

/* What the button says follows what the server has. */
function pressed(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.value = on ? "" : "1";
  button.classList.toggle("lamp", !on);
  button.classList.toggle("quiet", on);
  button.querySelector("span").textContent = on ? button.dataset.isHere : button.dataset.say;
}

async function ask() {
  const sent = Date.now();
  const answer = await fetch(box.dataset.round, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok) return;
  const round = await answer.json();
  skew = Date.parse(round.now) - (sent + Date.now()) / 2;
  turn(round);
}

async function send(form, button) {
  const body = new FormData(form, button);
  button.disabled = true;
  const answer = await post(form.action, body, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  button.disabled = false;
  const told = await answer?.json().catch(() => null);
  if (answer?.ok) return told;
  const errors = Object.values(told?.errors ?? {}).flat();
  part("told").textContent = errors[0] ?? told?.detail ?? box.dataset.failed;
  document.dispatchEvent(new CustomEvent("cop:toast", { detail: { text: part("told").textContent } }));
  return null;
}

if (box) {
  show();
  ask();
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  box.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-lead], [data-here-form]")) return;
    event.preventDefault();
    const round = await send(form, event.submitter);
    if (!round) return;
    if (form.matches("[data-here-form]")) pressed(event.submitter, round.on);
    turn(round);
  });
}
