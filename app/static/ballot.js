// A whole ballot, without a round trip for each press. Everything works without this file.
"use strict";

const LANGUAGES = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" };
const EDGE = 90; // How near the edge of the window a dragged idea makes the page scroll.
const SCROLL = 14;

function paper(form) {
  const { kind, most, mostText, placeText } = form.dataset;
  const balance = form.querySelector("#balance");
  const unsaved = form.querySelector("[data-unsaved]");
  const quota = balance.dataset.quota === "" ? Infinity : Number(balance.dataset.quota);
  let leaving = false;

  // ----- how much is used and left, in words -----

  const marks = () => form.querySelectorAll('[name^="idea-"]');
  const sums = {
    dots: () => [...marks()].reduce((sum, one) => sum + (Number.parseInt(one.value, 10) || 0), 0),
    score: () => [...marks()].filter((one) => (one.checked || one.type === "hidden") && one.value !== "").length,
    budget: () => [...marks()].reduce(
      (sum, one) => sum + (one.checked || one.type === "hidden" ? Number(one.dataset.cost) : 0), 0),
    ranked: () => form.querySelectorAll('[name="rank"]:enabled').length,
  };

  const number = (value) => ("inHours" in balance.dataset
    ? (value / 60).toLocaleString(LANGUAGES[document.documentElement.lang], { maximumFractionDigits: 2 })
    : String(value));

  const say = () => {
    const used = sums[kind]();
    const { some, noneLeft, overText } = balance.dataset;
    const pattern = used < quota ? some : used === quota ? noneLeft : overText;
    balance.textContent = pattern
      .replace("{used}", number(used)).replace("{quota}", number(quota))
      .replace("{left}", number(quota - used)).replace("{over}", number(used - quota));
    balance.toggleAttribute("data-over", used > quota);
  };

  const changed = () => { unsaved.hidden = false; say(); };

  // ----- dots -----

  const step = (row, by) => {
    const control = row.querySelector('input[name^="idea-"]');
    const before = Number.parseInt(control.value, 10) || 0;
    if (by > 0 && most && before >= Number(most)) { balance.textContent = mostText; return; }
    if (by > 0 && sums.dots() >= quota) { say(); return; }
    control.value = Math.max(0, before + by) || "";
    changed();
  };

  // ----- a ranking: the order of the page is the order of the ballot -----

  const ranked = form.querySelector('[data-list="ranked"]');
  const unranked = form.querySelector('[data-list="unranked"]');
  const told = form.querySelector("#moved");
  const title = (row) => row.querySelector("h3").lastChild.textContent.trim();

  const renumber = () => {
    [...ranked.children].forEach((row, at) => {
      row.querySelector("[data-place]").textContent = placeText.replace("{place}", at + 1);
    });
    form.querySelector('[data-empty="ranked"]').hidden = ranked.children.length > 0;
    form.querySelector("#ranked-help").hidden = ranked.children.length < 2;
  };

  const tell = (row) => {
    const place = [...ranked.children].indexOf(row) + 1;
    told.textContent = (place ? told.dataset.moved : told.dataset.removed)
      .replace("{title}", title(row)).replace("{place}", place).replace("{count}", ranked.children.length);
  };

  const put = (row, into) => {
    const isRanked = into === ranked;
    row.querySelector('[name="rank"]').disabled = !isRanked;
    row.querySelector("[data-place]").hidden = !isRanked;
    row.querySelector('[data-when="ranked"]').hidden = !isRanked;
    row.querySelector('[data-when="unranked"]').hidden = isRanked;
  };

  const moves = {
    up: (row) => row.previousElementSibling?.before(row),
    down: (row) => row.nextElementSibling?.after(row),
    top: (row) => ranked.prepend(row),
    bottom: (row) => ranked.append(row),
    add: (row) => {
      if (sums.ranked() >= quota) return say();
      const next = row.nextElementSibling || row.previousElementSibling;
      put(row, ranked);
      ranked.append(row);
      (next || row).querySelector(next ? '[value^="add:"]' : "[data-handle]").focus();
      return undefined;
    },
    remove: (row) => {
      const next = row.nextElementSibling || row.previousElementSibling;
      put(row, unranked);
      const after = [...unranked.children].find((one) => one.order > row.order);
      unranked.insertBefore(row, after || null);
      (next || row).querySelector(next ? '[value^="remove:"]' : '[value^="add:"]').focus();
    },
  };

  const move = (act, row, button) => {
    moves[act](row);
    if (act !== "add" && act !== "remove") button.focus();
    renumber();
    changed();
    tell(row);
  };

  const drag = (event) => {
    const row = event.target.closest(".paper__row");
    const handle = event.target.closest("[data-handle]");
    if (event.button) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.setAttribute("data-dragged", "");
    const middle = (other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const follow = (at) => {
      // The others make room: a row that is moved itself would let go of the pointer.
      for (let above = row.previousElementSibling; above && at.clientY < middle(above);
        above = row.previousElementSibling) row.after(above);
      for (let below = row.nextElementSibling; below && at.clientY > middle(below);
        below = row.nextElementSibling) row.before(below);
      if (at.clientY < EDGE) scrollBy(0, -SCROLL);
      if (at.clientY > innerHeight - EDGE) scrollBy(0, SCROLL);
    };
    const drop = () => {
      handle.removeEventListener("pointermove", follow);
      row.removeAttribute("data-dragged");
      handle.focus();
      renumber();
      changed();
      tell(row);
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("pointerup", drop, { once: true });
    handle.addEventListener("pointercancel", drop, { once: true });
  };

  const ARROWS = { ArrowUp: "up", ArrowDown: "down", Home: "top", End: "bottom" };

  if (kind === "ranked") {
    [...ranked.children].forEach((row) => { row.order = Number(row.dataset.order); });
    [...unranked.children].forEach((row) => { row.order = Number(row.dataset.order); });
    renumber();
    form.querySelectorAll("[data-handle]").forEach((handle) => {
      handle.hidden = false;
      handle.addEventListener("pointerdown", drag);
      handle.addEventListener("keydown", (event) => {
        if (!ARROWS[event.key]) return;
        event.preventDefault();
        move(ARROWS[event.key], handle.closest(".paper__row"), handle);
      });
    });
  }

  // ----- looking for something among many -----

  const words = form.querySelector("#paper-words");
  const topic = form.querySelector("#paper-topic");
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...form.querySelectorAll(unranked ? '[data-list="unranked"] > .paper__row' : ".paper__row")];
    rows.forEach((row) => {
      const text = row.querySelector("h3, legend").textContent.toLowerCase()
        + (row.querySelector(".paper__excerpt")?.textContent.toLowerCase() || "");
      row.hidden = !wanted.every((word) => text.includes(word))
        || Boolean(topic && topic.value && row.dataset.topic !== topic.value);
    });
    form.querySelector("[data-none-found]").hidden = rows.some((row) => !row.hidden);
  };
  const searches = words && !("filtered" in form.dataset);
  if (searches) {
    words.addEventListener("input", filter);
    topic?.addEventListener("change", filter);
  }

  // ----- presses -----

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="act"]');
    if (!button || button.value === "save") return;
    const act = button.value.split(":")[0];
    if (act === "look") {
      if (!searches) return;
      event.preventDefault();
      filter();
      return;
    }
    event.preventDefault();
    const row = button.closest(".paper__row");
    if (kind === "dots") step(row, act === "more" ? 1 : -1);
    else move(act, row, button);
  });
  form.addEventListener("input", (event) => { if (event.target.name?.startsWith("idea-")) changed(); });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (!unsaved.hidden && !leaving) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; say(); });
}

const form = document.getElementById("paper");
if (form) paper(form);
