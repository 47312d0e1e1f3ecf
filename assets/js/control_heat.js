// The heat calendar as a grid: one stop for the Tab key, arrows between its cells, and a switch that
// shows the numbers behind the colours, which this browser remembers.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const KEY = "nc-heat-numbers";
  const place = () => document.getElementById("control-heat");
  const GRID = "#control-heat [role=grid]";
  let at = [0, 0];
  let held = null; // the cell with the keyboard, even when a refresh has taken it away
  let fromEnd = 0; // how far somebody has scrolled away from today, pixels

  const grid = () => [...document.querySelectorAll("#control-heat [role=row]")]
    .map((row) => [...row.querySelectorAll("a[role=gridcell]")]);

  function stop(cells) {
    const row = cells[Math.min(at[0], cells.length - 1)] || [];
    const chosen = document.querySelector("#control-heat a.is-on");
    cells.flat().forEach((cell) => { cell.tabIndex = -1; });
    const one = chosen || row[Math.min(at[1], row.length - 1)];
    if (!one) return;
    one.tabIndex = 0;
    if (held && !held.isConnected && document.activeElement === document.body) {
      one.focus({ preventScroll: true });
    }
  }

  function placeOf(cell, cells) {
    const row = cells.findIndex((one) => one.includes(cell));
    return [row, row < 0 ? -1 : cells[row].indexOf(cell)];
  }

  function move(event) {
    const cell = event.target instanceof Element && event.target.closest("#control-heat a[role=gridcell]");
    const steps = {
      ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
      Home: [0, -1000], End: [0, 1000],
    };
    const step = steps[event.key];
    if (!cell || !step || event.metaKey || event.ctrlKey || event.altKey) return;
    const cells = grid();
    const [row, column] = placeOf(cell, cells);
    if (row < 0) return;
    const within = (n, most) => Math.max(0, Math.min(most, n));
    const to = within(row + step[0], cells.length - 1);
    at = [to, within(column + step[1], cells[to].length - 1)];
    cell.tabIndex = -1;
    const next = cells[at[0]][at[1]];
    next.tabIndex = 0;
    next.focus();
    event.preventDefault();
  }

  function shown() {
    try {
      return localStorage.getItem(KEY) === "1";
    } catch {
      return false; // a browser without storage starts with colours each time
    }
  }

  function numbers(on) {
    if (!place()) return;
    place().classList.toggle("is-numbers", on);
    const button = place().querySelector("[data-numbers]");
    if (button) button.setAttribute("aria-pressed", String(on));
  }

  // Where it is wider than the screen, today stands at its right end until somebody looks elsewhere.
  let scrolled = null;
  function newest() {
    const table = document.querySelector(GRID);
    if (!table || table === scrolled) return;
    scrolled = table;
    table.scrollLeft = table.scrollWidth - table.clientWidth - fromEnd;
  }

  function settle() {
    numbers(shown());
    stop(grid());
    newest();
  }

  document.addEventListener("keydown", move);
  document.addEventListener("focusin", (event) => {
    held = event.target.closest("#control-heat a[role=gridcell]");
    if (held) at = placeOf(held, grid());
  });
  document.addEventListener("scroll", (event) => {
    const table = event.target;
    if (!(table instanceof Element) || !table.matches(GRID)) return;
    fromEnd = table.scrollWidth - table.clientWidth - table.scrollLeft;
  }, { capture: true, passive: true });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("#control-heat [data-numbers]");
    if (!button) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    try {
      localStorage.setItem(KEY, on ? "1" : "0");
    } catch {
      // then it holds for this screen only
    }
    numbers(on);
  });
  nc.heat = { settle };
})();
