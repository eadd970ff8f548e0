/* The badges of unread notifications follow what happens, in every tab. */
import { listen } from "./live.js";

listen("inbox", {
  event({ kind, thread, forum, unread }) {
    if (kind === "read" || kind === "read-all") {
      document.dispatchEvent(new CustomEvent("cop:read", { detail: { thread, forum, all: kind === "read-all" } }));
    }
    if (!Number.isInteger(unread)) return;
    for (const badge of document.querySelectorAll("[data-unread]")) {
      badge.hidden = !unread;
      badge.querySelector("[data-number]").textContent = unread;
    }
  },
});
