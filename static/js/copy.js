/* A button that copies the words of what it names: <button data-copy="id of the element" data-said="Copied." hidden>. Without
   a script, or where nothing may be copied, the words can be marked by hand. */
import { say } from "./toast.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(() => say(button.dataset.said), () => { button.hidden = true; });
  });
}
