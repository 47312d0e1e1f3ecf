// The words of the weekly report and the monthly minutes: fields named as the server names them, and
// rows of measures or resolutions.
(() => {
  const duty = window.nuancheng.duty;
  const ROWS = 20;
  const box = () => document.getElementById("duty-statement");
  const all = (selector, within) => Array.from(within.querySelectorAll(selector));
  const words = () => duty.draft.body.statement || (duty.draft.body.statement = {});

  function get(name) {
    return name.split(".").reduce((found, key) => (found || {})[key], words());
  }

  function set(name, value) {
    const keys = name.split(".");
    const last = keys.pop();
    let place = words();
    for (const key of keys) place = place[key] || (place[key] = {});
    place[last] = value;
    duty.changed();
  }

  function stepsOf(list) {
    const { steps } = list.dataset;
    if (!Array.isArray(words()[steps])) words()[steps] = [];
    return words()[steps];
  }

  function addRow(list, step) {
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    for (const field of all("[data-step]", row)) field.value = step[field.dataset.step] || "";
    list.querySelector("ol").append(row);
  }

  function drawRows(list) {
    list.querySelector("ol").textContent = "";
    for (const step of stepsOf(list)) addRow(list, step);
  }

  function draw() {
    if (!box()) return;
    for (const field of all("[data-field]", box())) field.value = get(field.dataset.field) || "";
    for (const choice of all("[data-choice]", box())) {
      for (const button of all("button", choice)) {
        const on = button.value === get(choice.dataset.choice);
        button.classList.toggle("on", on);
        button.setAttribute("aria-checked", String(on));
      }
    }
    for (const list of all("[data-steps]", box())) drawRows(list);
  }

  // What the server did not take, at its field.
  function wrong(fields) {
    if (!box()) return;
    for (const where of all("[data-error], [data-step-error]", box())) where.textContent = "";
    for (const [name, text] of Object.entries(fields)) {
      const [list, place] = name.split(".");
      const row = place && all('[data-steps="' + list + '"] li', box())[place];
      const found =
        (row && row.querySelector("[data-step-error]")) ||
        box().querySelector('[data-error="' + name + '"]') ||
        box().querySelector('[data-error="' + list + '"]');
      if (found) found.textContent = text;
    }
  }

  function mark(at, text) {
    wrong({});
    at.querySelector(".nc-error-text").textContent = text;
  }

  function lacks(needed) {
    const [field] = all("[data-field]", needed);
    const [choice] = all("[data-choice]", needed);
    if (needed.dataset.steps) return !stepsOf(needed).length;
    if (needed.matches("li")) return all("[data-step]", needed).some((one) => !one.value.trim());
    return choice ? !get(choice.dataset.choice) : !field.value.trim();
  }

  // The first thing that has to be said and is not: what it is called, and where it is.
  function missing() {
    const at = box() && all("[data-needed], [data-steps] li", box()).find(lacks);
    if (!at) return null;
    const named = (at.closest("[data-steps]") || at).querySelector("legend, span");
    return { at, what: named.textContent.replace("*", "").trim() };
  }

  function start() {
    if (!box()) return;
    box().addEventListener("input", (event) => {
      const { field, step } = event.target.dataset;
      if (field) set(field, event.target.value);
      if (!step) return;
      const list = event.target.closest("[data-steps]");
      const place = all("li", list).indexOf(event.target.closest("li"));
      stepsOf(list)[place][step] = event.target.value;
      duty.changed();
    });
    box().addEventListener("click", (event) => {
      const list = event.target.closest("[data-steps]");
      const choice = event.target.closest("[data-choice] button");
      if (choice) {
        set(choice.closest("[data-choice]").dataset.choice, choice.value);
        draw();
      } else if (list && event.target.closest("[data-add]") && stepsOf(list).length < ROWS) {
        stepsOf(list).push({});
        addRow(list, {});
        duty.changed();
      } else if (list && event.target.closest("[data-drop]")) {
        const place = all("li", list).indexOf(event.target.closest("li"));
        stepsOf(list).splice(place, 1);
        drawRows(list);
        duty.changed();
      }
    });
  }

  duty.statement = { start, draw, wrong, missing, mark };
})();
