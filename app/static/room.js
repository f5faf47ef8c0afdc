// Meetings: parts of a page that keep themselves fresh, a clock, and notes that survive a lost net.
"use strict";

// A part of the page asks for itself by the version it shows; mostly there is nothing new.
function live(part) {
  const near = part.parentElement;
  const offline = near.querySelector("[data-live-offline]");
  const waiting = near.querySelector("[data-live-waiting]");
  const every = Number(part.dataset.every);
  let fresh = null;

  // Nothing is taken from under somebody's fingers: not a tick, not a word, not the focus.
  const isBusy = () => part.contains(document.activeElement) || [...part.querySelectorAll("input, textarea")].some(
    (control) => (control.type === "checkbox" ? control.checked : control.value !== control.defaultValue));

  const show = (force) => {
    if (fresh === null) return;
    waiting.hidden = force || !isBusy();
    if (!waiting.hidden) return;
    part.innerHTML = fresh;
    fresh = null;
    tick();
  };
  waiting.querySelector("button").addEventListener("click", () => show(true));

  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(part.dataset.live, {
          headers: { "If-None-Match": `"${part.dataset.version}"`, Accept: "text/html" }, cache: "no-store", redirect: "error",
        });
        if (answer.status === 200) {
          fresh = await answer.text();
          part.dataset.version = (answer.headers.get("ETag") || "").replace(/\D/g, "");
        }
        offline.hidden = true;
        heardFrom(answer.headers.get("Date"));
      } catch {
        offline.hidden = false;
      }
      show(false);
    }
    // Not all at the same moment, however many came in together.
    setTimeout(ask, every * (0.75 + Math.random() / 2));
  };
  setTimeout(ask, every * Math.random());
}

// The time by the server's clock, since phones differ.
let ahead = 0;
function heardFrom(date) {
  if (date) ahead = Date.parse(date) - Date.now();
}

function tick() {
  for (const line of document.querySelectorAll("[data-ends]")) {
    const left = Math.round((Date.parse(line.dataset.ends) - Date.now() - ahead) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    line.textContent = left > 0 ? `${two(Math.floor(left / 60))}:${two(left % 60)}` : line.dataset.done;
  }
}

// Notes wait on the phone until the server has said that it has them. The key that each is given
// here makes sure that what is sent twice is hung up once.
function notes(form) {
  const place = `dugnad-notes-${form.dataset.notes}`;
  const list = document.querySelector("[data-own-notes]");
  const status = form.querySelector("[data-notes-status]");
  const text = form.elements.namedItem("text");
  const counter = form.querySelector("[data-counter]");
  const RETRY_MS = 3000;
  let sending = false;
  let timer = 0;

  const stored = () => JSON.parse(localStorage.getItem(place) || "[]");
  const store = (queue) => localStorage.setItem(place, JSON.stringify(queue));
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const row = (note) => {
    let item = list.querySelector(`[data-key="${note.key}"]`);
    if (!item) {
      item = document.createElement("li");
      item.dataset.key = note.key;
      item.append(Object.assign(document.createElement("span"), { textContent: note.text }));
      list.prepend(item);
    }
    return item;
  };
  const waits = (note) => {
    const item = row(note);
    item.toggleAttribute("data-waits", true);
    if (!item.querySelector(".meta")) {
      item.append(" ", Object.assign(document.createElement("span"), { className: "meta", textContent: form.dataset.waiting }));
    }
  };
  const arrived = (note, answer) => {
    const item = row(note);
    item.removeAttribute("data-waits");
    item.querySelector(".meta")?.remove();
    const back = document.createElement("form");
    back.method = "post";
    back.action = answer.url;
    back.className = "inline-form";
    back.append(form.elements.namedItem("csrf_token").cloneNode());
    const button = Object.assign(document.createElement("button"), { type: "submit", className: "ds-button", textContent: form.dataset.takeBack });
    button.dataset.variant = "tertiary";
    back.append(button);
    if (!item.querySelector("form")) item.append(back);
    status.textContent = form.dataset.sent;
  };
  const refused = (note, answer) => {
    row(note).remove();
    status.textContent = answer.error.message;
    if (!text.value) text.value = note.text;
  };
  const without = (key) => store(stored().filter((each) => each.key !== key));

  // Whoever signs in to vote, or leaves the page open for hours, has a form that is not theirs any more.
  const renewTokens = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[name=csrf_token]");
    if (!fresh) return;
    for (const token of document.querySelectorAll("[name=csrf_token]")) token.value = fresh.value;
  };

  const post = (note) => {
    const sent = new FormData(form);
    sent.set("text", note.text);
    sent.set("client_key", note.key);
    return fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
  };

  const sendOne = async (note) => {
    let answer = await post(note);
    if (answer.status === 400) {
      await renewTokens();
      answer = await post(note);
    }
    // A server that is down, or a form token that is too old, is no answer to the note.
    if (answer.status >= 500 || answer.status === 400 || answer.status === 429) throw new Error(answer.status);
    const said = await answer.json();
    without(note.key);
    (answer.ok ? arrived : refused)(note, said);
  };

  const flush = async () => {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    try {
      for (let queue = stored(); queue.length; queue = stored()) await sendOne(queue[0]);
    } catch {
      status.textContent = form.dataset.waiting;
      timer = setTimeout(flush, RETRY_MS);
    }
    sending = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const note = { key: newKey(), text: text.value.trim() };
    if (!note.text || (counter && counter.hasAttribute("data-exceeded"))) return;
    store([...stored(), note]);
    waits(note);
    text.value = "";
    text.dispatchEvent(new Event("input"));
    text.focus();
    flush();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  addEventListener("online", flush);
  stored().forEach(waits);
  flush();
}

document.querySelectorAll("[data-live]").forEach(live);
document.querySelectorAll("[data-notes]").forEach(notes);
setInterval(tick, 500);
tick();
