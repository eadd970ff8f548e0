/* Guides that were opened can be read without a signal. A service worker of its own (/worker.js) keeps of each the page as a
   visitor would read it: no name, no note, no tick, no conversation. What is kept goes at sign-out. */
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").then(
  () => navigator.serviceWorker.ready,
).then((registration) => {
  const { offline, offlineFor } = document.querySelector("[data-offline]").dataset;
  registration.active.postMessage({ keep: offline, page: location.pathname, reader: offlineFor });
}, () => { /* nothing is kept, and all else works */ });
