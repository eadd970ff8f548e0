/* "Thank you", "I see this too" and "This affirms" without leaving the page. The buttons belong to the form #acts, which
   sends them as a page where this script is missing: <button form="acts" formaction name="kind" value aria-pressed>. */
import { post } from "./token.js";

export async function react(button) {
  if (button.getAttribute("aria-disabled")) return;
  const before = button.getAttribute("aria-pressed");
  const body = new FormData(button.form);
  body.set(button.name, button.value);
  body.set("on", before === "true" ? "" : "1");
  button.setAttribute("aria-pressed", String(before !== "true"));
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await post(button.formAction, body, { headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.detail ?? told.title);
    button.setAttribute("aria-pressed", String(told.on));
    const number = button.querySelector("[data-number]");
    if (number) number.textContent = told.number;
  } catch (error) {
    button.setAttribute("aria-pressed", before);
    const text = error instanceof TypeError || error instanceof SyntaxError ? button.form.dataset.failed : error.message;
    document.dispatchEvent(new CustomEvent("cop:toast", { detail: { text } }));
  }
  button.removeAttribute("aria-disabled");
}
