/* Whoever signs in again in another window has another token for forms. The refusal of the old one brings it along, for the
   same member alone (cop/errors.py): a page of somebody else takes none. */

/* Answers whether the page has it now. */
export function renewed({ token, me } = {}) {
  if (!token || !me || me !== document.querySelector("[data-me]")?.dataset.me) return false;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  return true;
}

/* Like fetch of something that is sent, and once more where only its token was an old one. `body`: form data. */
export async function post(address, body, options) {
  const send = () => fetch(address, { method: "POST", body, ...options });
  const answer = await send();
  if (answer.status !== 403) return answer;
  const told = await answer.clone().json().catch(() => undefined);
  if (!renewed(told)) return answer;
  body.set("csrfmiddlewaretoken", told.token);
  return send();
}
