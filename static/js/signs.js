/* Who gave a sign, in a small box over the buttons while one points at them: <span data-signs="address of the list">.
   Loaded when somebody points for the first time; by touch and keyboard the same list is a link in the post's menu. */
const PAUSE = 350;
let timer = 0;
let box = null;
let over = null;

function close() {
  clearTimeout(timer);
  box?.remove();
  box = over = null;
}

async function open(signs) {
  const answer = await fetch(signs.dataset.signs, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok || over !== signs) return;
  const html = await answer.text();
  if (over !== signs) return;
  box?.remove();
  box = document.createElement("div");
  box.className = "signs-box";
  box.innerHTML = html;
  signs.after(box);
}

export function point(button) {
  const signs = button.closest("[data-signs]");
  if (signs === over || ![...signs.querySelectorAll("[data-number]")].some((one) => one.textContent.trim())) return;
  close();
  over = signs;
  timer = setTimeout(open, PAUSE, signs);
}

document.addEventListener("pointerover", ({ target }) => {
  if (over && !over.contains(target) && !box?.contains(target)) close();
});
document.addEventListener("keydown", ({ key }) => key === "Escape" && close());
document.addEventListener("click", close);
