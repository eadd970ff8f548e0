/* Keeps what is typed in a form: begin(form), once it has the focus. The server keeps it encrypted, for its author alone.

   Nothing is kept in the browser: a shared computer must not hold what somebody began to write. While there is no
   connection the words stay in the field, and saving is tried again with growing pauses. */
import { post } from "./token.js";

const REST = 1500;
const LONGEST = 60_000;
const NOT_PUT = new Set(["parent", "quote", "quote_text", "uploads", "alts"]);

export async function begin(form) {
  const box = form.querySelector("[data-draft]");
  if (!box || box.dataset.on) return;
  box.dataset.on = "1";
  const place = form.querySelector("[data-state]");
  const two = box.querySelector("[data-two]");
  const text = form.elements.namedItem("body");
  const seen = () => (text.hidden ? form.querySelector("[data-rich]") : text);
  box.querySelector("[data-keep]").hidden = true;
  let revision = 0;
  let timer = 0;
  let tries = 0;
  let dirty = false;
  let asked = null;
  let busy = false;

  const say = (words, failed = false) => {
    place.textContent = words;
    place.classList.toggle("err", failed);
  };
  const bodyOf = (fields) => (fields.body ?? []).join("");

  async function ask(method, body) {
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    const answer = await (body ? post(box.dataset.draft, body, { headers }) : fetch(box.dataset.draft, { method, headers }));
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    return { status: answer.status, told };
  }

  function put(fields) {
    for (const [name, values] of Object.entries(fields)) {
      const found = form.elements.namedItem(name);
      if (!found || NOT_PUT.has(name)) continue;
      for (const one of found instanceof RadioNodeList ? found : [found]) {
        if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
        else one.value = values.at(-1) ?? "";
      }
    }
    form.dispatchEvent(new CustomEvent("cop:filled", { detail: fields }));
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Theirs above mine, with their looks where both have any. */
  function both(fields) {
    const mine = form.elements.namedItem("html")?.value;
    const together = { body: [`${bodyOf(fields)}\n\n${text.value}`] };
    return mine && fields.html ? { ...together, html: [`${fields.html.join("")}${mine}`] } : together;
  }

  function offer(told) {
    asked = told;
    two.querySelector("[data-theirs]").textContent = bodyOf(told.fields);
    two.hidden = false;
  }

  async function save() {
    clearTimeout(timer);
    if (!dirty || busy || !two.hidden) return;
    if (form.dataset.sending) {
      later(REST);
      return;
    }
    busy = true;
    dirty = false;
    say(box.dataset.saving);
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("draft_revision", revision);
    let again = false;
    try {
      const { status, told } = await ask("POST", body);
      if (status === 200 && told) {
        revision = told.revision;
        tries = 0;
        say(text.value.trim() ? box.dataset.saved : "");
        if (!dirty) form.dataset.safe = "1";
      } else if (status === 409 && told?.fields) {
        dirty = true;
        say("");
        offer(told);
      } else if (status === 429 || status >= 500) {
        again = true;
      } else {
        const said = told?.way && form.querySelector("[data-going], [data-sends]")?.textContent;
        say(said ? "" : (told?.detail ?? ""), true); /* whoever is signed out is told so once */
      }
    } catch {
      again = true;
    }
    busy = false;
    if (again) {
      dirty = true;
      say(box.dataset.unsaved, true);
      later(Math.min(LONGEST, 2000 * 2 ** tries));
      tries += 1;
    } else if (dirty && two.hidden) later(REST);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function typed() {
    dirty = true;
    delete form.dataset.safe;
    if (tries === 0) later(REST);
  }

  two.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice || !asked) return;
    revision = asked.revision;
    if (choice !== "mine") put(choice === "theirs" ? asked.fields : both(asked.fields));
    two.hidden = true;
    asked = null;
    dirty = true;
    save();
    seen().focus();
  });
  form.addEventListener("input", (event) => event.isTrusted && typed());
  form.addEventListener("change", (event) => event.isTrusted && typed());
  form.addEventListener("cop:typed", typed);
  if (text.value !== text.defaultValue) typed(); // while this script was still coming
  form.addEventListener("cop:sent-words", ({ detail }) => {
    clearTimeout(timer);
    revision = 0;
    dirty = false;
    tries = 0;
    if (detail.kept) typed();
    else say("");
  });
  addEventListener("online", () => dirty && save());
  document.addEventListener("visibilitychange", () => document.hidden && save());

  try {
    const { status, told } = await ask("GET");
    if (status !== 200 || !told?.revision) return;
    const theirs = bodyOf(told.fields);
    if (!text.value.trim() || text.value === theirs) {
      revision = told.revision;
      form.dataset.safe = "1";
      if (text.value !== theirs) {
        put(told.fields);
        say(box.dataset.taken);
      }
      form.dispatchEvent(new CustomEvent("cop:files", { detail: told.files }));
    } else offer(told);
  } catch {
    /* Without a connection there is nothing to take up; saving tells of it. */
  }
}
