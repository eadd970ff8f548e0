// A ticked facet shows its results at once; without this script the button does.
for (const form of document.querySelectorAll("[data-facets]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
}

// Which position was opened is counted, not what or by whom.
const hits = document.querySelector("[data-opened]");
hits?.addEventListener("click", ({ target }) => {
  const hit = target.closest("a")?.closest(".hits > li");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!hit || !token) return;
  const body = new FormData();
  body.set("position", Number(hits.dataset.first) + [...hits.children].indexOf(hit) + 1);
  body.set("csrfmiddlewaretoken", token.value);
  navigator.sendBeacon(hits.dataset.opened, body);
});
