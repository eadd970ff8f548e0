/* Writing a reflection: the steps above fill as one writes, and a title is suggested from the question. */
const form = document.querySelector("[data-reflection]");

if (form) {
  const marks = [...document.querySelectorAll("[data-steps] li")];
  const valueOf = (name) => form.elements.namedItem(name)?.value.trim() ?? "";
  const steps = () => {
    for (const mark of marks) mark.classList.toggle("done", Boolean(valueOf(mark.dataset.field)));
  };

  /* The first sentence of the question, cut between words where it is longer than a title may be. */
  const suggest = () => {
    const title = form.elements.namedItem("title");
    const [sentence] = valueOf("question").replace(/\s+/g, " ").split(/(?<=[.?!])\s/);
    const most = title.maxLength > 0 ? title.maxLength : 80;
    title.placeholder = sentence.length > most ? `${sentence.slice(0, most - 1).replace(/\s+\S*$/, "")}…` : sentence;
  };

  let touched = false;
  form.addEventListener("input", () => {
    touched = true;
    steps();
    suggest();
  });
  form.addEventListener("submit", () => {
    touched = false;
  });
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
  steps();
  suggest();
}
