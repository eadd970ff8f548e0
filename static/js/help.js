/* All that helps while one writes, brought by the first focus in a form: rich text, drafts, names after an @, files, what
   is alike, what could tell who a family is. What does not arrive leaves the plain field, and no word is lost. */
import { alike } from "./alike.js";
import { look } from "./checking.js";
import { begin } from "./draft.js";
import { files } from "./files.js";
import { guides } from "./guides.js";
import { people } from "./people.js";
import { plainWords } from "./picker.js";

export async function help(form) {
  if (form.dataset.helped) return;
  form.dataset.helped = "1";
  alike(form);
  files(form);
  const words = await import("./rich.js").then(({ rich }) => rich(form)).catch(() => null);
  const said = words ?? plainWords(form.elements.namedItem("body"));
  people(form, said);
  guides(form, said);
  if (form.dataset.check) look(form, words);
  begin(form);
}
