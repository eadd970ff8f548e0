/* A form is sent once. Its button says so while the answer is on its way; coming back with "back" frees it again.
   <button data-busy="Sending"> gives the words; <form data-again> may be sent as often as one likes. */
const SENT = "sent";

/* The first words of a button, beside its icon and what only screen readers hear. */
function wordsOf(button) {
  const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) return walker.currentNode;
  return button.appendChild(document.createTextNode(""));
}

function release(form) {
  delete form.dataset[SENT];
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    if (!("was" in button.dataset)) continue;
    wordsOf(button).data = button.dataset.was;
    delete button.dataset.was;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset[SENT]) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  form.dataset[SENT] = "1";
  const button = event.submitter;
  /* After this event, or the name and value of the button would not be sent. */
  setTimeout(() => {
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) {
      const words = wordsOf(button);
      button.dataset.was = words.data;
      words.data = button.dataset.busy;
    }
  });
});

document.addEventListener("cop:sent", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

/* What a returned form needs is read out first. */
document.querySelector("[data-focus]")?.focus();
