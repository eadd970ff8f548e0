{% load static %}{% url "notifications:device-renew" as renew_url %}{% url "notifications:notification-list" as list_url %}
/* Alerts (notifications/services/pushing.py): a line and a link, and nothing of a case. */
{
  const here = (url) => {
    const found = new URL(url, location.origin);
    return found.origin === location.origin ? found.href : new URL("{{ list_url }}", location.origin).href;
  };

  const tell = async (data) => {
    let told;
    try { told = data.json(); } catch { return; }
    const icon = "{% static "icons/home-192.png" %}";
    await registration.showNotification(told.title, { icon, tag: told.tag, lang: told.lang, data: { url: here(told.url) } });
  };

  /* A page that is open already is shown; no other is led away, since something may be half written there. */
  const open = async (url) => {
    const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const same = pages.find((page) => page.url.split("#")[0] === url);
    return same ? same.focus() : clients.openWindow(url);
  };

  const renew = async ({ oldSubscription, newSubscription }) => {
    const subscription = newSubscription ?? (oldSubscription && await registration.pushManager.subscribe(oldSubscription.options));
    if (!subscription) return;
    const { endpoint, keys } = subscription.toJSON();
    const answer = await fetch("{{ renew_url }}", { method: "POST", body: new URLSearchParams({ endpoint, ...keys }) });
    if (answer.status === 404) await subscription.unsubscribe();
  };

  /* What the next person at this device must not see goes at sign-out. */
  const end = async () => {
    for (const shown of await registration.getNotifications()) shown.close();
    await (await registration.pushManager?.getSubscription())?.unsubscribe();
  };

  addEventListener("push", (event) => event.data && event.waitUntil(tell(event.data)));
  addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(here(event.notification.data?.url ?? "{{ list_url }}")));
  });
  addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
  addEventListener("fetch", ({ request }) => {
    if (request.method === "POST" && SIGNED_OUT.includes(new URL(request.url).pathname)) end().catch(() => {});
  });
}
