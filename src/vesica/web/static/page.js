// What pages do beyond showing: figures, progress, dropped files, SQL when it is wanted.
"use strict";

// Figures: the server has drawn each one; where scripts run, the browser draws it anew.
for (const place of document.querySelectorAll("[data-figure]")) {
  const drawing = place.querySelector(".drawing");
  if (!drawing || !globalThis.vesicaFigure) continue;
  const draw = async () => {
    const answer = await fetch(place.dataset.figure, { credentials: "same-origin" });
    if (!answer.ok) return;
    const { figure } = await answer.json();
    const fresh = document.createElement("div");
    await globalThis.vesicaFigure(fresh, figure);
    const svg = fresh.querySelector("svg");
    if (!svg) return;
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    svg.removeAttribute("role");
    svg.removeAttribute("aria-roledescription");
    svg.removeAttribute("style");
    drawing.replaceChildren(svg);
    drawing.dataset.drawn = "here";
  };
  (globalThis.requestIdleCallback ?? setTimeout)(() => draw());
}

// SQL is fetched when its step is opened.
for (const step of document.querySelectorAll("details[data-sql]")) {
  step.addEventListener("toggle", () => {
    const sql = step.querySelector(".sql");
    if (step.open && sql) htmx.trigger(sql, "wanted");
  });
}

// Progress: lines as they come; at the end the part is fetched anew.
const job = document.querySelector("[data-events]");
if (job) {
  const lines = job.querySelector(".lines");
  lines?.replaceChildren();
  const source = new EventSource(job.dataset.events);
  source.onmessage = (event) => {
    const line = document.createElement("li");
    line.textContent = JSON.parse(event.data);
    lines?.append(line);
  };
  source.addEventListener("end", () => {
    source.close();
    htmx.trigger(job, "ended");
  });
  source.onerror = () => source.close();
}

// Files that are dropped are the ones that are sent.
for (const form of document.querySelectorAll("[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    field.files = event.dataTransfer.files;
  });
}

// On a telephone the list of pages begins closed.
const menu = document.querySelector("details.menu");
if (menu && matchMedia("(max-width: 60rem)").matches) menu.open = false;
