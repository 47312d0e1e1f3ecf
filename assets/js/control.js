// The control board: rows that are ticked and the record that is open belong to the reader, so they
// are kept here, and no refresh of the list or the record takes them away.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const NARROW = "(max-width: 1279px)";
  const byId = (id) => document.getElementById(id);
  const tell = (id, data) => window.dash_clientside.set_props(id, { data });
  const narrow = () => matchMedia(NARROW).matches;
  let ticked = new Set(); // ids of establishments, of the list that is shown
  let every = false; // all of the list, on other pages too
  let open = null; // {establishment, day} of the record, as in its store
  let kept = null; // where the board stood when a link on it was pressed

  // ── what is ticked ───────────────────────────────────────────────────────────────────────────
  const boxes = () => [...document.querySelectorAll(".nc-over [data-tick]")];
  const rowsShown = () => boxes().map((box) => box.dataset.tick).filter((one) => one !== "all");

  function paint() {
    const over = byId("control-over");
    if (!over) return;
    const rows = rowsShown();
    const all = rows.length > 0 && rows.every((one) => ticked.has(one));
    for (const box of boxes()) {
      const on = box.dataset.tick === "all" ? all : ticked.has(box.dataset.tick);
      box.setAttribute("aria-checked", String(on));
    }
    for (const row of over.querySelectorAll("tr[data-shop]")) {
      const same = Boolean(open) && row.dataset.shop === open.establishment;
      row.classList.toggle("is-sel", same && (!open.day || row.dataset.start === open.day));
    }
    const total = Number((over.querySelector("[data-total]") || { dataset: {} }).dataset.total || 0);
    const n = every ? total : ticked.size;
    for (const button of over.querySelectorAll(".nc-over__a [data-act]")) {
      button.disabled = n === 0;
      button.querySelector("[data-count]").textContent = n ? n.toLocaleString("en") : "";
    }
    const more = over.querySelector("[data-every]");
    if (more) {
      more.hidden = every || !all || total <= rows.length;
      more.textContent = more.dataset.every.replace("{n}", total.toLocaleString("en"));
    }
  }

  function tick(of) {
    const rows = rowsShown();
    every = false;
    if (of === "all") {
      const all = rows.every((one) => ticked.has(one));
      rows.forEach((one) => (all ? ticked.delete(one) : ticked.add(one)));
    } else if (!ticked.delete(of)) ticked.add(of);
    paint();
  }

  // ── the record beside ────────────────────────────────────────────────────────────────────────
  function address(pick) {
    const query = new URLSearchParams(location.search);
    query.delete("day");
    query.set("establishment", pick ? pick.establishment : "none");
    if (pick && pick.day) query.set("day", pick.day);
    return `${location.pathname}?${query}`;
  }

  // The first record that somebody opens is a step that 后退 takes back; further ones replace it.
  function choose(pick) {
    const step = /[?&]establishment=/.test(location.search) ? "replaceState" : "pushState";
    history[step](history.state, "", address(pick));
    tell("control-chosen", pick || { establishment: "none", day: null });
    byId("control-body").classList.toggle("is-closed", !pick);
    byId("control-panel").classList.toggle("is-asked", Boolean(pick));
    if (pick && narrow()) byId("control-panel").focus();
  }

  function close() {
    const row = document.querySelector(".nc-over tr.is-sel .nc-rowbtn");
    choose(null);
    if (row) row.focus();
  }

  function print() {
    document.documentElement.dataset.paper = "record";
    addEventListener("afterprint", () => delete document.documentElement.dataset.paper, { once: true });
    window.print();
  }

  function act(button) {
    const name = button.dataset.act;
    if (name === "close") return close();
    if (name === "print") return print();
    const ids = button.dataset.of ? [Number(button.dataset.of)] : [...ticked].map(Number);
    const all = every && !button.dataset.of;
    return tell("control-act", {
      act: name, ids, all, start: button.dataset.start || null, asked: Date.now(),
    });
  }

  // ── pressing ─────────────────────────────────────────────────────────────────────────────────
  const plain = (event) => !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

  function press(event) {
    const at = event.target instanceof Element ? event.target : null;
    document.querySelectorAll(".nc-fold[open]").forEach((fold) => {
      if (!at || !fold.contains(at)) fold.open = false;
    });
    if (!at || !at.closest("#control-body")) return;
    const link = at.closest("a[href^='/control']");
    if (link && plain(event)) {
      keep(link);
      if (link.matches("[role=gridcell]")) { // a plain link, because it has a place in a grid
        event.preventDefault();
        nc.go(link.getAttribute("href"));
      }
      return;
    }
    const box = at.closest("[data-tick]");
    if (box) return void tick(box.dataset.tick);
    const again = at.closest("[data-again]");
    if (again) return void tell("control-again", Date.now());
    const button = at.closest("[data-act]");
    if (button) return void act(button);
    const more = at.closest("[data-every]");
    if (more) {
      every = true;
      return void paint();
    }
    const day = at.closest("[data-day]");
    if (day && open) return void choose({ establishment: open.establishment, day: day.dataset.day });
    const row = at.closest("tr[data-shop]");
    if (row) {
      const start = row.closest("[data-start]").dataset.start; // its own, or that of all
      choose({ establishment: row.dataset.shop, day: start });
    }
  }

  // A link on the board leads to the board again: it stands where it stood, or at its list.
  function keep(link) {
    const board = document.querySelector(".nc-control");
    if (!board) return;
    const toList = Boolean(link.closest(".nc-heat [role=row], .nc-period dl, .nc-period footer, .nc-over"));
    kept = { top: board.scrollTop, page: window.scrollY, toList: toList && !link.closest(".nc-over") };
  }

  function stand() {
    const board = document.querySelector(".nc-control");
    if (!kept || !board) return;
    board.scrollTop = kept.top;
    window.scrollTo(0, kept.page);
    const over = kept.toList && byId("control-over");
    if (over) {
      over.scrollIntoView({ block: "nearest" });
      const tab = over.querySelector(".nc-tabs .on");
      if (tab) tab.focus({ preventScroll: true });
    }
    kept = null;
  }

  // ── drawn ────────────────────────────────────────────────────────────────────────────────────
  let drawnFor = null;
  function settle(asked, chosen, _list, emptied, _heat) {
    const list = JSON.stringify(asked || {});
    const { triggered } = window.dash_clientside.callback_context; // one call may tell of several
    if (drawnFor !== list || triggered.some((one) => one.prop_id === "control-ticked.data")) {
      ticked = new Set((emptied || []).map(String));
      every = false;
    }
    drawnFor = list;
    open = chosen && chosen.establishment !== "none" ? chosen : null;
    requestAnimationFrame(() => {
      paint();
      if (nc.heat) nc.heat.settle();
      stand();
    });
    return window.dash_clientside.no_update;
  }

  document.addEventListener("click", press);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const fold = document.querySelector(".nc-fold[open]");
    if (fold) {
      fold.open = false;
      fold.querySelector("summary").focus();
    } else if (byId("control-panel") && byId("control-panel").contains(event.target)) close();
  });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    control: { settle, close: () => true },
  });
})();
