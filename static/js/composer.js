/* Saying something without leaving the page: <form data-composer>. Without this script the same form is sent as a page.

   The words stay in the field until the server has them, and those that are written meanwhile stay after that; a second
   try carries the same key, so that nothing is said twice. A selection in somebody's post becomes a quote, "Reply" names whom it answers. Comes with the first focus, mark
   or press (page.js). */
import { ask, say } from "./sending.js";

const form = document.querySelector("[data-composer]");

const field = (name) => form.elements.namedItem(name);

/* Where one writes: the rich editor once it is there. */
const write = () => (form.querySelector("[data-rich]") ?? field("body")).focus();

const state = (text, failed, way) => say(form.querySelector("[data-going]"), text, failed, way);

function errors(problem) {
  const place = form.querySelector("[data-errors]");
  const lines = Object.values(problem?.errors ?? {}).flat();
  if (problem?.detail) lines.unshift(problem.detail);
  place.hidden = !lines.length;
  place.querySelector("ul").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
  if (lines.length) place.focus();
}

/* Makes room for the next word. `sent` is what went: what was written or chosen since then stays as it is. Answers whether
   words did. */
function clear(key, sent) {
  const now = new FormData(form);
  const since = (name) => String(now.getAll(name)) !== String(sent.getAll(name));
  const more = now.get("body").trim();
  const kept = more !== "" && more !== sent.get("body").trim();
  for (const one of form.elements) {
    if (!one.name || one.type === "hidden" || one.name === "body" || since(one.name)) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = one.defaultChecked;
    else one.value = one.type === "file" ? "" : (one.defaultValue ?? "");
  }
  if (!kept) field("body").value = "";
  field("idempotency_key").value = key;
  for (const one of form.querySelectorAll("[data-came-back], [data-findings], [data-beside]")) one.remove();
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const part of form.querySelectorAll("[data-attached]")) {
    if (![...part.querySelectorAll("input")].some((input) => since(input.name))) leave(part);
  }
  hint();
  return kept;
}

/* A quote or the name of whom one answers, with its own "remove". */
function leave(part) {
  part.hidden = true;
  for (const input of part.querySelectorAll("input")) input.value = "";
}

async function send(event) {
  event.preventDefault();
  if (form.dataset.sending) return;
  const button = form.querySelector("[data-send]");
  form.dataset.sending = "1";
  button.setAttribute("aria-disabled", "true");
  errors(null);
  form.querySelector("[data-state]").replaceChildren(); /* what a draft said before */
  state(form.dataset.sendingWords);
  try {
    const { status, told, body: sent } = await ask(form, "fetch");
    if (status === 201 && told) {
      const kept = clear(told.key, sent);
      identity(told.identity);
      state(kept ? form.dataset.sentOn : "");
      form.dispatchEvent(new CustomEvent("cop:sent-words", { detail: { sent, kept } }));
      document.dispatchEvent(new CustomEvent("cop:said", { detail: told }));
    } else if (told?.errors?.resource || told?.findings) {
      /* Which of several, and what could identify a family, are questions that the page itself can ask best. */
      form.dataset.sent = "1";
      form.submit();
      return;
    } else {
      if (told?.key) field("idempotency_key").value = told.key;
      const again = status >= 500 || status === 429 || !told;
      state(again ? form.dataset.failed : form.dataset.kept, true, told?.way);
      errors(told);
    }
  } catch {
    state(form.dataset.failed, true);
  }
  delete form.dataset.sending;
  button.removeAttribute("aria-disabled");
}

/* Who has spoken once in a conversation keeps that name in it. */
function identity(text) {
  const place = form.querySelector("[data-speaks-as]");
  if (!place || !text) return;
  place.textContent = text.line;
  form.querySelector("[data-send]").replaceChildren(text.button);
  form.querySelector("[data-choose-identity]")?.remove();
}

/* The field begins the sentence that the chosen kind is about. */
function hint() {
  const kind = form.querySelector("input[name=kind]:checked");
  const words = kind?.closest("label").textContent.trim();
  field("body").placeholder = !kind || kind.value === "reply" ? "" : `${words} …`;
}

function attach(name, post, text, quote = "") {
  const part = form.querySelector(`[data-attached="${name}"]`);
  part.hidden = false;
  part.querySelector("[data-words]").textContent = text;
  const [id, range] = part.querySelectorAll("input");
  id.value = post.dataset.post;
  if (range) range.value = quote;
  write();
  form.scrollIntoView({ block: "nearest" });
}

const short = (text) => (text.length > 400 ? `${text.slice(0, 399)}…` : text);

function selectionIn(post) {
  const selection = getSelection();
  const said = post.querySelector(".say");
  if (!selection.rangeCount || selection.isCollapsed || !said?.contains(selection.anchorNode)) return "";
  return said.contains(selection.focusNode) ? selection.toString().trim() : "";
}

/* The selection is gone once the link is pressed. */
let selected = "";
document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("a[data-quote]");
  selected = link ? selectionIn(link.closest("[data-post]")) : "";
});

/* "Quote" and "Reply" under a post. */
export function take(link) {
  const post = link.closest("[data-post]");
  link.closest("details[data-menu]")?.removeAttribute("open");
  if ("quote" in link.dataset) {
    const text = selected || post.querySelector("[data-said]").textContent.trim().replace(/\s+/g, " ");
    attach("quote", post, short(text), selected);
  } else {
    attach("answer", post, link.dataset.answer);
  }
}

/* A passage that somebody marks offers itself to be quoted. */
export async function offer() {
  if (form.dataset.offers) return;
  form.dataset.offers = "1";
  const { offerQuotes } = await import("./quoting.js");
  offerQuotes(form.dataset.quoteThis, (post, text) => attach("quote", post, short(text), text));
}

export async function begin() {
  const { help } = await import("./help.js");
  help(form);
  if (form.querySelector("[data-starters]")) (await import("./starters.js")).starters(form);
}

/* "Save draft" goes its own way, as without this script. */
form.addEventListener("submit", (event) => event.submitter?.hasAttribute("formaction") || event.submitter?.name === "replace" || send(event));
form.addEventListener("change", hint);
form.addEventListener("click", (event) => {
  const part = event.target.closest("[data-leave]")?.closest("[data-attached]");
  if (!part) return;
  event.preventDefault();
  leave(part);
  write();
});
addEventListener("beforeunload", (event) => {
  if (field("body").value.trim() && !form.dataset.sent && !form.dataset.safe) event.preventDefault();
});
form.querySelector("[data-kept]")?.removeAttribute("hidden");
hint();
