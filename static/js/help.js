/* All that helps while one writes, brought by the first focus in a form: drafts, names after an @, files, what is alike. */
import { alike } from "./alike.js";
import { begin } from "./draft.js";
import { files } from "./files.js";
import { people } from "./people.js";

export function help(form) {
  if (form.dataset.helped) return;
  form.dataset.helped = "1";
  begin(form);
  people(form);
  alike(form);
  files(form);
}
