/* What is called like the words in the search box, and what its last part may become: <input data-suggest="address" data-suggest-label="…">. Enter asks for
   what is typed, unless one of the list was reached with the arrows. */
import { line, picker } from "./picker.js";

export function suggest(field) {
  if (field.dataset.suggesting) return;
  field.dataset.suggesting = "1";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  const form = field.form;
  const { look } = picker({
    el: field,
    place: form,
    label: field.dataset.suggestLabel,
    id: `${field.id}-suggestions`,
    free: true,
    find: () => (field.value.trim().length > 1 ? { length: 0, said: field.value } : null),
    async ask(said) {
      const url = new URL(field.dataset.suggest, location.href);
      url.searchParams.set("q", said.trim());
      const answer = await fetch(url, { headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
      return answer.ok ? (await answer.json()).suggestions : [];
    },
    show: ({ title, beside }) => line(title, beside),
    choose({ url, typed, text }) {
      if (url) return location.assign(url);
      const said = field.value.trimEnd();
      if (!said.endsWith(typed)) return;
      field.setRangeText(text, said.length - typed.length, field.value.length, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  field.addEventListener("focus", () => document.activeElement === field && field.value && look());
  if (document.activeElement === field && field.value !== field.defaultValue) look(); /* typed while this was on its way */
}
