/* Beginnings of a sentence: starters(form) shows those of the chosen kind; one tap writes one, after what stands there. */
export function starters(form) {
  const box = form.querySelector("[data-starters]");
  if (!box || box.dataset.on) return;
  box.dataset.on = "1";
  const text = form.elements.namedItem("body");

  function show() {
    const kind = form.querySelector("input[name=kind]:checked")?.value;
    for (const button of box.children) button.hidden = button.dataset.for !== kind;
    box.hidden = [...box.children].every((button) => button.hidden);
  }

  function cursorToEnd() {
    const rich = form.querySelector("[data-rich]");
    (rich ?? text).focus();
    if (!rich) return text.setSelectionRange(text.value.length, text.value.length);
    getSelection().selectAllChildren(rich);
    getSelection().collapseToEnd();
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const words = `${button.textContent.replace("…", "").trim()} `;
    const html = form.elements.namedItem("html");
    if (html?.value && text.value.trim()) html.value += `<p>${words.trimEnd()}&nbsp;</p>`;
    else if (html) html.value = "";
    text.value = text.value.trim() ? `${text.value.trimEnd()}\n\n${words}` : words;
    form.dispatchEvent(new CustomEvent("cop:filled", { detail: { html: Boolean(html?.value) } }));
    text.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new CustomEvent("cop:typed"));
    cursorToEnd();
  });
  form.addEventListener("change", show);
  show();
}
