// Small comforts. Everything works without them.
"use strict";

// Drafts: the form is sent quietly a moment after the last key.
const PAUSE_MS = 1500;

function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  const texts = form.dataset;
  let timer = 0;
  let unsaved = false;
  let sending = null;

  const say = (text) => { if (status) status.textContent = text || ""; };
  const clock = () => new Date().toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" }).replace(":", ".");

  // The server may hand back a new version number, or the address of a draft that now exists.
  const take = (answer) => {
    for (const [name, value] of Object.entries(answer.fields || {})) {
      const control = form.elements.namedItem(name);
      if (control) control.value = value;
    }
    if (answer.url) form.dataset.autosave = answer.url;
  };

  const send = async () => {
    unsaved = false;
    say(texts.autosaveSaving);
    try {
      const answer = await fetch(texts.autosave, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      if ((answer.headers.get("Content-Type") || "").includes("json")) take(await answer.json());
      say(texts.autosaveSaved.replace("{time}", clock()));
    } catch {
      unsaved = true;
      say(texts.autosaveFailed);
    }
  };

  // One at a time, so that a draft is never overtaken by an older one.
  const save = async () => {
    await sending;
    sending = send();
    await sending;
    sending = null;
  };

  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    unsaved = false;
    if (!sending) return;
    event.preventDefault();
    await sending;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pagehide", () => {
    if (unsaved) navigator.sendBeacon(texts.autosave, new FormData(form));
  });
}

// Characters left; read aloud only when it is nearly full.
function counter(line) {
  const control = document.getElementById(line.dataset.counter);
  const limit = Number(line.dataset.limit);
  const count = () => {
    const left = limit - [...control.value].length;
    line.setAttribute("aria-live", left < limit / 10 ? "polite" : "off");
    line.toggleAttribute("data-exceeded", left < 0);
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.under).replace("{n}", Math.abs(left));
  };
  control.addEventListener("input", count);
  count();
}

function copy(box) {
  if (!navigator.clipboard) return;
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async () => {
    const { copy: address, copyText: text } = box.dataset;
    await navigator.clipboard.writeText(text ?? new URL(address, location.href).href);
    box.querySelector("[role=status]").textContent = box.dataset.copied;
  });
}

// A page that answers a form stands in the history as that form. As one goes on from it, its address
// alone is left there, so that going back asks nobody to send it again. Reloading still does.
function leaveAddressBehind(event) {
  if (event.type === "submit" || event.target.closest("a[href]")) history.replaceState(null, "", location.href);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

// A link to a comment that is not on the page: only the server can fetch it, or say that it is gone.
function findComment() {
  const wanted = location.hash.match(/^#kommentar-([0-9a-f-]{36})$/);
  const address = new URL(location.href);
  if (!wanted || document.getElementById(`kommentar-${wanted[1]}`) || address.searchParams.has("kommentar")) return;
  address.searchParams.set("kommentar", wanted[1]);
  location.replace(address);
}

// A form that is sent without leaving the page says when it was not taken; what was typed stays.
function tellOfFailure(event) {
  const form = event.target.closest?.("[data-tells-of-failure]");
  const line = form?.querySelector("[data-failure]");
  const status = event.detail?.ctx?.response?.status;
  if (line) line.textContent = status === 409 || status === 422 ? "" : line.dataset.failure;
}

findComment();
document.querySelectorAll("form[data-autosave]").forEach(autosave);
document.querySelectorAll("[data-counter]").forEach(counter);
document.querySelectorAll("[data-copy], [data-copy-text]").forEach(copy);
if ("answersForm" in document.documentElement.dataset) {
  for (const kind of ["submit", "click"]) document.addEventListener(kind, leaveAddressBehind);
}
for (const kind of ["htmx:response:error", "htmx:error"]) document.addEventListener(kind, tellOfFailure);
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
