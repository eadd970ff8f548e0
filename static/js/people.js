/* Names after an @: a list of who can read the conversation, to choose from by arrow keys, touch or mouse.
   <form data-people="address" data-people-label>. Without it a name that is typed whole is found all the same. */
const REST = 180;

export function people(form) {
  const area = form.elements.namedItem("body");
  if (!area || !form.dataset.people) return;
  const list = Object.assign(document.createElement("ul"), { id: `${area.id}-people`, className: "at-names", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.peopleLabel);
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let timer = 0;
  let asked = 0;
  let at = -1;
  let chosen = "";

  /* The word after the last @ before the cursor, if it may be a name. */
  function word() {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|[\s([{"'“‘«¿¡])@([^\n@]{1,40})$/u.exec(before);
    if (!found || found[1].split(" ").length > 4) return null;
    if (chosen && found[1].startsWith(chosen)) return null;
    at = before.length - found[1].length - 1;
    return found[1];
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
  }

  function mark(option) {
    for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const end = area.selectionStart;
    area.setRangeText(`@${option.dataset.name} `, at, end, "end");
    chosen = option.dataset.name;
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new CustomEvent("cop:typed"));
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((one, n) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${n}` });
        option.setAttribute("role", "option");
        option.dataset.name = one.name;
        option.append(Object.assign(document.createElement("b"), { textContent: one.name }));
        if (one.role) option.append(Object.assign(document.createElement("small"), { textContent: ` ${one.role}` }));
        return option;
      }),
    );
    list.hidden = !found.length;
    if (found.length) mark(list.firstElementChild);
  }

  async function ask() {
    const said = word();
    if (said === null) return close();
    const mine = (asked += 1);
    try {
      const address = new URL(form.dataset.people, location.href);
      const forum = form.querySelector("input[name=forum]:checked");
      if (forum) address.searchParams.set("forum", forum.value);
      address.searchParams.set("q", said.trim());
      const answer = await fetch(address, { headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
      if (!answer.ok || mine !== asked) return;
      const { people: found } = await answer.json();
      if (word() !== null) show(found);
    } catch {
      close();
    }
  }

  area.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    if (word() === null) close();
    else timer = setTimeout(ask, REST);
  });
  area.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const options = [...list.children];
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(options[(now + step + options.length) % options.length]);
    } else if (event.key === "Enter" || event.key === "Tab") choose(options[Math.max(now, 0)]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  /* The field keeps the focus while one presses. */
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  area.addEventListener("blur", () => setTimeout(close, 150));
}
