/* A list of conversations says when new ones begin: <div data-forums="forum:1 forum:3"> with a hidden [data-pill]. */
import { listen } from "./live.js";

const list = document.querySelector("[data-forums]");
if (list) {
  const pill = list.querySelector("[data-pill]");
  const status = list.querySelector("[data-live-status]");
  const begun = new Set();
  const event = ({ kind, thread }) => {
    if (kind !== "thread" || document.getElementById(`thread-${thread}`)) return;
    begun.add(thread);
    const n = begun.size;
    const text = (n === 1 ? list.dataset.newOne : list.dataset.newMany).replace("{n}", n);
    pill.hidden = false;
    pill.querySelector("[data-words]").textContent = text;
    status.textContent = text;
  };
  for (const topic of list.dataset.forums.split(" ")) if (topic) listen(topic, { event });
}
