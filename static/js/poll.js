/* Voting without leaving the page. Without this script the same boxes are sent as a page: they belong to the form #acts. */
import { post } from "./token.js";

const form = document.getElementById("acts");

export const within = (post) => post.querySelector("[data-poll]");

/* What an edited post brings must not take away what this reader chose. */
export function keep(from, to) {
  const same = from && to && from.querySelector("h3").textContent === to.querySelector("h3").textContent;
  if (same && from.querySelectorAll("input").length === to.querySelectorAll("input").length) to.replaceWith(from);
}

export function count(poll, { voters, total, told, options }) {
  poll.querySelector("[data-tally]").hidden = !told;
  poll.querySelector("[data-few]").hidden = told;
  poll.querySelector("[data-voters]").textContent = voters;
  poll.querySelector("[data-voters-line]").hidden = !voters;
  [...poll.querySelectorAll("[data-tally] li")].forEach((line, n) => {
    const { number, share } = options[n] ?? { number: "", share: null };
    line.querySelector("[data-number]").textContent = number;
    const bar = line.querySelector("meter");
    bar.hidden = share === null;
    bar.max = total || 1;
    bar.value = share ?? 0;
  });
}

export async function vote(button) {
  if (button.getAttribute("aria-disabled")) return;
  const poll = button.closest("[data-poll]");
  button.setAttribute("aria-disabled", "true");
  try {
    const headers = { "X-Requested-With": "fetch" };
    const answer = await post(button.formAction, new FormData(form), { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(JSON.parse(text).detail || form.dataset.failed);
    const template = document.createElement("template");
    template.innerHTML = text;
    const fresh = template.content.querySelector("[data-poll]");
    poll.replaceWith(fresh);
    fresh.querySelector("[data-vote]")?.focus();
  } catch (error) {
    const lost = error instanceof TypeError || error instanceof SyntaxError;
    const text = lost ? form.dataset.failed : error.message;
    document.dispatchEvent(new CustomEvent("cop:toast", { detail: { text } }));
    button.removeAttribute("aria-disabled");
  }
}
