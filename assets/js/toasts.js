// Short messages at the edge of the screen, three at most. A plain one goes by itself, one with a way
// back after its whole time, an error when somebody closes it. What finds no place: the oldest plain
// one goes; where there is none, the oldest error gives way, is counted, and comes back when there is
// room. `window.nuancheng.say(text, kind, action)`; callbacks use components/toast.py.
(() => {
  const MOST = 3;
  const MOST_WAITING = 20; // a screen stays open for weeks: of older ones only the number is kept
  const STAYS_MS = { ok: 5000, info: 7000, undo: 10000 };
  const MARKS = { ok: "✓", info: "i", error: "!" };
  const timers = new Map();
  let watched = null;
  let pointed = false; // the pointer rests on a message
  let cameFrom = null; // what had the focus before a message
  let waiting = []; // errors that gave way, oldest first
  let forgotten = 0;
  let more = null;

  const words = (name) => (window.nuancheng.words || {})[name] || "";
  const shown = () => [...watched.children].filter((one) => one !== more);
  const isError = (toast) => toast.dataset.kind === "error";

  function say(text, kind = "error", action = null) {
    const place = document.getElementById("shell-toasts");
    if (!place || !text) return;
    if (watched !== place) watch(place);
    waiting = waiting.filter((one) => one.dataset.text !== String(text));
    for (const one of shown()) if (one.dataset.text === String(text)) take(one);
    const toast = made(String(text), kind in MARKS ? kind : "error", action);
    place.append(toast);
    makeRoom(toast);
    settle();
    run();
  }

  function made(text, kind, action) {
    const toast = document.createElement("div");
    toast.className = `nc-toast nc-toast--${kind}`;
    toast.dataset.text = text;
    toast.dataset.kind = kind;
    if (kind !== "error") toast.dataset.stays = action ? "undo" : kind;
    toast.setAttribute("role", kind === "error" ? "alert" : "status");
    const mark = document.createElement("i");
    mark.textContent = MARKS[kind];
    mark.setAttribute("aria-hidden", "true");
    const said = document.createElement("span");
    said.textContent = text;
    toast.append(mark, said);
    if (action) toast.append(button("nc-linkbtn", action.words, () => { close(toast); action.press(); }));
    const closer = button("nc-iconbtn", "×", () => close(toast));
    closer.setAttribute("aria-label", words("close") || "×");
    toast.append(closer);
    return toast;
  }

  function button(className, face, press) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = className;
    one.textContent = face;
    one.addEventListener("click", press);
    return one;
  }

  // ── who stays ────────────────────────────────────────────────────────────────────────────────
  function makeRoom(newest) {
    while (shown().length > MOST) {
      const free = shown().filter((one) => one !== newest && !one.matches(":hover, :focus-within"));
      const plain = free.find((one) => !isError(one) && one.dataset.stays !== "undo");
      const gives = plain || free.find(isError);
      if (!gives) return;
      take(gives);
      if (gives !== plain) waiting.push(gives);
    }
    while (waiting.length > MOST_WAITING) {
      waiting.shift();
      forgotten += 1;
    }
  }

  function take(toast) {
    clearTimeout(timers.get(toast));
    timers.delete(toast);
    if (toast.matches(":hover")) pointed = false; // nothing says that it left what is gone
    toast.remove();
  }

  function close(toast) {
    const active = document.activeElement;
    const held = toast.contains(active);
    const byKeys = held && active.matches(":focus-visible");
    take(toast);
    settle();
    if (held) leave(byKeys);
    run();
  }

  // Somebody at the keys goes on to the next message, somebody with a mouse back to the work.
  function leave(byKeys) {
    const next = byKeys && watched.querySelector(".nc-toast:last-child .nc-iconbtn");
    const work = cameFrom && cameFrom.isConnected ? cameFrom : document.getElementById("nc-main");
    (next || work).focus({ preventScroll: true });
    cameFrom = work; // a message that is gone is no place to come from
  }

  function settle() {
    while (waiting.length && shown().length < MOST) watched.prepend(waiting.pop());
    const number = waiting.length + forgotten;
    if (!number) {
      if (more) more.remove();
      more = null;
      return;
    }
    if (!more) {
      more = document.createElement("div");
      more.className = "nc-toast nc-toast--more";
      more.append(document.createElement("span"), button("nc-linkbtn", words("closeAll"), closeErrors));
    }
    more.firstChild.textContent = words("more").replace("{n}", number);
    if (watched.firstChild !== more) watched.prepend(more);
  }

  function closeErrors() {
    waiting = [];
    forgotten = 0;
    const held = more.contains(document.activeElement);
    shown().filter(isError).forEach(take);
    pointed = false;
    settle();
    if (held) leave(false);
    run();
  }

  // ── time: it stands still while the pointer or the focus rests on any of them ─────────────────
  function run() {
    if (pointed || watched.contains(document.activeElement)) return;
    for (const toast of shown()) {
      const ms = STAYS_MS[toast.dataset.stays];
      if (ms && !timers.has(toast)) timers.set(toast, setTimeout(() => close(toast), ms));
    }
  }

  function hold() {
    timers.forEach((timer) => clearTimeout(timer));
    timers.clear();
  }

  function watch(place) {
    watched = place;
    const within = (event) => place.contains(event.relatedTarget);
    place.addEventListener("pointerover", () => { pointed = true; hold(); });
    place.addEventListener("pointerout", (event) => {
      if (within(event)) return;
      pointed = false;
      run();
    });
    place.addEventListener("focusin", (event) => {
      if (!within(event)) cameFrom = event.relatedTarget;
      hold();
    });
    place.addEventListener("focusout", (event) => { if (!within(event)) setTimeout(run); });
  }

  function hear(told) {
    if (told && told.text) {
      const undo = told.undo && {
        words: told.undo.words,
        press: () => window.dash_clientside.set_props(told.undo.store, {
          data: { ...told.undo.data, pressed: Date.now() },
        }),
      };
      say(told.text, told.kind, undo);
    }
    return window.dash_clientside.no_update;
  }

  window.nuancheng = Object.assign(window.nuancheng || {}, { say });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { toasts: { hear } });
})();
