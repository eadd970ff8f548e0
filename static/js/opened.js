/* Fills [data-opened] with the guides that this browser keeps (templates/library/worker.js). */
const place = document.querySelector("[data-opened]");
if ("caches" in window) {
  const cache = await caches.open("guides");
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname === "/reader") continue;
    const html = await (await cache.match(url)).text();
    const title = new DOMParser().parseFromString(html, "text/html").querySelector("h1")?.textContent.trim();
    const link = Object.assign(document.createElement("a"), { href: pathname, textContent: title || pathname });
    const line = document.createElement("li");
    line.append(link);
    place.querySelector("ul").append(line);
    place.hidden = false;
  }
}
