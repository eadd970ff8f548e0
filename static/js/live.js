/* What happens now, on one socket a tab, for whoever on the page wants to hear of it; the inbox wherever it has a badge.

   listen(topic, {since, poll, event, state}) → stop()
     topic   "thread:12", "forum:3", "inbox": see cop/core/consumers.py for the protocol
     since   the last sequence number that the page has applied; left out for topics without numbers
     poll    address of the same events by long polling, for networks that let no socket through
     polled  given the address of each poll, to add to it
     quiet   listen without being counted as present
     every   milliseconds between two polls, where the address answers at once
     again   milliseconds after which a topic without numbers is asked for once more
     event   called with each event in order, each number once
     state   called with "live", "waiting" (not connected, trying), "polling", "reload" (too much was missed),
             "gone" (the right to read was lost) and "out" (signed out)

   The connection comes back by itself, with growing pauses and some chance in them, and asks for what was missed. */

const FIRST_PAUSE = 800;
const LONGEST_PAUSE = 30_000;
const SILENCE = 65_000; /* the server says something every 25 s */
const PATIENCE = 10_000; /* until the first word of a new socket */
const SOCKET_AGAIN = 60_000;
const FAILURES_BEFORE_POLLING = 2;
const POLL_WAIT = 25;

const listeners = new Map();
let socket = null;
let failures = 0;
let heard = 0;
let timer = 0;
let ended = false;
let offline = false;

const nothing = () => {};

export function listen(topic, options) {
  const { again = 0 } = options;
  const listener = { since: null, poll: "", every: 0, quiet: false, event: nothing, state: nothing, polled: nothing };
  Object.assign(listener, options, { topic, polling: null, lost: false, asked: -1, known: 0 });
  listeners.set(topic, listener);
  const repeat = again && setInterval(() => document.hidden || (connected() && subscribe(listener)), again);
  if (!socket && failures < FAILURES_BEFORE_POLLING) open();
  else if (connected()) subscribe(listener);
  else if (failures >= FAILURES_BEFORE_POLLING) startPolling(listener);
  return () => {
    clearInterval(repeat);
    listener.polling?.abort();
    if (listeners.get(topic) !== listener) return;
    listeners.delete(topic);
    if (connected()) say({ unsubscribe: topic });
    if (!listeners.size) socket?.close();
  };
}

const connected = () => socket?.readyState === WebSocket.OPEN;
const pause = (tries) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries) * (0.5 + Math.random() / 2);
const announce = (what) => listeners.forEach((listener) => listener.lost || listener.state(what));
const say = (frame) => socket.send(JSON.stringify(frame));

/* Say something on the socket, where there is one. */
export function tell(frame) {
  if (connected()) say(frame);
}

function open() {
  clearTimeout(timer);
  if (ended || socket || !listeners.size) return;
  const address = new URL("/ws/live/", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("lang", document.documentElement.lang);
  try {
    socket = new WebSocket(address);
  } catch {
    failed();
    return;
  }
  const mine = socket;
  let answered = false;
  /* Some networks let a socket open and then swallow what is said on it. */
  setTimeout(() => socket === mine && !answered && drop(), PATIENCE);
  mine.addEventListener("open", () => {
    heard = Date.now();
    listeners.forEach(subscribe);
  });
  mine.addEventListener("message", (message) => {
    const frame = JSON.parse(message.data);
    heard = Date.now();
    answered = true;
    if (offline) {
      offline = false;
      announce("live"); /* the socket outlived the break */
    }
    /* A problem of no topic is the end of this socket: where every one ends so, the page polls. */
    if (!frame.error || frame.error.topic) failures = 0;
    take(frame);
  });
  mine.addEventListener("close", (close) => {
    if (socket === mine) closed(close.code);
  });
}

function subscribe(listener) {
  if (listener.lost) return;
  listener.asked = listener.since;
  const frame = { subscribe: listener.topic };
  if (listener.since !== null) frame.since = listener.since;
  if (listener.quiet) frame.quiet = true;
  say(frame);
}

function take(frame) {
  if (frame.heads) {
    for (const [topic, head] of Object.entries(frame.heads)) {
      const listener = listeners.get(topic);
      if (listener && listener.since !== null && head > listener.since) subscribe(listener);
    }
    return;
  }
  const listener = listeners.get(frame.topic ?? frame.error?.topic);
  if (!listener) return;
  if (frame.error) {
    if (frame.error.status === 404) lose(listener);
  } else if (frame.kind === "gone") {
    lose(listener);
  } else if (frame.kind === "ready") {
    listener.asked = -1;
    listener.polling?.abort();
    listener.polling = null;
    if (listener.since !== null) listener.since = Math.max(listener.since, frame.head);
    listener.state("live");
  } else if (frame.kind === "reload") {
    listener.asked = -1;
    if (listener.since !== null) listener.since = frame.head;
    listener.state("reload");
  } else {
    apply(listener, frame);
  }
}

/* Each number once and in order; where one is missing, what is missing is asked for again. */
function apply(listener, event) {
  if (listener.since === null || event.seq === undefined || event.seq === null) {
    listener.event(event);
    return;
  }
  if (event.seq <= listener.since) return;
  if (event.seq > listener.since + 1) {
    if (listener.asked !== listener.since && connected()) subscribe(listener);
    return;
  }
  listener.since = event.seq;
  listener.event(event);
}

function lose(listener) {
  listener.lost = true;
  listener.polling?.abort();
  listener.state("gone");
}

function closed(code) {
  socket = null;
  if (code === 4401) {
    ended = true;
    announce("out");
  } else if (code === 4400 || code === 1009) {
    ended = true;
    announce("reload");
  } else {
    failed();
  }
}

function failed() {
  socket = null;
  failures += 1;
  clearTimeout(timer);
  if (failures >= FAILURES_BEFORE_POLLING) {
    listeners.forEach(startPolling);
    timer = setTimeout(open, SOCKET_AGAIN * (0.8 + Math.random() * 0.4));
  } else {
    timer = setTimeout(open, pause(failures - 1));
  }
  listeners.forEach((listener) => listener.lost || listener.state(listener.polling ? "polling" : "waiting"));
}

function startPolling(listener) {
  if (!listener.poll || listener.polling || listener.lost) return;
  listener.polling = new AbortController();
  poll(listener, listener.polling, 0);
}

async function poll(listener, control, tries) {
  if (control.signal.aborted) return;
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => poll(listener, control, 0), { once: true });
    return;
  }
  const address = new URL(listener.poll, location.href);
  address.searchParams.set("since", listener.since ?? 0);
  address.searchParams.set("wait", POLL_WAIT);
  if (listener.known) address.searchParams.set("known", listener.known);
  listener.polled(address);
  let next = listener.every;
  try {
    const answer = await fetch(address, { signal: control.signal, headers: { Accept: "application/json" } });
    if (answer.status === 404) return lose(listener);
    if (answer.status === 401) {
      ended = true;
      return announce("out");
    }
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    const { events, head, reload } = told;
    tries = 0;
    if (told.known !== undefined) {
      listener.known = told.known;
      listener.event(told);
    } else if (reload) {
      listener.since = head;
      listener.state("reload");
    } else {
      for (const event of events) apply(listener, event);
      listener.since = Math.max(listener.since ?? 0, head);
      listener.state("polling");
    }
  } catch (error) {
    if (control.signal.aborted) return;
    listener.state("waiting");
    next = pause(tries);
    tries += 1;
  }
  setTimeout(() => poll(listener, control, tries), next);
}

/* A connection that died without a word, a network that came back, a tab that is looked at again. */
function wake() {
  if (ended || !listeners.size) return;
  if (!socket) open();
  else probe();
}

function probe() {
  if (!connected()) return;
  const asked = Date.now();
  const mine = socket;
  say({ ping: 1 });
  setTimeout(() => socket === mine && heard < asked && drop(), 5000);
}

function drop() {
  const dead = socket;
  socket = null;
  offline = false;
  dead.close();
  failed();
}

setInterval(() => {
  if (!document.hidden && socket && heard && Date.now() - heard > SILENCE) drop();
}, 10_000);
addEventListener("online", wake);
addEventListener("offline", () => {
  offline = Boolean(socket);
  announce("waiting");
});
addEventListener("pagehide", () => socket?.close());
addEventListener("pageshow", (event) => event.persisted && wake());
document.addEventListener("visibilitychange", () => document.hidden || wake());

/* The badges of unread notifications follow what happens, in every tab. */
if (document.querySelector("[data-unread]")) {
  listen("inbox", {
    event({ kind, thread, forum, position, unread }) {
      if (kind === "read" || kind === "read-all") {
        document.dispatchEvent(new CustomEvent("cop:read", { detail: { thread, forum, position, all: kind === "read-all" } }));
      }
      if (!Number.isInteger(unread)) return;
      for (const badge of document.querySelectorAll("[data-unread]")) {
        badge.hidden = !unread;
        badge.querySelector("[data-number]").textContent = unread;
      }
    },
  });
}
