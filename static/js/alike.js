/* Conversations like the one that is begun, while its title is typed: <div data-alike="address">. */
const REST = 700;

export function alike(form) {
  const place = form.querySelector("[data-alike]");
  const title = form.elements.namedItem("title");
  if (!place || !title) return;
  let timer = 0;
  let asked = "";

  async function ask() {
    const said = title.value.trim();
    if (said === asked) return;
    asked = said;
    if (said.length < 8) return place.replaceChildren();
    const address = new URL(place.dataset.alike, location.href);
    address.searchParams.set("title", said);
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      const html = answer.ok ? await answer.text() : "";
      if (asked !== said) return;
      const template = document.createElement("template");
      template.innerHTML = html;
      place.replaceChildren(template.content);
    } catch {
      asked = "";
    }
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  if (title.value.trim()) ask();
}
