/* How far one came, as one ticks: [data-so-far] is the bar, [data-so-far-words] the words with DONE in place of the number. */
const page = document.querySelector("[data-collection]");
const bar = page?.querySelector("[data-so-far]");
if (bar) {
  const words = page.querySelector("[data-so-far-words]");
  page.addEventListener("change", () => {
    const done = page.querySelectorAll('.thing input[type="checkbox"]:checked').length;
    bar.value = done;
    words.textContent = words.dataset.soFarWords.replace("DONE", done);
  });
}
