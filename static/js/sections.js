/* Conversations about the questions of a guide, in their place: <div data-section="address"><div data-talk>…<div data-form>.

   What was said comes from the server whole, as the page had it, whenever something happened there; many readers do not
   ask at once. The form comes with the first press; where it does not arrive, the link leads to the same form. */
import { listen } from "./live.js";
import { ask, say } from "./sending.js";

const SPREAD = 1500; /* milliseconds over which readers ask */

/* Before their first words all parts of a guide wait for the same forum; a topic has one listener a page. */
const shared = new Map();

function hear(topic, options, event) {
  const one = shared.get(topic) ?? { events: new Set() };
  one.events.add(event);
  if (!shared.has(topic)) {
    shared.set(topic, one);
    one.stop = listen(topic, { ...options, quiet: true, event: (told) => one.events.forEach((each) => each(told)) });
  }
  return () => {
    one.events.delete(event);
    if (one.events.size) return;
    one.stop();
    shared.delete(topic);
  };
}

for (const room of document.querySelectorAll("[data-section]")) begin(room);

function begin(room) {
  const place = room.querySelector("[data-talk]");
  const said = room.querySelector("[data-said]");
  const press = room.querySelector("[data-form]")?.innerHTML;
  let stop = () => {};
  let heard = "";
  let timer = 0;

  const part = (name) =>
    fetch(`${room.dataset.section}?part=${name}`, { headers: { "X-Requested-With": "fetch" } }).then((answer) =>
      answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status),
    );

  function show(html) {
    place.innerHTML = html;
    const newest = place.querySelector("[data-brief]:last-of-type");
    if (newest) said.textContent = newest.innerText;
    follow();
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(() => part("talk").then(show, () => {}), Math.random() * SPREAD);
  }

  /* Before the first word one hears of every conversation that begins in the forum, and asks whether it is this one. */
  function event({ kind }) {
    if (heard.startsWith("thread:") || kind === "thread") again();
  }

  function follow() {
    const { topic, since, poll } = place.firstElementChild.dataset;
    if (!topic || topic === heard) return;
    stop();
    heard = topic;
    stop = hear(topic, { since: since ? Number(since) : null, poll: poll ?? "" }, event);
  }

  room.addEventListener("click", (click) => {
    const link = click.target.closest("[data-speak]");
    if (!link || click.metaKey || click.ctrlKey) return;
    click.preventDefault();
    part("form").then(
      (html) => {
        room.querySelector("[data-form]").innerHTML = html;
        room.querySelector("textarea").focus();
      },
      () => location.assign(link.href),
    );
  });

  room.addEventListener("submit", async (submit) => {
    const form = submit.target.closest("[data-say]");
    if (!form || form.dataset.whole) return;
    submit.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const holder = form.closest("[data-form]");
    let told = null;
    try {
      const found = await ask(form, "fetch");
      told = found.told;
      if (found.status === 201) {
        show(found.html);
        holder.innerHTML = await part("form").catch(() => press); /* said it is, whatever becomes of the next form */
        return;
      }
    } catch {
      /* no answer came */
    }
    delete form.dataset.sending;
    if (told?.errors) {
      form.dataset.whole = "1"; /* what is to be answered first stands on the page of the form */
      form.requestSubmit();
    } else say(form.querySelector("[data-state]"), holder.dataset.failed, true, told?.way);
  });

  follow();
}
