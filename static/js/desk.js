/* The moderators' desk: says when the list has changed meanwhile, and puts kept words into the text that they begin. */
import { listen } from "./live.js";

const desk = document.querySelector("[data-desk]");
if (desk) {
  const shown = Number(desk.dataset.desk);
  listen("desk:all", {
    event({ waiting }) {
      if (Number.isInteger(waiting)) desk.querySelector("[data-pill]").hidden = waiting === shown;
    },
  });
}

for (const choice of document.querySelectorAll("[data-kept-answers]")) {
  choice.addEventListener("change", () => {
    const words = choice.selectedOptions[0]?.dataset.words;
    const text = choice.closest("form").querySelector("textarea");
    if (!words || !text || text.value.includes(words)) return;
    text.value = text.value.trim() ? `${words}\n\n${text.value}` : words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    choice.selectedIndex = 0;
    text.focus();
  });
}
