/* Rich text in place of a plain field: rich(form) once somebody writes in it. Comes with the first focus and not before.

   The field stays in the form, hidden, with the words as plain text; beside it `html` carries what they look like. Should
   this module not arrive, one writes in the field. Squire is the editor (static/vendor/squire); what it is given and what
   leaves it is cut to what a post keeps (tidy.js), and the server decides. */
import Squire from "../vendor/squire/squire.js";
import { address, asHtml, asText, tidied, tidy } from "./tidy.js";

const REMOVED = ["u", "d", "Shift-5", "Shift-6", "Shift-7"]; /* keys for looks that no post keeps */
const MARKS = { bold: "B", italic: "I", link: "A", list: "UL", numbers: "OL", quote: "BLOCKQUOTE" };
const OBJECT = "\ufffc"; /* stands for a name that was chosen */

export function rich(form) {
  const area = form.elements.namedItem("body");
  const tools = form.querySelector("[data-tools]");
  const html = form.querySelector("[data-html]");
  if (!area || !tools || !html) return null;
  const root = Object.assign(document.createElement("div"), { className: "input rich", spellcheck: true });
  const label = form.querySelector(`label[for="${area.id}"]`);
  label.id ||= `${area.id}-label`;
  root.dataset.rich = "";
  for (const [name, value] of Object.entries({
    "role": "textbox", "aria-multiline": "true", "aria-labelledby": label.id, "aria-required": "true", "dir": "auto",
    "aria-describedby": area.getAttribute("aria-describedby") ?? "",
  })) if (value) root.setAttribute(name, value);
  root.style.minBlockSize = `${area.offsetHeight}px`;
  const had = document.activeElement === area;
  /* What is said about the editor stands on the box: a change of its own attributes would count as a change of the text. */
  const box = Object.assign(document.createElement("div"), { className: "rich-box" });
  box.append(root);
  area.before(box);
  const editor = new Squire(root, { blockTag: "P", addLinks: true, sanitizeToDOMFragment: tidy });
  for (const key of REMOVED) for (const meta of ["Ctrl-", "Meta-"]) editor.setKeyHandler(meta + key, null);
  for (const key of ["Tab", "Shift-Tab"]) editor.setKeyHandler(key, null); /* Tab goes on to the next field */

  /* A new line begins without a look that was put off at the end of the last one. */
  const split = editor.splitBlock.bind(editor);
  editor.splitBlock = (lineOnly, range) => {
    const off = lineOnly ? [] : ["B", "I"].filter((tag) => !editor.hasFormat(tag));
    split(lineOnly, range);
    const now = editor.getSelection();
    const start = now.startContainer;
    const block = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest("p, li");
    if (block && !block.textContent.replace(/\u200b/g, "") && off.some((tag) => editor.hasFormat(tag))) {
      block.replaceChildren(document.createElement("br"));
      now.setStart(block, 0);
      now.collapse(true);
      editor.setSelection(now);
    }
    return editor;
  };

  /* What stands in the form follows what is seen. */
  function sync() {
    const now = tidied(editor.getHTML());
    box.classList.toggle("blank", !root.textContent.trim() && !root.querySelector("li, blockquote"));
    box.dataset.placeholder = area.placeholder;
    if (html.value === now) return;
    html.value = now;
    area.value = asText(now);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function fill() {
    /* A blank at the end would be lost, and with it where the next word begins. */
    editor.setHTML(html.value || asHtml(area.value.replace(/ $/, "\u00a0")));
    box.classList.toggle("blank", !area.value.trim());
    box.dataset.placeholder = area.placeholder;
  }

  if (area.value !== area.defaultValue) html.value = ""; /* typed while this was on its way */
  fill();
  html.value = tidied(editor.getHTML());
  html.name = "html";
  area.required = false;
  area.hidden = true;
  if (had) editor.focus().moveCursorToEnd();

  editor.addEventListener("input", sync);
  editor.addEventListener("pathChange", paint);
  root.addEventListener("focus", () => form.dispatchEvent(new CustomEvent("cop:writing")));
  label.addEventListener("click", () => editor.focus());
  form.addEventListener("change", () => {
    box.dataset.placeholder = area.placeholder;
  });
  form.addEventListener("submit", sync, true);
  form.addEventListener("cop:filled", ({ detail }) => {
    if (!detail?.html) html.value = "";
    fill();
    html.value = tidied(editor.getHTML());
  });
  form.addEventListener("cop:sent-words", ({ detail }) => {
    if (detail.kept) return;
    html.value = "";
    editor.setHTML("");
    box.classList.add("blank");
  });

  /* The tools: one stop of the Tab key, arrows within. */
  const buttons = [...tools.querySelectorAll("button[data-tool]")];
  const row = form.querySelector("[data-link-row]");
  const input = row.querySelector("input");
  const has = (tool) => MARKS[tool] && editor.hasFormat(MARKS[tool]);

  function paint() {
    for (const button of buttons) {
      if (MARKS[button.dataset.tool]) button.setAttribute("aria-pressed", String(has(button.dataset.tool)));
    }
  }

  function openLink() {
    const link = editor.getSelection().commonAncestorContainer.parentElement?.closest("a");
    input.value = link?.getAttribute("href") ?? "";
    row.querySelector("[data-unset]").hidden = !link;
    input.removeAttribute("aria-invalid");
    row.hidden = false;
    input.focus();
  }

  function closeLink() {
    row.hidden = true;
    editor.focus();
  }

  function setLink() {
    const said = input.value.trim();
    const to = address(/^(?:[a-z]+:|\/)/i.test(said) ? said : said.includes("@") ? `mailto:${said}` : `https://${said}`);
    if (!said || !to) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
      return;
    }
    closeLink();
    editor.makeLink(to);
    sync();
  }

  const acts = {
    bold: () => (has("bold") ? editor.removeBold() : editor.bold()),
    italic: () => (has("italic") ? editor.removeItalic() : editor.italic()),
    list: () => (has("list") ? editor.removeList() : editor.makeUnorderedList()),
    numbers: () => (has("numbers") ? editor.removeList() : editor.makeOrderedList()),
    quote: () => (has("quote") ? editor.decreaseQuoteLevel() : editor.increaseQuoteLevel()),
    link: openLink,
    files: () => form.elements.namedItem("upload")?.click(),
  };
  for (const meta of ["Ctrl-", "Meta-"]) {
    editor.setKeyHandler(`${meta}k`, (_editor, event) => {
      event.preventDefault();
      openLink();
    });
  }
  tools.hidden = false;
  tools.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
  tools.addEventListener("click", (event) => {
    const act = acts[event.target.closest("[data-tool]")?.dataset.tool];
    if (!act) return;
    act();
    sync();
    paint();
  });
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const shown = buttons.filter((one) => !one.hidden);
    if (!step || !shown.includes(document.activeElement)) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(document.activeElement) + step + shown.length) % shown.length];
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  buttons.forEach((one, n) => {
    one.tabIndex = n ? -1 : 0;
  });
  row.querySelector("[data-set]").addEventListener("click", setLink);
  row.querySelector("[data-unset]").addEventListener("click", () => {
    closeLink();
    editor.removeLink();
    sync();
  });
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeLink();
    else if (event.key === "Enter" && event.target === input) setLink();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /* What offers names and guides asks for the words before the cursor, and puts something in their place; what looks at
     words (checking.js) replaces a range. */
  return {
    el: root,
    select(range) {
      editor.setSelection(range);
      editor.focus();
    },
    replace(range, words) {
      editor.saveUndoState();
      editor.setSelection(range);
      if (words) editor.insertPlainText(words);
      else range.deleteContents();
      editor.saveUndoState();
      sync();
    },
    before() {
      const { startContainer: node, startOffset: at, collapsed } = editor.getSelection();
      if (!collapsed || !root.contains(node)) return "";
      const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p, li, blockquote, pre, [data-rich]");
      const range = document.createRange();
      range.setStart(block, 0);
      range.setEnd(node, at);
      const words = range.cloneContents();
      for (const name of words.querySelectorAll("[data-mention]")) name.replaceWith(OBJECT);
      return words.textContent.replace(/[\u200b\ufeff]/g, "");
    },
    put(length, { html: fresh }) {
      const range = editor.getSelection();
      for (let left = length; left > 0 && range.startContainer.nodeType === Node.TEXT_NODE; ) {
        const step = Math.min(left, range.startOffset);
        if (!step) break;
        range.setStart(range.startContainer, range.startOffset - step);
        left -= step;
      }
      editor.setSelection(range);
      editor.insertHTML(fresh);
      editor.focus();
      sync();
    },
  };
}
