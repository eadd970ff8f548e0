/* Who is here and who is writing, in words that the server makes: <p data-presence="presence:thread:12" data-poll>.

   A tab that nobody looks at is not here. Whoever is about to speak by sector only looks on without being counted, and
   is not seen writing. */
import { listen, tell } from "./live.js";

const AWAY = 60_000;
const WRITING = 3000;

export function present(room) {
  const line = room.querySelector("[data-presence]");
  const topic = line.dataset.presence;
  const form = document.querySelector("[data-composer]");
  let stop = null;
  let away = 0;
  let struck = 0;

  const hidden = () => form?.elements.namedItem("anonymous")?.checked ?? false;

  function show({ here, typing }) {
    line.querySelector("[data-here]").textContent = here;
    line.querySelector("[data-lamp]").hidden = !here;
    const writing = room.querySelector("[data-typing]");
    writing.querySelector("[data-words]").textContent = typing;
    writing.querySelector("[data-dots]").hidden = !typing;
  }

  function come() {
    stop?.();
    stop = listen(topic, {
      quiet: hidden(),
      event: show,
      poll: line.dataset.poll,
      polled(address) {
        if (hidden()) address.searchParams.set("quiet", 1);
        else if (Date.now() - struck < 2 * WRITING) address.searchParams.set("typing", 1);
      },
      state: (what) => ["gone", "out", "waiting"].includes(what) && show({ here: "", typing: "" }),
    });
  }

  function leave() {
    stop?.();
    stop = null;
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(leave, AWAY);
    else if (!stop) come();
  });
  form?.addEventListener("change", (event) => event.target.name === "anonymous" && stop && come());
  form?.addEventListener("input", (event) => {
    if (event.target.name !== "body" || hidden() || Date.now() - struck < WRITING) return;
    struck = Date.now();
    tell({ typing: topic });
  });
  if (!document.hidden) come();
}
