/* Videos of other sites. [data-embed] holds a plain link; pressing it puts the player of that site in its place. Before
   that nothing is asked of anybody, and only players of the sites named here are ever let in. */
const PLAYERS = new Set(["https://www.youtube-nocookie.com", "https://player.vimeo.com"]);

for (const figure of document.querySelectorAll("[data-embed]")) {
  const link = figure.querySelector("a");
  const address = URL.parse ? URL.parse(figure.dataset.embed) : new URL(figure.dataset.embed);
  if (!link || !address || !PLAYERS.has(address.origin)) continue;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.title = figure.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // players refuse pages that do not say where they are
    frame.src = address.href;
    frame.tabIndex = 0;
    link.replaceWith(frame);
    frame.focus();
  });
}
