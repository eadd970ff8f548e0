{% load static cop %}{% comment %}
The service worker: guides that were opened, to read without a signal. Nothing in it is of one reader.
{% endcomment %}{% url "library:offline" as offline_url %}{% url "account_logout" as logout_url %}{% url "members:sign-out-everywhere" as everywhere_url %}const OFFLINE = "{{ offline_url }}";
const SIGNED_OUT = ["{{ logout_url }}", "{{ everywhere_url }}"];
const GUIDES = "guides", PARTS = "parts", SHELL = "shell";
const MOST = 60; // guides
const PART = /^\/(?:static\/|media\/images\/|principles\.css|resources\/\d+\/picture\.webp)/;

/* What a page is made of: its sheets, scripts and pictures, and what those name in turn. */
async function gather(text, base, cache) {
  const named = [...text.matchAll(/(?:href|src)="([^"#]+)|url\("?([^")]+)"?\)|(?:from|import)\s*\(?"(\.[^"]+)"/g)];
  const wanted = new Set(named.map(([, tag, sheet, script]) => new URL(tag ?? sheet ?? script, base)).filter(
    (url) => url.origin === location.origin && PART.test(url.pathname),
  ).map((url) => url.href.split("#")[0]));
  for (const url of wanted) {
    if (await cache.match(url)) continue;
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok) continue;
    await cache.put(url, answer.clone());
    if (/css|javascript/.test(answer.headers.get("Content-Type") ?? "")) await gather(await answer.text(), url, cache);
  }
}

async function clear() {
  await Promise.all([caches.delete(GUIDES), caches.delete(PARTS)]);
}

const plain = (html, answer, copy) => new Response(html, {
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'",
    "X-Copy": copy,
  },
});

async function keep({ keep: copy, page, reader }) {
  let cache = await caches.open(GUIDES);
  const last = await cache.match("/reader");
  if (!last || (await last.text()) !== reader) {
    await clear();
    cache = await caches.open(GUIDES);
    await cache.put("/reader", new Response(reader));
  }
  const known = await cache.match(page);
  if (known?.headers.get("X-Copy") === copy) return;
  const answer = await fetch(copy);
  if (!answer.ok || answer.redirected) return;
  const html = await answer.text();
  await gather(html, location.origin, await caches.open(PARTS));
  await cache.delete(page);
  await cache.put(page, plain(html, answer, copy));
  const kept = (await cache.keys()).filter(({ url }) => !url.endsWith("/reader"));
  for (const old of kept.slice(0, -MOST)) await cache.delete(old);
}

async function prepare() {
  const shell = await caches.open(SHELL);
  const answer = await fetch(OFFLINE, { credentials: "omit" });
  const html = await answer.text();
  await gather(html, location.origin, shell);
  await shell.put(OFFLINE, plain(html, answer, ""));
}

async function instead({ url }) {
  const { pathname } = new URL(url);
  const guide = await (await caches.open(GUIDES)).match(pathname);
  return guide ?? (await (await caches.open(SHELL)).match(OFFLINE)) ?? Response.error();
}

addEventListener("install", (event) => event.waitUntil(caches.delete(SHELL).then(prepare).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.data?.keep && event.waitUntil(keep(event.data).catch(() => {})));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && SIGNED_OUT.includes(pathname)) event.waitUntil(clear());
  if (request.method !== "GET" || /^\/(?:admin|api)\//.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => instead(request)));
  else if (PART.test(pathname)) event.respondWith(
    fetch(request).catch(async () => (await caches.match(request.url)) ?? Response.error()),
  );
});
{% slot "worker" %}
