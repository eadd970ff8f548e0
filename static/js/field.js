/* What a text field does while one types: it counts, and grows where the browser cannot do that by itself.

   <textarea maxlength data-counter="id" data-autosize>, <span id data-of="{n} of {max}">. The count is read out only near
   the end, so that nobody is interrupted at each letter. */
const GROWS = CSS.supports("field-sizing", "content");

function count(field) {
  const place = document.getElementById(field.dataset.counter);
  const max = field.maxLength;
  if (!place || max < 1) return;
  const n = field.value.length;
  place.textContent = (place.dataset.of ?? "{n} / {max}").replace("{n}", n).replace("{max}", max);
  if (max - n < max / 10) place.setAttribute("aria-live", "polite");
  else place.removeAttribute("aria-live");
}

function grow(area) {
  area.dataset.rows ??= area.rows;
  const lines = area.value.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / (area.cols || 60)), 0);
  area.rows = Math.min(24, Math.max(Number(area.dataset.rows), lines));
}

export function typing(field) {
  if ("counter" in field.dataset && field.value) count(field);
  if ("autosize" in field.dataset && !GROWS) grow(field);
}

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("[data-counter]")) count(target);
  if (!GROWS && target.matches?.("textarea[data-autosize]")) grow(target);
});
