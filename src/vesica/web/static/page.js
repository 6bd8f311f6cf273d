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

// Sliders that answer: the address is the state, the answer is fetched for it.
for (const form of document.querySelectorAll("form[data-live]")) {
  const place = document.querySelector(form.dataset.live);
  let wait, asked = 0;
  form.addEventListener("input", (event) => {
    const said = form.querySelector(`output[for="${event.target.id}"]`);
    if (said) said.textContent = event.target.value;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const turn = ++asked;
      const moved = [...new FormData(form)].filter(([name, value]) => form.elements[name].dataset.usual !== value);
      const address = `${form.getAttribute("action")}?${new URLSearchParams(moved)}`;
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (turn !== asked || !answer.ok) return;
      place.innerHTML = await answer.text();
      place.dataset.answered = String(turn);
      history.replaceState(null, "", address);
    }, 120);
  });
}

// What a budget could do: between two budgets of the frontier, a straight line.
for (const slide of document.querySelectorAll("[data-frontier]")) {
  const points = JSON.parse(slide.dataset.frontier);
  const range = slide.querySelector("input"), said = slide.querySelector("output");
  const field = slide.closest("form").querySelector("input[name=budget]");
  const at = (budget) => {
    const k = Math.max(1, points.findIndex(([b]) => b >= budget));
    const [b0, y0] = points[k - 1], [b1, y1] = points[k];
    return y0 + ((budget - b0) / (b1 - b0)) * (y1 - y0);
  };
  const tell = () => {
    const budget = Number(range.value);
    said.textContent = `${budget.toLocaleString("en")}: about ${at(budget).toPrecision(2)} new bridges by choice, by the curve above.`;
  };
  range.addEventListener("input", () => { field.value = range.value; tell(); });
  if (points.length > 1) tell();
}

// A brush over the points: what is dragged over is written into the form, and sent.
for (const plot of document.querySelectorAll("[data-brush]")) {
  const form = document.querySelector(plot.dataset.brush), reach = Number(plot.dataset.reach);
  const ground = plot.querySelector(".ground"), box = plot.querySelector(".brush");
  const side = ground.width.baseVal.value;
  const where = (event) => {
    const to = new DOMPoint(event.clientX, event.clientY).matrixTransform(plot.getScreenCTM().inverse());
    return [to.x, to.y].map((v) => Math.min(Math.max(v, 0), side));
  };
  let from;
  const draw = (to) => {
    const [x, y] = [0, 1].map((k) => Math.min(from[k], to[k]));
    const [w, h] = [0, 1].map((k) => Math.abs(from[k] - to[k]));
    for (const [name, value] of Object.entries({ x, y, width: w, height: h })) box.setAttribute(name, value);
    box.setAttribute("visibility", "visible");
    return [x, y, w, h];
  };
  plot.addEventListener("pointerdown", (event) => { from = where(event); plot.setPointerCapture(event.pointerId); });
  plot.addEventListener("pointermove", (event) => { if (from) draw(where(event)); });
  plot.addEventListener("pointerup", (event) => {
    const [x, y, w, h] = draw(where(event));
    from = undefined;
    if (w < 8 || h < 8) return box.setAttribute("visibility", "hidden");
    const score = (v) => ((v / side) * 2 * reach - reach).toFixed(1);
    form.elements.e0.value = score(x);
    form.elements.e1.value = score(x + w);
    form.elements.i0.value = score(side - y - h);
    form.elements.i1.value = score(side - y);
    form.requestSubmit();
  });
}
