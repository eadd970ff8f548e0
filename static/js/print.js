/* <button data-print hidden>: opens the browser's print, from which a page can also be saved as PDF. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
