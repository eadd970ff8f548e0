/* Dialogs: <button data-dialog="id"> opens <dialog id>. */
export const open = (opener) => document.getElementById(opener.dataset.dialog)?.showModal();

/* A press on the ground behind a dialog closes it. */
document.addEventListener("click", ({ target, clientX: x, clientY: y }) => {
  if (!(target instanceof HTMLDialogElement) || !target.open) return;
  const box = target.getBoundingClientRect();
  if (x < box.left || x > box.right || y < box.top || y > box.bottom) target.close();
});
