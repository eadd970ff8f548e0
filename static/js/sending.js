/* Sends what somebody wrote without leaving the page before the server has it: nothing typed is lost to a broken line, a
   server that is away or a session that ended. <form> with <p data-sends> in it; the composer of a conversation asks
   the same way. */

const PATIENCE = 60_000; /* then it counts as not sent; what has a key or changes nothing twice can be sent again */

async function once(form, by, submitter) {
  const body = new FormData(form, submitter);
  const answer = await fetch(form.action, {
    method: "POST", body, headers: { "X-Requested-With": by }, signal: AbortSignal.timeout(PATIENCE),
  });
  const json = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, body, told: json ? await answer.json() : null, html: json ? "" : await answer.text() };
}

/* Whoever signed in again in another window has another token. Answers whether the page has it now; a page of somebody else
   gets none. */
async function renewed() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const me = (doc) => doc.querySelector("[data-me]")?.dataset.me;
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token || !me(page) || me(page) !== me(document)) return false;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  return true;
}

/* {status, body, told, html} of one sending; `told` where the answer is no page. Throws where no answer came. */
export async function ask(form, by, submitter) {
  const found = await once(form, by, submitter);
  return found.told?.stale && (await renewed()) ? once(form, by, submitter) : found;
}

/* One line, with the way to sign in where that is what is missing. */
export function say(place, text, failed = false, way = null) {
  place.textContent = text;
  place.classList.toggle("err", failed);
  if (way) place.append(" ", Object.assign(document.createElement("a"), { href: way.url, textContent: way.text, target: "_blank" }));
}

/* Answers whether the page is being left. */
export async function send(form, submitter) {
  const place = form.querySelector("[data-sends]");
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
    const why = told?.detail ?? (status < 500 ? page?.querySelector("main .lead")?.textContent.trim() : "");
    say(place, why ? `${why} ${kept}` : failed, true, told?.way);
  } catch {
    say(place, failed, true);
  }
  return false;
}

addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form:has([data-sends]):not([data-left], [data-safe])")) {
    const body = form.elements.namedItem("body");
    if (body && body.value !== body.defaultValue) event.preventDefault();
  }
});
