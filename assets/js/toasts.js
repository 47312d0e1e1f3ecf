// Short messages at the edge of the screen: at most three, each goes by itself, none is lost while
// it is read. `window.nuancheng.say(text, kind, action)`; callbacks use components/toast.py.
(() => {
  const MOST = 3;
  const STAYS_MS = { ok: 5000, info: 7000, undo: 10000, error: 15000 };
  const MARKS = { ok: "✓", info: "i", error: "!" };

  function say(text, kind = "error", action = null) {
    const place = document.getElementById("shell-toasts");
    if (!place || !text) return;
    for (const shown of place.children) if (shown.dataset.text === text) shown.remove();
    while (place.children.length >= MOST) place.firstChild.remove();
    const toast = made(String(text), kind in MARKS ? kind : "error", action);
    place.append(toast);
    expire(toast, STAYS_MS[action ? "undo" : toast.dataset.kind]);
  }

  function made(text, kind, action) {
    const toast = document.createElement("div");
    toast.className = `nc-toast nc-toast--${kind}`;
    toast.dataset.text = text;
    toast.dataset.kind = kind;
    toast.setAttribute("role", kind === "error" ? "alert" : "status");
    const mark = document.createElement("i");
    mark.textContent = MARKS[kind];
    mark.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.textContent = text;
    toast.append(mark, words);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "nc-linkbtn";
      button.textContent = action.words;
      button.addEventListener("click", () => { toast.remove(); action.press(); });
      toast.append(button);
    }
    toast.append(closer(toast));
    return toast;
  }

  function closer(toast) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "nc-iconbtn";
    close.textContent = "×";
    close.setAttribute("aria-label", window.nuancheng.words ? window.nuancheng.words.close : "×");
    close.addEventListener("click", () => toast.remove());
    return close;
  }

  // The time stands still while the pointer or the focus rests on it.
  function expire(toast, ms) {
    let timer = 0;
    const run = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), ms); };
    const hold = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("pointerleave", run);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("focusout", run);
    run();
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
