/* A list of things to choose from while one writes, by arrow keys, touch or mouse.

   picker({ el, place, label, id, free, find, ask, show, choose }) → { close }
     el      what has the focus while one types; place: what the list stands below
     free    whether Enter goes by what is typed until one of the list is marked
     find    () → { length, said } for what is being typed, or null
     ask     said → things (may fail)
     show    thing → nodes of its line
     choose  (thing, length) → puts it in place of the last `length` characters */
const REST = 180;

export function picker({ el, place = el, label, id, free = false, find, ask, show, choose }) {
  const list = Object.assign(document.createElement("ul"), { id, className: "at-names", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  place.after(list);
  let timer = 0;
  let asked = 0;
  let things = [];

  function close() {
    if (list.hidden) return;
    list.hidden = true;
    list.replaceChildren();
    el.removeAttribute("aria-activedescendant");
    el.removeAttribute("aria-controls");
    if (el.hasAttribute("aria-expanded")) el.setAttribute("aria-expanded", "false");
  }

  function mark(option) {
    for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
    el.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function pick(option) {
    const found = find();
    const thing = things[[...list.children].indexOf(option)];
    close();
    if (found && thing) choose(thing, found.length);
  }

  async function look() {
    const found = find();
    if (!found) return close();
    const mine = (asked += 1);
    try {
      const answer = await ask(found.said);
      if (mine !== asked || !find()) return;
      things = answer;
    } catch {
      things = [];
    }
    list.replaceChildren(
      ...things.map((thing, n) => {
        const option = Object.assign(document.createElement("li"), { id: `${id}-${n}` });
        option.setAttribute("role", "option");
        option.append(...show(thing));
        return option;
      }),
    );
    if (!things.length) {
      list.hidden = true;
      return;
    }
    list.hidden = false;
    el.setAttribute("aria-controls", id);
    if (el.hasAttribute("aria-expanded")) el.setAttribute("aria-expanded", "true");
    if (free) el.removeAttribute("aria-activedescendant");
    else mark(list.firstElementChild);
  }

  function soon(event) {
    if (event?.isComposing) return;
    clearTimeout(timer);
    if (find()) timer = setTimeout(look, REST);
    else close();
  }

  el.addEventListener("input", soon);
  el.addEventListener("compositionend", () => soon());
  el.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || event.isComposing) return;
      const options = [...list.children];
      const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const next = event.key === "ArrowDown" ? now + 1 : Math.max(now, 0) - 1;
        mark(options[(next + options.length) % options.length]);
      } else if (free && now < 0 && event.key !== "Escape") return event.key === "Tab" || event.key === "Enter" ? close() : undefined;
      else if (event.key === "Enter" || event.key === "Tab") pick(options[Math.max(now, 0)]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  /* The field keeps the focus while one presses. */
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });
  el.addEventListener("blur", () => setTimeout(close, 150));
  return { close, look };
}

/* The words of a plain field, as rich.js gives those of the editor. */
export function plainWords(area) {
  return {
    el: area,
    before: () => area.value.slice(0, area.selectionStart),
    put(length, { text }) {
      const end = area.selectionStart;
      area.setRangeText(text, end - length, end, "end");
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.form.dispatchEvent(new CustomEvent("cop:typed"));
    },
  };
}

/* A line of the list: its words, and what stands beside them. */
export function line(words, beside) {
  const nodes = [Object.assign(document.createElement("b"), { textContent: words })];
  if (beside) nodes.push(Object.assign(document.createElement("small"), { textContent: ` ${beside}` }));
  return nodes;
}

/* Where the conversation is, or is going to be: what is offered is what its readers may see. */
export async function inAudience(form, address, said) {
  const url = new URL(address, location.href);
  const forum = form.querySelector("input[name=forum]:checked");
  if (forum) url.searchParams.set("forum", forum.value);
  url.searchParams.set("q", said.trim());
  const answer = await fetch(url, { headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
  return answer.ok ? answer.json() : {};
}
