/* A text field grows with its text where the browser cannot do it by itself (field-sizing: content). */
if (!CSS.supports("field-sizing", "content")) {
  const fit = (area) => {
    area.rows = Math.min(24, Math.max(Number(area.dataset.rows), area.value.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / (area.cols || 60)), 0)));
  };
  const areas = "textarea[data-autosize]";
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(areas)) return;
    event.target.dataset.rows ??= event.target.rows;
    fit(event.target);
  });
  document.querySelectorAll(areas).forEach((area) => {
    area.dataset.rows = area.rows;
    fit(area);
  });
}
