/* All that helps while one writes, brought by the first focus in a form: drafts, names after an @, what is alike. */
import { begin } from "./draft.js";
import { people } from "./people.js";
import { alike } from "./alike.js";

export function help(form) {
  begin(form);
  people(form);
  alike(form);
}
