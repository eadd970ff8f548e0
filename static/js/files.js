/* A picture or a paper that is pasted or dropped into a form goes into its file field: <input type=file name=upload>.
   It shows with what it is, can be taken out again, and asks what the picture shows. It leaves with the form. */
export function files(form) {
  const field = form.elements.namedItem("upload");
  if (!field) return;
  const alt = form.elements.namedItem("alt");
  const place = Object.assign(document.createElement("div"), { className: "chosen-file", hidden: true });
  field.after(place);

  function show() {
    const file = field.files[0];
    place.hidden = !file;
    place.replaceChildren();
    if (!file) return;
    field.closest("details")?.setAttribute("open", "");
    if (file.type.startsWith("image/")) {
      const picture = Object.assign(document.createElement("img"), { alt: "" });
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        picture.src = reader.result;
      });
      reader.readAsDataURL(file);
      place.append(picture);
    }
    const out = Object.assign(document.createElement("button"), { type: "button", className: "act" });
    out.textContent = form.dataset.takeOut;
    out.addEventListener("click", () => {
      field.value = "";
      show();
      field.focus();
    });
    place.append(Object.assign(document.createElement("span"), { textContent: file.name }), out);
  }

  function take(list) {
    const file = [...list].find((one) => one.size);
    if (!file) return false;
    const carrier = new DataTransfer();
    carrier.items.add(file);
    field.files = carrier.files;
    show();
    if (file.type.startsWith("image/")) alt?.focus();
    return true;
  }

  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  field.addEventListener("change", show);
  form.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length && !event.clipboardData.getData("text/plain") && take(event.clipboardData.files)) event.preventDefault();
  });
  form.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  form.addEventListener("reset", () => setTimeout(show));
  show();
}
