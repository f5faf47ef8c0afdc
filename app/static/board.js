// Dragging a card fills in the same form that its box and the button do.
"use strict";

function board(form) {
  let dragged = null;
  const columnOf = (event) => event.target.closest("[data-column]");

  for (const card of document.querySelectorAll("[data-card]")) card.draggable = true;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-card]");
    if (!dragged) return;
    dragged.toggleAttribute("data-dragged", true);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
  });
  document.addEventListener("dragover", (event) => {
    const column = dragged && columnOf(event);
    for (const other of document.querySelectorAll("[data-over]")) other.toggleAttribute("data-over", other === column);
    if (!column) return;
    event.preventDefault();
    column.toggleAttribute("data-over", true);
  });
  document.addEventListener("dragend", () => {
    for (const each of document.querySelectorAll("[data-over]")) each.removeAttribute("data-over");
    dragged?.removeAttribute("data-dragged");
    dragged = null;
  });

  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.addEventListener("drop", (event) => {
    const column = dragged && columnOf(event);
    if (!column) return;
    event.preventDefault();
    const others = [...column.querySelectorAll("[data-card]")].filter((card) => card !== dragged);
    const below = others.findIndex((card) => event.clientY < card.getBoundingClientRect().top + card.offsetHeight / 2);
    for (const box of document.querySelectorAll("[name=idea]:checked")) box.checked = false;
    document.getElementById("into").disabled = true;
    add("idea", dragged.dataset.card);
    add("into", column.dataset.column);
    add("place", below < 0 ? others.length : below);
    form.requestSubmit();
  });
}

// A page that comes with its message in place says nothing to a screen reader; one that changes does.
for (const said of document.querySelectorAll(".flash[role=status]")) {
  const words = [...said.childNodes];
  said.replaceChildren();
  setTimeout(() => said.replaceChildren(...words), 200);
}

const form = document.getElementById("move");
if (form) board(form);
