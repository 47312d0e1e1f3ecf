// Forms of the register: a draft is kept in this tab while somebody types, and leaving is asked.
(() => {
  let dirty = false;

  const place = (known) => "nc-draft:" + known.key;
  const same = (one, other) => JSON.stringify(one || "") === JSON.stringify(other || "");
  const plain = (value) => (Array.isArray(value) && !value.length ? "" : value);

  function kept(known) {
    try {
      return JSON.parse(sessionStorage.getItem(place(known))) || null;
    } catch {
      return null;
    }
  }

  function keep(known, draft) {
    try {
      if (draft) sessionStorage.setItem(place(known), JSON.stringify(draft));
      else sessionStorage.removeItem(place(known));
    } catch {
      // A browser without storage keeps no draft; the form itself still works.
    }
  }

  // A form has been drawn: put the draft of this tab back into it, unless the server filled it.
  function restore(known, ids) {
    const none = window.dash_clientside.no_update;
    const draft = known ? kept(known) : null;
    if (known && known.saved) keep(known, null);
    return ids.map((id) => {
      if (!draft || known.saved || known.filled) return none;
      return id.name in draft.values ? draft.values[id.name] : none;
    });
  }

  // Somebody has typed: what differs from what was there is the draft.
  function typed(values, ids, known, words) {
    if (!known || !known.base) return "";
    const changed = {};
    let any = false;
    ids.forEach((id, at) => {
      const base = known.base[id.name];
      if (same(plain(values[at]), plain(base))) return;
      any = true;
      if (!known.keptOut.includes(id.name)) changed[id.name] = values[at];
    });
    dirty = any;
    const old = kept(known);
    const version = old && !known.filled ? old.version : known.version;
    keep(known, any ? { version, values: changed } : null);
    if (!any) return "";
    return version === known.version ? words.dirty : words.older;
  }

  function discard(_clicks, ids, known) {
    keep(known, null);
    return ids.map((id) => (id.name in known.base ? known.base[id.name] : ""));
  }

  // Take the better point that the server offers.
  function take(clicks, ids) {
    const chosen = window.dash_clientside.callback_context.triggered_id;
    const none = window.dash_clientside.no_update;
    if (!chosen || !clicks.some(Boolean)) return ids.map(() => none);
    return ids.map((id) => {
      if (id.name === "lon" || id.name === "lat") return chosen[id.name];
      return id.name === "datum" ? "wgs84" : none;
    });
  }

  window.addEventListener("beforeunload", (event) => {
    if (dirty && document.getElementById("record-dirty")) event.preventDefault();
  });

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    record: { restore, typed, discard, take },
  });
})();
