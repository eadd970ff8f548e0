/* Read a guide from one's own seat: radios [name="lens"] inside [data-lens] show what is written for that sector and hide
   what is for others ([data-seat="home-visiting"]). A list [data-seats] in which nothing is written for that seat stays
   whole: what others do is better than nothing. Without a script all seats are shown, the reader's own first. */
for (const lens of document.querySelectorAll("[data-lens]")) {
  const scope = document.getElementById(lens.dataset.lens) ?? document;
  const show = () => {
    const chosen = lens.querySelector("input:checked")?.value ?? "";
    for (const part of scope.querySelectorAll("[data-seat]")) {
      const list = part.closest("[data-seats]");
      const whole = !chosen || (list && !list.querySelector(`[data-seat="${CSS.escape(chosen)}"]`));
      part.hidden = !whole && part.dataset.seat !== chosen;
    }
  };
  lens.hidden = false;
  lens.addEventListener("change", show);
  show();
}
