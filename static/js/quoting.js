/* A passage that is marked in somebody's words offers itself to be quoted, also by touch, where no menu is near.
   offerQuotes(words, quote): quote(post, text) is called with what was marked when the button is pressed. */
const REST = 250;

export function offerQuotes(words, quote) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn quote-this", hidden: true });
  button.textContent = words;
  document.body.append(button);
  let timer = 0;
  let marked = null;

  function look() {
    const selection = getSelection();
    const text = selection.isCollapsed ? "" : selection.toString().trim();
    const post = text && selection.anchorNode.parentElement?.closest("[data-said]")?.closest("[data-post]");
    const whole = post && post === selection.focusNode.parentElement?.closest("[data-said]")?.closest("[data-post]");
    marked = whole ? { post, text } : null;
    button.hidden = !marked;
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  });
  /* The selection stays while the button is pressed. */
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (!marked) return;
    const { post, text } = marked;
    getSelection().removeAllRanges();
    button.hidden = true;
    quote(post, text);
  });
  /* What was marked while this was loaded. */
  look();
}
