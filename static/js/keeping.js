/* Keeps a reflection while it is typed: keep(form, filled) saves on the server, tells how it stands, and asks where another
   device wrote on. `filled` is called when fields were filled by the script.

   What the server has not got yet lies in this tab's own memory until it has. */
import { post } from "./token.js";

const REST = 1200;
const AT_MOST = 4000; // however steadily somebody types
const LONGEST = 60_000;
const PATIENCE = 5000; // with what is on its way, when somebody goes on
const APART = new Set(["csrfmiddlewaretoken", "uuid", "revision", "share"]);

export function keep(form, filled) {
  const place = document.querySelector("[data-kept] [data-words]");
  const tick = document.querySelector("[data-kept] [data-tick]");
  const again = document.querySelector("[data-kept] [data-again]");
  const told = form.querySelector("[data-told]");
  const two = form.querySelector("[data-two]");
  const revision = form.elements.namedItem("revision");
  const memory = () => `reflection:${location.pathname}`;
  let timer = 0;
  let tries = 0;
  let since = 0; // when the oldest of what is not saved was typed
  let dirty = false;
  let busy = false;
  let there = null;
  let over = false; // it is sent, or there is nothing to keep it in
  let submitted; // by which button, while something is still on its way
  let leaving = false; // the next page may have been written before what is on its way was saved

  const fieldsOf = (data) => {
    const found = {};
    for (const [name, value] of data) if (!APART.has(name)) (found[name] ??= []).push(value);
    return found;
  };

  function say(state, words) {
    place.textContent = words;
    place.classList.toggle("err", state === "failed");
    tick.hidden = state !== "saved";
    again.hidden = state !== "failed" || over;
    if (state === "failed") told.textContent = words;
    else if (state === "saved") told.textContent = "";
  }

  function remember() {
    const kept = { uuid: form.elements.namedItem("uuid").value, revision: revision.value, fields: fieldsOf(new FormData(form)) };
    try {
      sessionStorage.setItem(memory(), JSON.stringify(kept));
    } catch {
      /* Full or forbidden: the words are still in their fields. */
    }
  }

  /* What a field says otherwise than the server filled it in. */
  const changed = (field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    return field.defaultValue !== undefined && field.value !== field.defaultValue;
  };

  /* `whole`: what these fields do not name was left empty. `but`: names of fields that stay as they are. */
  function put(fields, { whole = false, but = new Set() } = {}) {
    for (const field of form.elements) {
      if (!field.name || APART.has(field.name) || but.has(field.name) || !(whole || field.name in fields)) continue;
      const values = [fields[field.name] ?? []].flat().map((value) => (value === null || value === false ? "" : String(value)));
      if (field.type === "radio") field.checked = values.includes(field.value) || (field.value === "" && values.length === 0);
      else if (field.type === "checkbox") field.checked = fields[field.name] === true || values.includes(field.value);
      else field.value = values.at(-1) ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    filled();
  }

  function offer(found) {
    there = found;
    const list = two.querySelector("[data-theirs]");
    list.replaceChildren();
    for (const [name, value] of Object.entries(found.fields)) {
      if (typeof value !== "string" || !value) continue;
      const quote = document.createElement("blockquote");
      quote.className = "quoted";
      quote.textContent = form.querySelector(`input[type=radio][name=${name}][value="${value}"]`)?.closest("label").textContent ?? value;
      list.append(quote);
    }
    two.hidden = false;
    two.focus();
  }

  async function save() {
    clearTimeout(timer);
    if (!dirty || busy || over || !two.hidden) return;
    busy = true;
    dirty = false;
    since = 0;
    say("saving", form.dataset.saving);
    let failed = false;
    try {
      const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
      const answer = await post(form.dataset.keep, new FormData(form), { headers });
      const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && body) kept(body);
      else if (answer.status === 409 && body?.fields) {
        dirty = true;
        say("asks", "");
        offer(body);
      } else if (answer.status === 404) {
        over = true;
        say("failed", form.dataset.gone);
      } else if (answer.redirected || answer.status === 403) {
        failed = true;
        say("failed", answer.redirected ? form.dataset.out : (body?.detail ?? form.dataset.out));
      } else if (answer.status === 422) {
        say("failed", body?.detail ?? form.dataset.unsaved);
      } else {
        failed = true;
        say("failed", form.dataset.unsaved);
      }
    } catch {
      failed = true;
      say("failed", form.dataset.unsaved);
    }
    busy = false;
    if (submitted !== undefined && submit()) return;
    if (failed) {
      dirty = true;
      later(Math.min(LONGEST, 2000 * 2 ** tries));
      tries += 1;
    } else if (dirty && two.hidden && !over) later(REST);
  }

  /* Answers whether it goes: not where there is something to choose first. */
  function submit() {
    const by = submitted;
    if (by === undefined) return false;
    submitted = undefined;
    busy = false;
    if (!two.hidden) return false;
    form.requestSubmit(by);
    return true;
  }

  function kept(body) {
    revision.value = body.revision;
    tries = 0;
    sessionStorage.removeItem(memory());
    form.dataset.keep = body.keep;
    if (location.pathname !== body.edit) history.replaceState(history.state, "", body.edit + location.hash);
    if (dirty || leaving) remember();
    const wrong = Object.values(body.errors)[0];
    if (wrong) say("failed", wrong.join(" "));
    else say(dirty ? "typed" : "saved", dirty ? "" : form.dataset.saved);
    form.dispatchEvent(new CustomEvent("cop:kept"));
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function typed() {
    dirty = true;
    leaving = false;
    since ||= Date.now();
    remember();
    if (tries > 0) return;
    if (!tick.hidden) say("typed", "");
    later(Math.max(0, Math.min(REST, since + AT_MOST - Date.now())));
  }

  two.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice || !there) return;
    revision.value = there.revision;
    if (choice === "theirs") put(there.fields);
    two.hidden = true;
    there = null;
    dirty = true;
    save();
    form.querySelector("section.step:not([hidden])")?.focus();
  });
  form.addEventListener("input", (event) => event.isTrusted && typed());
  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault(); /* what is on its way changes the revision that would be sent */
      submitted = event.submitter;
      setTimeout(submit, PATIENCE);
      return;
    }
    over = true;
    clearTimeout(timer);
    sessionStorage.removeItem(memory());
  });
  again.addEventListener("click", () => {
    dirty = true;
    save();
  });
  addEventListener("online", save);
  addEventListener("hashchange", () => tries === 0 && save()); // on to another step
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", () => {
    if (dirty && !over && two.hidden && navigator.sendBeacon(form.dataset.keep, new FormData(form))) dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    leaving = !over;
    if (dirty && !over && tries > 0) event.preventDefault();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload()); // its revision is an old one

  /* What was typed while this script was still coming. */
  const early = new Set([...form.elements].filter((field) => field.name && !APART.has(field.name) && changed(field)).map((field) => field.name));
  const words = sessionStorage.getItem(memory());
  if (words) {
    const found = JSON.parse(words);
    if (location.pathname.endsWith("/new/")) form.elements.namedItem("uuid").value = found.uuid;
    if (found.revision !== "") revision.value = found.revision;
    put(found.fields, { whole: true, but: early });
    dirty = true;
    say("saving", form.dataset.back);
    later(0);
  } else if (early.size) typed();
}
