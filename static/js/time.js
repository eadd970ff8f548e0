/* Times on the reader's own clock. <time datetime="…Z" data-ago> says how long ago, and its title the local hour.
   The words are those of the filter `ago`, so nothing changes on the first page but what is true here. */
const language = document.documentElement.lang || undefined;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const thisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

export function ago(moment, now = new Date()) {
  const minutes = Math.floor((now - moment) / 60000);
  if (minutes < 1) return null;
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 1440) return relative.format(-Math.floor(minutes / 60), "hour");
  const days = Math.floor(minutes / 1440);
  if (days < 7) return relative.format(-days, "day");
  return day(moment, now);
}

export const day = (moment, now = new Date()) =>
  (moment.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(moment);

const weekday = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

function localise(root) {
  for (const time of root.querySelectorAll?.("time[data-moment]") ?? []) {
    if (!time.title) time.title = time.textContent;
    time.textContent = weekday.format(new Date(time.dateTime));
  }
  const found = root.querySelectorAll?.("time[data-ago]") ?? [];
  for (const time of root.matches?.("time[data-ago]") ? [root, ...found] : found) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const text = ago(moment);
    if (text && time.textContent !== text) time.textContent = text;
    if (!time.title) time.title = full.format(moment);
  }
}

localise(document);
setInterval(() => document.hidden || localise(document), 60000);
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) localise(node);
}).observe(document.body, { childList: true, subtree: true });
