/* Guides and resources for a link: after a / or in the row that a button of the tools opens. What is offered is what all
   readers of the conversation may see; what is chosen stands as a link that becomes a card. <form data-targets="address"> */
import { inAudience, line, picker } from "./picker.js";

const BEGUN = /(?:^|\s)\/(\p{L}[^\n/\ufffc]{0,40})$/u;

export function guides(form, words) {
  const { targets, targetsLabel } = form.dataset;
  if (!targets) return;
  const ask = async (said) => (await inAudience(form, targets, said)).targets ?? [];
  const show = ({ title, family }) => line(title, family);
  const put = ({ url, title }, length) => {
    const link = Object.assign(document.createElement("a"), { textContent: title });
    link.setAttribute("href", url);
    words.put(length, { text: `${new URL(url, location.href)} `, html: `${link.outerHTML}&nbsp;` });
  };
  picker({
    el: words.el,
    label: targetsLabel,
    id: "at-guides",
    find() {
      const found = BEGUN.exec(words.before());
      return found && { length: found[1].length + 1, said: found[1] };
    },
    ask,
    show,
    choose: put,
  });

  const row = form.querySelector("[data-guide-row]");
  const button = form.querySelector("[data-tool=guide]");
  if (!row || !button) return;
  const input = row.querySelector("input");
  const none = row.querySelector("[data-none]");
  const close = () => {
    row.hidden = true;
    input.value = "";
    none.hidden = true;
    words.el.focus();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    row.hidden = false;
    input.focus();
  });
  picker({
    el: input,
    label: targetsLabel,
    id: "guide-found",
    find: () => (input.value.trim() ? { length: 0, said: input.value } : null),
    ask: async (said) => {
      const found = await ask(said);
      none.hidden = found.length > 0;
      return found;
    },
    show,
    choose(thing) {
      close();
      put(thing, 0);
    },
  });
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  });
}
