/* Sends what somebody wrote without leaving the page before the server has it: nothing typed is lost to a broken line, a
   server that is away or a session that ended. <form> with <p data-sends> in it; the composer of a conversation asks
   the same way. */
import { post } from "./token.js";

const PATIENCE = 60_000; /* then it counts as not sent; what has a key or changes nothing twice can be sent again */

/* {status, body, told, html} of one sending; `told` where the answer is no page. Throws where no answer came. */
export async function ask(form, by, submitter) {
  const body = new FormData(form, submitter);
  const answer = await post(form.action, body, { headers: { "X-Requested-With": by }, signal: AbortSignal.timeout(PATIENCE) });
  const json = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, body, told: json ? await answer.json() : null, html: json ? "" : await answer.text() };
}

/* One line, with the way to sign in where that is what is missing. */
export function say(place, text, failed = false, way = null) {
  place.textContent = text;
  place.classList.toggle("err", failed);
  if (way) place.append(" ", Object.assign(document.createElement("a"), { href: way.url, textContent: way.text, target: "_blank" }));
}

/* What is on its way can no longer be changed: the page that follows would not have it. Answers what frees it again. */
function rest(form) {
  const at = document.activeElement;
  const parts = [...form.children].filter((part) => !part.querySelector("[data-sends]"));
  for (const part of parts) part.inert = true;
  return () => {
    for (const part of parts) part.inert = false;
    if (form.contains(at) && document.activeElement === document.body) at.focus({ preventScroll: true });
  };
}

/* Answers whether the page is being left. */
export async function send(form, submitter) {
  const place = form.querySelector("[data-sends]");
  const free = rest(form);
  const { sending, failed, kept } = place.dataset;
  form.querySelector("[data-state]")?.replaceChildren(); /* what a draft said before */
  say(place, sending);
  try {
    const { status, told, html } = await ask(form, "form", submitter);
    if (told?.url) {
      form.dataset.left = "1";
      location.assign(told.url);
      return true;
    }
    const page = html ? new DOMParser().parseFromString(html, "text/html") : null;
    if (status < 500 && page?.querySelector("form [data-sends]")) {
      form.dataset.left = "1"; /* what is to be looked at the page itself shows best */
      say(place, "");
      if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
      form.submit();
      return true;
    }
    const why = told?.detail ?? (status < 500 ? page?.querySelector("main :is(.lead, .note)")?.textContent.trim() : "");
    say(place, why ? `${why} ${kept}` : failed, true, told?.way);
  } catch {
    say(place, failed, true);
  }
  free();
  return false;
}

const WRITTEN = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";

/* Words that are nowhere else: typed since the page came, or come back with it. */
addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form:has([data-sends]):not([data-left], [data-safe])")) {
    const back = form.querySelector("[data-came-back], [data-findings]");
    const unsent = (field) => field.matches(WRITTEN) && (back ? field.value.trim() : field.value !== field.defaultValue);
    if ([...form.elements].some(unsent)) event.preventDefault();
  }
});
