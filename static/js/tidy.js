/* HTML from anywhere, cut to what a post keeps (cop/core/text.py decides; this only shows beforehand what will stay).
   Word processors say with styles what others say with tags: both are understood, and nothing of their own is kept. */
const BLOCK = new Set(["P", "UL", "OL", "LI", "BLOCKQUOTE", "PRE"]);
const INLINE = { B: "strong", STRONG: "strong", I: "em", EM: "em", CODE: "code" };
const GONE = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "META", "LINK", "TITLE", "HEAD", "NOSCRIPT", "SVG", "MATH", "TEXTAREA", "SELECT", "BUTTON", "INPUT"]);
const LINE = /^(?:DIV|SECTION|ARTICLE|HEADER|FOOTER|MAIN|H[1-6]|TR|DT|DD|FIGURE|FIGCAPTION|ADDRESS|CENTER)$/;
const MARKER = /mso-list:\s*ignore/i;

const make = (name, children = []) => {
  const made = document.createElement(name);
  made.append(...children);
  return made;
};

/* An address that may stand in a post: of the web, a mail address, or a page of this site. */
export function address(href) {
  try {
    const url = new URL(href, location.href);
    if (url.origin === location.origin && /^https?:/.test(url.protocol)) return url.pathname + url.search + url.hash;
    return /^(?:https?|mailto):$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

function kept(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data.replace(/[\u200b\ufeff]/g, ""))];
  if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.nodeName.toUpperCase())) return [];
  const style = node.getAttribute("style") ?? "";
  if (MARKER.test(style)) return [];
  const name = node.nodeName.toUpperCase();
  if (name === "BR") return [make("br")];
  if (name === "SPAN" && node.dataset.mention) {
    const span = make("span", [node.textContent]);
    span.dataset.mention = node.dataset.mention;
    return [span];
  }
  let children = blocks([...node.childNodes].flatMap(kept), name === "LI" || name === "BLOCKQUOTE");
  if (name === "A") {
    const to = address(node.getAttribute("href") ?? "");
    if (!to || !node.textContent.trim()) return children;
    const link = make("a", children);
    link.setAttribute("href", to);
    return [link];
  }
  if (name in INLINE) {
    /* Google Docs wraps everything in a <b> that is not bold. */
    return /font-weight:\s*(?:normal|400)/i.test(style) ? children : [make(INLINE[name], children)];
  }
  if (name === "TD" || name === "TH") return [...children, document.createTextNode(" ")];
  if (/^H[1-6]$/.test(name)) children = [make("strong", children)];
  if (name === "P" && /mso-list:/i.test(style)) {
    const item = make("li", children);
    const marker = [...node.querySelectorAll("[style]")].find((one) => MARKER.test(one.getAttribute("style")));
    item.dataset.list = /^\s*(?:\d+|[a-z]{1,3})[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    return [item];
  }
  if (BLOCK.has(name)) return [make(name, children)];
  if (LINE.test(name)) return children.some((one) => BLOCK.has(one.nodeName)) ? children : [make("p", children)];
  if (/font-weight:\s*(?:bold|[6-9]00)/i.test(style)) children = [make("strong", children)];
  if (/font-style:\s*italic/i.test(style)) children = [make("em", children)];
  return children;
}

/* Items that stand outside a list get one; a single paragraph within an item or a quote is the item itself. */
function blocks(nodes, loosen) {
  const out = [];
  for (const node of nodes) {
    if (node.nodeName === "LI" && node.dataset.list) {
      const last = out.at(-1);
      if (last?.dataset?.made === node.dataset.list) last.append(node);
      else {
        const list = make(node.dataset.list, [node]);
        list.dataset.made = node.dataset.list;
        out.push(list);
      }
      delete node.dataset.list;
    } else if (!(node.nodeType === Node.TEXT_NODE && !node.data.trim() && out.at(-1)?.dataset?.made)) out.push(node);
  }
  for (const node of out) if (node.dataset?.made) delete node.dataset.made;
  const real = out.filter((one) => one.nodeType !== Node.TEXT_NODE || one.data.trim());
  return loosen && real.length === 1 && real[0].nodeName === "P" ? [...real[0].childNodes] : out;
}

/* The part of some HTML that a post keeps, as nodes of this document. Nothing in it is run or asked for. */
export function tidy(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...blocks([...body.childNodes].flatMap(kept)));
  for (const list of fragment.querySelectorAll("ul, ol")) {
    for (const child of [...list.childNodes]) if (child.nodeName !== "LI" && !(child.textContent ?? "").trim()) child.remove();
  }
  return fragment;
}

/* What is sent: the same as text, without empty lines at the end. */
export function tidied(html) {
  const place = make("div", [tidy(html)]);
  for (const line of place.querySelectorAll("p, blockquote")) {
    if (line.lastChild?.nodeName === "BR") line.lastChild.remove();
  }
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/\u00a0/g, " ");
  for (const line of place.querySelectorAll("p, li")) {
    if (line.lastChild?.nodeType === Node.TEXT_NODE) line.lastChild.data = line.lastChild.data.trimEnd();
  }
  for (const empty of place.querySelectorAll("strong, em, code, a")) if (!empty.textContent) empty.remove();
  while (place.lastElementChild && !place.lastElementChild.textContent.trim()) place.lastElementChild.remove();
  return place.textContent.trim() ? place.innerHTML : "";
}

/* Plain words as HTML: blank lines part paragraphs, newlines break. */
export function asHtml(text) {
  if (!text.trim()) return "";
  return text.split(/\n[ \t]*\n\s*/).map((part) => {
    const lines = part.split("\n").flatMap((line, n) => (n ? [make("br"), line] : [line]));
    return make("p", lines).outerHTML;
  }).join("");
}

/* HTML as plain words, for the field that a page without this script would send. */
export function asText(html) {
  const place = make("div", [tidy(html)]);
  for (const br of place.querySelectorAll("br")) br.replaceWith("\n");
  for (const block of place.querySelectorAll("p, pre, blockquote, ul, ol")) block.append("\n\n");
  for (const item of place.querySelectorAll("li")) {
    item.prepend("- ");
    item.append("\n");
  }
  return place.textContent.replace(/\u00a0/g, " ").replace(/\n{3,}/g, "\n\n").trim();
}
