/* Evening colours. The page follows the system unless the reader chose; the choice is kept in a cookie, so that the
   server can write it into the first answer and the page does not flash. */
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const buttons = () => document.querySelectorAll("[data-theme-switch]");

function show() {
  for (const button of buttons()) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark()));
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const theme = isDark() ? "light" : "dark";
  const same = (theme === "dark") === system.matches;
  if (same) delete root.dataset.theme;
  else root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${same ? "" : theme}; Path=/; Max-Age=${same ? 0 : 31536000}; SameSite=Lax${secure}`;
  show();
});
system.addEventListener("change", show);
show();
