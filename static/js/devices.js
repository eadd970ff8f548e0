/* "Notify me on this device": shows where a browser can, and fills the form with how it is reached. The browser asks for
   permission only after the button was pressed. */
const section = document.querySelector("[data-push-key]");
const form = section.querySelector("[data-push-form]");
const show = (name) => { section.querySelector(`[data-push-${name}]`).hidden = false; };

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

async function subscription() {
  await navigator.serviceWorker.register("/worker.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe(); // it may be of another key, or of somebody else
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(section.dataset.pushKey) });
}

async function begin() {
  const permission = await Notification.requestPermission();
  if (permission === "denied") { form.hidden = true; show("denied"); }
  if (permission !== "granted") return;
  const { endpoint, keys } = (await subscription()).toJSON();
  Object.entries({ endpoint, ...keys }).forEach(([name, value]) => { form.elements.namedItem(name).value = value; });
  HTMLFormElement.prototype.submit.call(form);
}

async function known() {
  const registration = await navigator.serviceWorker.getRegistration("/worker.js");
  return "pushThis" in section.dataset && Boolean(await registration?.pushManager.getSubscription());
}

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  section.querySelector("[data-push-unable]").hidden = true;
  if (Notification.permission === "denied") show("denied");
  else if (Notification.permission !== "granted" || !(await known())) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin().catch(() => show("failed"));
    });
  }
}
