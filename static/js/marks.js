/* Where somebody writes, as the check sees it: plain(field) for a field, rich(words) for the rich editor (rich.js). Both
   answer the same: el, text(), paint(marks), put(start, end, words), select(start, end), at(). Offsets are of UTF-16 units.

   A field has no inside that could be marked: over it lies a sheet with the same words in the same places, unseen but for
   the lines under them. It is not read out and takes no press. In the rich editor the browser's own highlights do it. */
const SAME = [
  "direction", "fontFamily", "fontFeatureSettings", "fontKerning", "fontSize", "fontStretch", "fontStyle", "fontVariationSettings",
  "fontWeight", "letterSpacing", "lineHeight", "paddingBottom", "paddingLeft", "paddingRight", "paddingTop", "tabSize", "textAlign",
  "textIndent", "textTransform", "wordSpacing",
];
const BLOCK = new Set(["P", "LI", "UL", "OL", "BLOCKQUOTE", "PRE", "DIV"]);

export function plain(field) {
  const line = field.nodeName === "INPUT";
  const sheet = Object.assign(document.createElement("div"), { className: line ? "marks one-line" : "marks" });
  const inner = sheet.appendChild(document.createElement("div"));
  sheet.setAttribute("aria-hidden", "true");

  function lay() {
    if (!sheet.isConnected) return;
    const look = getComputedStyle(field);
    for (const name of SAME) sheet.style[name] = look[name];
    Object.assign(sheet.style, {
      left: `${field.offsetLeft + field.clientLeft}px`, top: `${field.offsetTop + field.clientTop}px`,
      width: `${field.clientWidth}px`, height: `${field.clientHeight}px`,
    });
    follow();
  }

  function follow() {
    sheet.scrollTop = field.scrollTop;
    sheet.scrollLeft = field.scrollLeft;
  }

  const watch = new ResizeObserver(lay);
  field.addEventListener("scroll", follow, { passive: true });
  if (line) for (const name of ["keyup", "select", "blur"]) field.addEventListener(name, follow);

  return {
    el: field,
    text: () => field.value,
    at: () => (field.selectionStart === field.selectionEnd ? field.selectionStart : -1),
    paint(marks) {
      const pieces = [];
      let end = 0;
      for (const mark of marks) {
        pieces.push(field.value.slice(end, mark.start));
        const className = `flag${mark.coach ? " wording" : ""}${mark.on ? " on" : ""}`;
        const textContent = field.value.slice(mark.start, mark.end);
        pieces.push(Object.assign(document.createElement("span"), { className, textContent }));
        end = mark.end;
      }
      inner.replaceChildren(...pieces, `${field.value.slice(end)}\u200b`);
      if (marks.length && !sheet.isConnected) {
        field.parentElement.classList.add("marked");
        field.after(sheet);
        watch.observe(field);
      } else if (!marks.length && sheet.isConnected) {
        watch.disconnect();
        sheet.remove();
      }
      lay();
    },
    select(start, end) {
      field.focus();
      field.setSelectionRange(start, end);
    },
    /* As if it were typed, so that the browser's own undo takes it back; what does not fit is for the form to say. */
    put(start, end, words) {
      const had = document.activeElement;
      field.focus({ preventScroll: true });
      field.setSelectionRange(start, end);
      const fits = field.maxLength < 0 || field.value.length - (end - start) + words.length <= field.maxLength;
      const done = fits && (words ? document.execCommand("insertText", false, words) : document.execCommand("delete"));
      if (!done) {
        field.setRangeText(words, start, end, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (had !== field && had?.isConnected) had.focus({ preventScroll: true });
    },
  };
}

/* The words of the editor with the way back to their nodes. Blocks end with a newline; a name that was chosen is one sign. */
function read(root) {
  const places = [];
  let text = "";
  const line = () => {
    if (text && !text.endsWith("\n")) text += "\n";
  };
  (function walk(node) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        places.push({ node: child, start: text.length, end: text.length + child.data.length });
        text += child.data;
      } else if (child.nodeName === "BR") text += "\n";
      else if (child.dataset?.mention) text += "\ufffc";
      else if (BLOCK.has(child.nodeName)) {
        line();
        walk(child);
        line();
      } else walk(child);
    }
  })(root);
  return { text, places };
}

export function rich(words) {
  const root = words.el;
  const highlights = globalThis.CSS?.highlights;

  function range(start, end, { places } = read(root)) {
    const first = places.find((one) => start >= one.start && start < one.end);
    const last = places.findLast((one) => end > one.start && end <= one.end);
    if (!first || !last) return null;
    const found = document.createRange();
    found.setStart(first.node, start - first.start);
    found.setEnd(last.node, end - last.start);
    return found;
  }

  return {
    el: root,
    text: () => read(root).text,
    at() {
      const { anchorNode, anchorOffset, isCollapsed } = getSelection();
      const place = isCollapsed && read(root).places.find((one) => one.node === anchorNode);
      return place ? place.start + anchorOffset : -1;
    },
    paint(marks) {
      if (!highlights) return;
      const now = read(root);
      const shown = { identifier: new Highlight(), wording: new Highlight(), "looked-at": new Highlight() };
      for (const mark of marks) {
        const found = range(mark.start, mark.end, now);
        if (!found) continue;
        shown[mark.coach ? "wording" : "identifier"].add(found);
        if (mark.on) shown["looked-at"].add(found);
      }
      for (const [name, each] of Object.entries(shown)) highlights.set(name, each);
    },
    select(start, end) {
      const found = range(start, end);
      if (found) words.select(found);
    },
    put(start, end, text) {
      const had = document.activeElement;
      const found = range(start, end);
      if (found) words.replace(found, text);
      if (had !== root && had?.isConnected) had.focus({ preventScroll: true });
    },
  };
}
