/* Names after an @: who can read the conversation, to choose from. <form data-people="address" data-people-label>.
   Without it a name that is typed whole is found all the same, unless several bear it. */
import { inAudience, line, picker } from "./picker.js";

const BEGUN = /(?:^|[\s([{"'“‘«¿¡])@([^\n@\ufffc]{1,40})$/u;

export function people(form, words) {
  if (!form.dataset.people) return;
  let chosen = "";
  picker({
    el: words.el,
    label: form.dataset.peopleLabel,
    id: "at-people",
    find() {
      const found = BEGUN.exec(words.before());
      if (!found || found[1].split(/\s/).length > 5 || (chosen && found[1].startsWith(chosen))) return null;
      return { length: found[1].length + 1, said: found[1] };
    },
    ask: async (said) => (await inAudience(form, form.dataset.people, said)).people ?? [],
    show: ({ name, role }) => line(name, role),
    choose({ name, uuid }, length) {
      const span = Object.assign(document.createElement("span"), { textContent: `@${name}` });
      span.dataset.mention = uuid;
      chosen = name;
      words.put(length, { text: `@${name} `, html: `${span.outerHTML}&nbsp;` });
    },
  });
}
