/* Dialogs and menus. <button data-dialog="id"> opens <dialog id>; <form data-confirm="Really?"> asks before it is sent
   (data-confirm-yes: words on the button); <details data-menu> closes on Escape and on a press elsewhere. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  /* A press on the ground behind a dialog closes it. */
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

const asked = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  const template = document.getElementById("confirm");
  if (!question || !template || asked.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = template.content.firstElementChild.cloneNode(true);
  dialog.querySelector("[data-text]").textContent = question;
  const yes = event.submitter?.dataset.confirmYes ?? form.dataset.confirmYes;
  if (yes) dialog.querySelector("[data-yes]").textContent = yes;
  document.body.append(dialog);
  const submitter = event.submitter;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    asked.add(form);
    form.requestSubmit(submitter);
    asked.delete(form);
  });
  dialog.showModal();
}, { capture: true });
