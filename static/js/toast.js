/* A short word from a script: document.dispatchEvent(new CustomEvent("cop:toast", {detail: {text: "Saved"}})).
   Stays for eight seconds, longer while it is touched or has the focus. */
export function say(text) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  place.replaceChildren(toast);
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 8000);
}
