/* What helps to write comes when somebody begins to write, and not before: <form data-write>. Without it a form is a form. */
const form = document.querySelector("form[data-write]");

form?.addEventListener("focusin", async () => (await import("./help.js")).help(form), { once: true });
