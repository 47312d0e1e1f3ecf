// Handing in: what is missing is said before anything is sent; a signed record is kept on the phone,
// sent when it can be, and its state is always said in words.
(() => {
  const store = self.nuanchengStore;
  const sender = self.nuanchengSend;
  const duty = window.nuancheng.duty;
  const PARTS = ["note", "measure", "owner", "due"];
  const AGAIN_MS = [4000, 15000, 60000];
  let tries = 0;
  let timer = null;

  const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const words = (name, values) => fill(duty.told.words[name] || name, values);

  function clock(ms) {
    return new Date(ms).toLocaleTimeString("zh-CN", {
      hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
    });
  }

  // What a failed item still lacks, by name.
  async function lacking(item) {
    const found = duty.draft.body.findings[item] || {};
    const missing = PARTS.filter((part) => !String(found[part] || "").trim());
    const photos = await duty.camera.of(item);
    if (!photos.some((one) => one.state !== "refused")) missing.unshift("photo");
    return missing;
  }

  // The first thing that stands against handing in: words, and where it is.
  async function problem(signer, signature) {
    const { answers } = duty.draft.body;
    const items = Object.keys(duty.told.items);
    const open = items.filter((item) => !answers[item]);
    if (open.length) return { text: words("missing", { n: open.length }), item: open[0] };
    for (const item of items.filter((one) => answers[one] === "f")) {
      const missing = await lacking(item);
      if (missing.length) {
        const what = missing.map((part) => words(part)).join("、");
        return { text: duty.told.items[item].split(" ")[0] + " " + words("finding_missing", { what }), item };
      }
    }
    const unsaid = duty.statement.missing();
    if (unsaid) return { text: words("unsaid", unsaid), at: unsaid.at };
    if (!signer.name) return { text: words("no_signer") };
    if (!signature) return { text: words("no_signature") };
    return null;
  }

  function record(signer, signature) {
    const { body, opened_ms } = duty.draft;
    return {
      version: duty.told.version,
      signer: signer.name,
      deputy_for: signer.standsInFor,
      answers: body.answers,
      findings: Object.entries(body.findings).map(([item, found]) => ({
        item, note: found.note || "", measure: found.measure || "", owner: found.owner || "", due: found.due || "",
      })),
      seconds: body.seconds,
      statement: body.statement,
      signature,
      opened_ms,
      client_ms: Date.now(),
      device: duty.device(),
    };
  }

  // Signed: kept first, so that neither a dead network nor a closed page loses it.
  async function handIn(signer, signature) {
    const { key, owner, kind, start } = duty.draft;
    const entry = { key, owner, kind, start, body: record(signer, signature), made_ms: Date.now() };
    await duty.keep();
    try {
      await store.put("queue", entry);
    } catch (error) {
      duty.storage = false; // sent from memory, as long as the page is open
      duty.onState("no_storage");
    }
    duty.onQueued(true);
    askWorker(owner);
    await flush();
  }

  // Where browsers offer it, the worker sends when the network is back and this page is closed.
  function askWorker(owner) {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.ready
      .then((found) => found.sync && found.sync.register("duty/" + owner))
      .catch(() => {});
  }

  async function flush() {
    clearTimeout(timer);
    const waiting = await store.all("queue", duty.told.owner + "/").catch(() => []);
    if (!waiting.length) return;
    const mine = waiting.some((one) => one.key === duty.draft.key);
    if (mine) duty.onState("sending");
    const ended = await sender.send(duty.told.owner);
    let again = false;
    for (const [key, { state, told }] of Object.entries(ended)) {
      again = again || ["waiting", "error"].includes(state);
      if (key === duty.draft.key) await tell(state, told);
    }
    if (mine && !duty.ended && !(duty.draft.key in ended)) duty.onState("waiting");
    if (again) timer = setTimeout(flush, AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
    else tries = 0;
  }

  async function tell(state, told) {
    if (duty.ended) return; // the worker was faster
    if (state === "delivered") {
      duty.onDelivered(told);
      return;
    }
    duty.onState(state === "error" ? "waiting" : state);
    if (["refused", "gone", "bad"].includes(state)) {
      duty.onQueued(false);
      duty.onRefused({ state, told });
    }
    if (state === "signed_out") duty.onSignedOut();
  }

  const queued = async () => !!(await store.get("queue", duty.draft.key).catch(() => null));

  duty.handing = { problem, handIn, flush, lacking, queued, words, clock };
})();
