// The draft of the form that is open: on the phone with every tap, on the server a little later, so
// that another phone or a deputy can go on. Nothing is overwritten in silence: what two phones have
// filled in differently is shown, and a person chooses.
(() => {
  const store = self.nuanchengStore;
  const sender = self.nuanchengSend;
  const SYNC_MS = 3000; // at most this often
  const SOON_MS = 300;
  const LETTERS = ["p", "f", "n"];
  const duty = (window.nuancheng.duty = {
    told: null, draft: null, skew: 0, storage: true, photos: {},
  });
  let timer = null;
  let synced = 0;
  let tapped = Date.now();
  let token = "";

  const now = () => Date.now() + duty.skew;

  function device() {
    try {
      let name = localStorage.getItem("nc-device");
      if (!/^[0-9a-f]{16}$/.test(name || "")) {
        name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) =>
          one.toString(16).padStart(2, "0")
        ).join("");
        localStorage.setItem("nc-device", name);
      }
      return name;
    } catch (error) {
      return "0000000000000000";
    }
  }

  const blank = () => ({ answers: {}, findings: {}, seconds: {}, statement: {}, signer: "" });

  // Only what this list asks: a draft may have been begun under another one.
  function fitting(body) {
    const found = { ...blank(), ...(body && typeof body === "object" ? body : {}) };
    const items = duty.told.items;
    const kept = (map, good) =>
      Object.fromEntries(Object.entries(map || {}).filter(([item, value]) => item in items && good(value)));
    found.answers = kept(found.answers, (value) => LETTERS.includes(value));
    found.findings = kept(found.findings, (value) => value && typeof value === "object");
    found.seconds = kept(found.seconds, (value) => value === null || Number.isInteger(value));
    return found;
  }

  function made(body, base) {
    const { owner, kind, start, version } = duty.told;
    const key = store.keyOf(owner, kind, start);
    return { key, owner, kind, start, version, base, dirty: false, opened_ms: Date.now(), body: fitting(body) };
  }

  async function load(told) {
    duty.told = told;
    let local = null;
    try {
      local = await store.get("drafts", store.keyOf(told.owner, told.kind, told.start));
    } catch (error) {
      duty.storage = false;
    }
    if (local) {
      duty.draft = { ...local, version: told.version, body: fitting(local.body) };
    } else if (told.draft && told.draft.device !== device()) {
      adopt(told.draft);
    } else {
      duty.draft = made(told.draft && told.draft.body, told.draft ? told.draft.revision : 0);
    }
    return duty.draft;
  }

  function adopt(theirs) {
    duty.draft = made(theirs.body, theirs.revision);
    duty.onTakenOver && duty.onTakenOver(theirs);
  }

  // What the server holds, compared with what this phone holds.
  async function reconcile(theirs) {
    const draft = duty.draft;
    if (!theirs || theirs.revision <= draft.base) return;
    if (theirs.device === device()) {
      draft.base = theirs.revision; // our own save, whose answer was lost
    } else if (!draft.dirty) {
      adopt(theirs);
      await keep();
      duty.onDraw();
    } else {
      duty.onConflict(theirs);
    }
  }

  async function choose(theirs, mine) {
    if (mine) {
      duty.draft.base = theirs.revision;
      duty.draft.dirty = true;
    } else {
      duty.draft = made(theirs.body, theirs.revision);
    }
    await keep();
    duty.onDraw();
    if (mine) await sync();
  }

  async function keep() {
    duty.draft.saved_ms = Date.now();
    try {
      await store.put("drafts", duty.draft);
    } catch (error) {
      duty.storage = false;
    }
  }

  // Something was filled in: kept here at once, and there soon.
  async function changed() {
    duty.draft.dirty = true;
    await keep();
    duty.onState(duty.storage ? "local" : "no_storage");
    plan();
  }

  function plan() {
    if (!timer) timer = setTimeout(sync, Math.max(SOON_MS, synced + SYNC_MS - Date.now()));
  }

  // Answers at once, in memory; the promise is of their being kept. `together`: confirmed with others.
  function tap(answers, together) {
    const { body } = duty.draft;
    const seconds = together ? null : Math.round((Date.now() - tapped) / 1000);
    tapped = Date.now();
    for (const [item, letter] of Object.entries(answers)) {
      if (!(item in body.seconds)) body.seconds[item] = seconds;
      body.answers[item] = letter;
      if (letter === "f" && !body.findings[item]) body.findings[item] = {};
      if (letter !== "f") delete body.findings[item];
    }
    return changed();
  }

  async function post() {
    const draft = duty.draft;
    const body = { owner: draft.owner, device: device(), base: draft.base, body: draft.body };
    const known = token || window.nuancheng.formHeaders()["X-CSRFToken"] || "";
    const answer = await sender.posted(sender.address(draft) + "/draft", known, body);
    if (answer.status !== 403) return answer;
    token = (await sender.standing(draft)).token; // the session is another one by now
    return sender.posted(sender.address(draft) + "/draft", token, body);
  }

  async function sync() {
    clearTimeout(timer);
    timer = null;
    const draft = duty.draft;
    if (!draft || !draft.dirty || duty.ended || duty.conflicted) return;
    const sent = JSON.stringify(draft.body);
    synced = Date.now();
    try {
      const { ok, status, told } = await post();
      if (ok) {
        draft.base = told.revision;
        draft.dirty = JSON.stringify(draft.body) !== sent;
        await keep();
        duty.onState(draft.dirty ? "local" : "synced", { at_ms: told.at_ms });
        if (draft.dirty) plan();
      } else if (status === 409 && told.draft) {
        duty.onConflict(told.draft);
      } else {
        duty.onRefused({ state: status === 404 ? "gone" : status === 409 ? "refused" : "bad", told });
      }
    } catch (error) {
      duty.onState(error.state || "waiting");
    }
  }

  Object.assign(duty, { load, reconcile, choose, changed, keep, tap, sync, device, now });
})();
