/* Lists that one reader ticks. [data-ticks="account"] is a form that is sent with each tick; [data-ticks="browser"] keeps the
   ticks in this browser and tells nobody. */
import { post } from "./token.js";

for (const form of document.querySelectorAll('[data-ticks="account"]')) {
  const said = form.querySelector("[data-ticks-said]");
  const button = form.querySelector("button");
  button.hidden = true;
  let sending = Promise.resolve();
  form.addEventListener("change", () => {
    const body = new FormData(form);
    sending = sending.then(async () => {
      const kept = await post(form.action, body, { headers: { "X-Requested-With": "fetch" } }).then((answer) => answer.ok, () => false);
      said.textContent = kept ? said.dataset.kept : said.dataset.lost;
      button.hidden = kept;
    });
  });
}

for (const list of document.querySelectorAll('[data-ticks="browser"]')) {
  const key = `ticks:${list.dataset.ticksPage}`;
  const boxes = [...list.querySelectorAll("input")];
  const read = () => {
    try { return new Set(JSON.parse(localStorage.getItem(key) ?? "[]")); } catch { return null; }
  };
  const kept = read();
  if (!kept) continue; // nothing may be stored here: the boxes can be ticked all the same
  list.querySelector("[data-ticks-said]").hidden = false;
  for (const box of boxes) box.checked = kept.has(box.value);
  list.addEventListener("change", ({ target }) => {
    const now = read() ?? new Set();
    now[target.checked ? "add" : "delete"](target.value);
    try { localStorage.setItem(key, JSON.stringify([...now])); } catch { /* as before */ }
  });
}
