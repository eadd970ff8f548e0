/* Pictures and papers for a form: chosen, pasted or dropped, as many as one likes. Each is uploaded at once, with its
   progress and a way out, and waits on the server until the form is sent: <div data-files="address">. A picture asks what
   it shows. What goes wrong with one file takes no other with it, nor any words. Without this script the file field is
   sent with the form. */
import { renewed } from "./token.js";

const el = (name, values = {}) => Object.assign(document.createElement(name), values);

export function files(form) {
  const box = form.querySelector("[data-files]");
  if (!box) return;
  const { files: address, uploading, again, out, lost, wait, shows, most, many } = box.dataset;
  const rows = box.querySelector("[data-rows]");
  const field = form.elements.namedItem("upload");
  const under = new Set();
  box.querySelector("[data-one]").remove();
  const note = box.appendChild(el("p", { className: "err small", hidden: true, id: `${form.id}-files-note` }));
  note.setAttribute("role", "status");

  /* Where one looks: at the file it is about, or below all of them. */
  function say(words, at = null) {
    note.hidden = !words;
    note.textContent = words;
    if (at?.matches("input")) at.setAttribute("aria-describedby", note.id);
    const place = at?.closest("li")?.querySelector(".stack") ?? box;
    if (place !== note.parentElement) place.append(note);
    return words;
  }

  const token = () => form.elements.namedItem("csrfmiddlewaretoken").value;
  const changed = () => {
    rows.hidden = !rows.childElementCount;
    form.dispatchEvent(new CustomEvent("cop:typed"));
  };

  function leave(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    changed();
    (next?.querySelector("input:not([type=hidden]), button:not([hidden])") ?? field).focus();
  }

  /* What the server gave: its own way out, in place of the box that forms without scripts have. */
  function settle(row) {
    row.querySelector("[data-tick]").remove();
    const button = row.querySelector("[data-take-out]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token());
      fetch(button.dataset.takeOut, { method: "POST", body, keepalive: true }).catch(() => {}); /* it goes after a day */
      leave(row);
    });
    return row;
  }

  function fromServer(html) {
    const template = el("template");
    template.innerHTML = html;
    return settle(template.content.firstElementChild);
  }

  function send(file) {
    const row = el("li", { className: "upload" });
    const words = el("div", { className: "stack tight" });
    const bar = el("progress", { max: 1, value: 0 });
    const told = el("span", { className: "small soft", textContent: uploading });
    const retry = el("button", { type: "button", className: "act", textContent: again, hidden: true });
    const cancel = el("button", { type: "button", className: "act", textContent: out });
    bar.setAttribute("aria-label", `${uploading}: ${file.name}`);
    told.setAttribute("role", "status");
    words.append(el("span", { className: "name", textContent: file.name }), bar, told);
    row.append(words, retry, cancel);
    rows.append(row);
    changed();
    let request = null;
    let anew = false; /* sent again, where only the token was an old one */

    function failed(message, fatal) {
      row.dataset.failed = "";
      bar.hidden = true;
      told.textContent = message;
      told.className = "small err";
      retry.hidden = fatal;
    }

    function start() {
      delete row.dataset.failed;
      bar.hidden = false;
      bar.value = 0;
      retry.hidden = true;
      told.textContent = uploading;
      told.className = "small soft";
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token());
      body.set("upload", file);
      const sent = new Promise((done) => {
        request = new XMLHttpRequest();
        request.open("POST", address);
        request.setRequestHeader("X-Requested-With", "fetch");
        request.responseType = "json";
        request.upload.addEventListener("progress", ({ loaded, total }) => {
          if (total) bar.value = loaded / total;
        });
        request.addEventListener("loadend", () => done(request));
        request.send(body);
      }).then(({ status, response }) => {
        under.delete(sent);
        if (!row.isConnected) return;
        if (status === 201 && response) {
          const had = row.contains(document.activeElement);
          const fresh = fromServer(response.html);
          row.replaceWith(fresh);
          form.dispatchEvent(new CustomEvent("cop:file"));
          if (had) fresh.querySelector("input:not([type=hidden]), [data-take-out]").focus();
          changed();
        } else if (!anew && response && renewed(response)) {
          anew = true;
          start();
        } else {
          const why = Object.values(response?.errors ?? {}).flat().join(" ") || response?.detail;
          failed(why || lost, status === 422 || status === 413);
        }
      });
      under.add(sent);
    }

    retry.addEventListener("click", start);
    cancel.addEventListener("click", () => {
      request?.abort();
      leave(row);
    });
    start();
  }

  function take(list) {
    const chosen = [...list].filter((one) => one.size);
    if (!chosen.length) return false;
    box.closest("details")?.setAttribute("open", "");
    const there = form.querySelectorAll("[data-present] [name=without]:not(:checked)").length;
    const room = Number(most) - rows.childElementCount - there;
    say(chosen.length <= room ? "" : many.replace("{n}", most));
    chosen.slice(0, Math.max(room, 0)).forEach(send);
    return true;
  }

  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const chosen = () => take(field.files) && (field.value = "");
  field.addEventListener("change", chosen);
  chosen(); /* before this had come */
  /* An image that comes with words, as word processors paste it, is not meant as a file. */
  form.addEventListener("paste", (event) => {
    const pasted = event.clipboardData;
    if (pasted?.files.length && !pasted.getData("text/plain") && take(pasted.files)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  form.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer.files);
  }, true);

  /* Nothing is sent before its files are there and each picture says what it shows. */
  function missing() {
    const failed = rows.querySelector("[data-failed]");
    const mute = [...rows.querySelectorAll("input[aria-required]")].find((input) => !input.value.trim());
    const about = failed?.querySelector("button:not([hidden])") ?? mute;
    rows.querySelectorAll("input[aria-required]").forEach((input) => input.setAttribute("aria-invalid", input === mute));
    say(failed ? wait : mute ? shows : "", about);
    about?.focus();
    return note.textContent;
  }

  rows.addEventListener("input", ({ target }) => {
    if (target.getAttribute("aria-invalid") !== "true" || !target.value.trim()) return;
    target.setAttribute("aria-invalid", false);
    say("");
  });

  async function ready() {
    while (under.size) await Promise.all(under);
    return missing();
  }

  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (submitter?.hasAttribute("formaction") || event.defaultPrevented) return;
    if (!under.size && !missing()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (under.size && !(await ready())) form.requestSubmit(submitter);
  }, true);
  form.addEventListener("cop:files", ({ detail }) => {
    const there = new Set([...rows.querySelectorAll("[data-upload]")].map((row) => row.dataset.upload));
    const fresh = detail.map(fromServer).filter((row) => !there.has(row.dataset.upload));
    rows.append(...fresh);
    rows.hidden = !rows.childElementCount;
    if (fresh.length) box.closest("details")?.setAttribute("open", "");
    form.dispatchEvent(new CustomEvent("cop:file"));
  });
  form.addEventListener("cop:sent-words", ({ detail }) => {
    const went = new Set(detail.sent.getAll("uploads"));
    for (const row of rows.querySelectorAll("[data-upload]")) if (went.has(row.dataset.upload)) row.remove();
    rows.hidden = !rows.childElementCount;
    if (rows.hidden) box.closest("details")?.removeAttribute("open");
  });
  rows.querySelectorAll("[data-upload]").forEach(settle);
}
