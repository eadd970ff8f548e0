/* Read a guide from one's own seat: radios [name="lens"] inside [data-lens] show what is written for that sector and hide
   what is for others ([data-seat="home-visiting"]). Without a script all seats are shown. */
for (const lens of document.querySelectorAll("[data-lens]")) {
  const scope = document.getElementById(lens.dataset.lens) ?? document;
  const show = () => {
    const chosen = lens.querySelector("input:checked")?.value ?? "";
    for (const part of scope.querySelectorAll("[data-seat]")) part.hidden = Boolean(chosen) && part.dataset.seat !== chosen;
  };
  lens.hidden = false;
  lens.addEventListener("change", show);
  show();
}
