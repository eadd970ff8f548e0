/* How much of a text has been used: <textarea maxlength data-counter="id">, <span id data-of="{n} of {max}">.
   Read out only near the end, so that nobody is interrupted at each letter. */
function show(area) {
  const place = document.getElementById(area.dataset.counter);
  const max = area.maxLength;
  if (!place || max < 1) return;
  const n = area.value.length;
  place.textContent = (place.dataset.of ?? "{n} / {max}").replace("{n}", n).replace("{max}", max);
  if (max - n < max / 10) place.setAttribute("aria-live", "polite");
  else place.removeAttribute("aria-live");
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-counter]")) show(event.target);
});
document.querySelectorAll("[data-counter]").forEach((area) => area.value && show(area));
