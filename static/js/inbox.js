/* The badges of unread notifications follow what happens, in every tab. */
import { listen } from "./live.js";

listen("inbox", {
  event({ unread }) {
    if (!Number.isInteger(unread)) return;
    for (const badge of document.querySelectorAll("[data-unread]")) {
      badge.hidden = !unread;
      badge.querySelector("[data-number]").textContent = unread;
    }
  },
});
