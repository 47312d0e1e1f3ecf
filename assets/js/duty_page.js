// The form on the screen: one tap an item, what failed opens below it, and a bar that says how far
// one is and where the draft is.
(() => {
  const duty = window.nuancheng.duty;
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const itemOf = (node) => node.closest("[data-item]");
  let pad = null;

  // Whose page this is, and who is signed in now: a kept page is shown without asking the server.
  function stranger() {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?nuancheng-who=([^;]+)/);
    if (!found) return "not_signed_in";
    return found[1] === duty.told.owner ? "" : "other_account";
  }

  function drawItem(row) {
    const letter = duty.draft.body.answers[row.dataset.item];
    for (const button of all("[data-answer]", row)) {
      const on = button.dataset.answer === letter;
      button.classList.toggle("on", on);
      button.setAttribute("aria-checked", String(on));
    }
    row.classList.toggle("is-done", !!letter);
    row.classList.toggle("is-failed", letter === "f");
    duty.failed.draw(row, letter === "f");
  }

  function draw() {
    all("[data-item]").forEach(drawItem);
    drawSums();
    duty.statement.draw();
    const { signer } = duty.draft.body;
    const known = all('[name="signer"]').find((one) => one.value && one.value === signer);
    if (known) known.checked = true;
  }

  function drawSums() {
    const { words } = duty.handing;
    const { answers } = duty.draft.body;
    const items = Object.keys(duty.told.items);
    const count = (letter) => items.filter((item) => answers[item] === letter).length;
    const done = items.filter((item) => answers[item]).length;
    byId("duty-done").textContent = done + "/" + items.length;
    byId("duty-beam").style.width = (100 * done) / items.length + "%";
    byId("duty-beam").parentElement.setAttribute("aria-valuenow", String(done));
    byId("duty-next").textContent = done < items.length ? words("next") : words("sign");
    for (const section of all("[data-section]")) {
      const rows = all("[data-item]", section);
      const filled = rows.filter((row) => answers[row.dataset.item]).length;
      section.querySelector("[data-count]").textContent = filled + "/" + rows.length;
      const once = section.querySelector("[data-confirm]");
      if (once) once.disabled = filled === rows.length;
    }
    const [failed, skipped] = [count("f"), count("n")];
    byId("duty-sum").textContent =
      done < items.length
        ? words("missing", { n: items.length - done })
        : failed
          ? words("found", { n: failed })
          : words("zero", { n: items.length }) + (skipped ? words("zero_more", { n: skipped }) : "");
  }

  function onState(state, told = {}) {
    const { words, clock } = duty.handing;
    const at = clock(told.at_ms || duty.now());
    const where = byId("duty-state");
    where.textContent = words({ error: "waiting", refused: "not_taken" }[state] || state, { at });
    where.dataset.state = state;
    if (state === "waiting") duty.notes.say("network", "warn", words("offline"));
    else if (["synced", "delivered", "sending"].includes(state)) duty.notes.drop("network");
    if (state === "signed_out") onSignedOut();
  }

  function onSignedOut() {
    const { words } = duty.handing;
    duty.notes.say("session", "warn", words("signed_out"), [
      { text: words("sign_in"), href: "/sign-in?next=" + encodeURIComponent(duty.told.page) },
    ]);
  }

  function onQueued(waits) {
    duty.waits = waits;
    byId("duty-form").classList.toggle("is-queued", waits);
    for (const one of all("button, input, textarea, select", byId("duty-form"))) one.disabled = waits;
    if (waits) duty.notes.say("queued", "ok", duty.handing.words("queued"));
    else {
      duty.notes.drop("queued");
      draw();
    }
  }

  function onDelivered(told) {
    duty.ended = true;
    duty.waits = false;
    const { words, clock } = duty.handing;
    const text = words(told.state === "late" ? "late" : "delivered", { at: clock(told.submitted_ms) });
    for (const kind of ["queued", "network", "session", "refused"]) duty.notes.drop(kind);
    byId("duty-form").hidden = byId("duty-next").hidden = true;
    onState("delivered", { at_ms: told.submitted_ms });
    duty.notes.say("delivered", "ok", text, [
      { text: document.querySelector(".nc-duty__back").getAttribute("aria-label"), href: "/" },
    ]).scrollIntoView({ block: "center" });
    keepPage();
  }

  function signer() {
    const chosen = all('[name="signer"]').find((one) => one.checked);
    const other = document.querySelector('[name="signer_other"]');
    if (!chosen) return { name: "", standsInFor: "" };
    return { name: chosen.value || other.value.trim(), standsInFor: chosen.dataset.for || "" };
  }

  async function submit(event) {
    event.preventDefault();
    const wrong = byId("duty-wrong");
    const found = await duty.handing.problem(signer(), pad.signed() ? pad.path() : "");
    wrong.textContent = found ? found.text : "";
    if (!found) {
      duty.notes.drop("refused");
      await duty.handing.handIn(signer(), pad.path());
    } else {
      if (found.at) duty.statement.mark(found.at, found.text);
      const at = found.at || document.querySelector('[data-item="' + found.item + '"]');
      if (at) at.scrollIntoView({ block: "center" });
    }
  }

  const open = (within) => all("[data-item]", within).filter((row) => !duty.draft.body.answers[row.dataset.item]);

  // To the first item that is open, or to the signature: only when somebody asks for it.
  function next() {
    const [first] = open(document);
    (first || byId("duty-sign")).scrollIntoView({ block: first ? "center" : "start", behavior: "smooth" });
  }

  function listen() {
    const form = byId("duty-form");
    form.addEventListener("click", (event) => {
      const answer = event.target.closest("[data-answer]");
      const confirm = event.target.closest("[data-confirm]");
      if (!answer && !confirm) return;
      const rows = answer ? [itemOf(answer)] : open(confirm.closest("[data-section]"));
      const given = rows.map((row) => [row.dataset.item, answer ? answer.dataset.answer : row.dataset.once]);
      duty.tap(Object.fromEntries(given), !answer);
      rows.forEach(drawItem);
      drawSums();
    });
    form.addEventListener("change", (event) => {
      if (event.target.name !== "signer") return;
      document.querySelector('[name="signer_other"]').hidden = event.target.value !== "";
      duty.draft.body.signer = event.target.value;
      duty.changed();
    });
    form.addEventListener("submit", submit);
    byId("duty-next").addEventListener("click", next);
  }

  function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.ready
      .then((found) => {
        for (const path of [duty.told.page, ...duty.told.coming]) {
          if (found.active) found.active.postMessage({ keep: path });
        }
      })
      .catch(() => {});
  }

  // The network: how the duty stands, what another phone saved, what waits here.
  async function meet() {
    const who = stranger();
    if (duty.ended) return null;
    if (who) return shut(who);
    try {
      const standing = await self.nuanchengSend.standing(duty.draft);
      duty.skew = standing.now_ms - Date.now();
      duty.notes.clockDiffers(duty.skew);
      for (const kind of ["network", "session"]) duty.notes.drop(kind);
      remember(duty.skew);
      if (["done", "late"].includes(standing.state) && !(await duty.handing.queued())) {
        return duty.waits ? onDelivered(standing) : answered(standing);
      }
      await duty.reconcile(standing.draft);
      await duty.camera.sendWaiting();
      await duty.handing.flush();
      if (duty.waits && !(await duty.handing.queued())) return meet(); // the worker was faster
      if (!duty.ended) await duty.sync();
    } catch (error) {
      onState(error.state || "waiting");
    }
  }

  // It was handed in from another phone, or the answer to ours was lost.
  function answered({ submitted_by: by, submitted_ms: ms }) {
    duty.ended = true;
    byId("duty-form").hidden = byId("duty-next").hidden = true;
    duty.notes.say("delivered", "ok", duty.handing.words("answered", { by, at: duty.handing.clock(ms) }));
    keepPage();
  }

  // How far this phone's clock is off, for when there is no server to ask.
  function remember(skew) {
    try {
      localStorage.setItem("nc-skew", String(skew));
    } catch (error) {
      // asked again the next time
    }
  }

  function remembered() {
    try {
      return Number(localStorage.getItem("nc-skew")) || 0;
    } catch (error) {
      return 0;
    }
  }

  function shut(why) {
    byId("duty-form").hidden = true;
    const { words } = duty.handing;
    const sign = { text: words("sign_in"), href: "/sign-in?next=" + encodeURIComponent(duty.told.page) };
    duty.notes.say("account", "warn", words(why), why === "not_signed_in" ? [sign] : []);
  }

  async function start() {
    const told = JSON.parse(byId("duty-told").textContent);
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.register("/duty/worker.js").catch(() => {});
    }
    duty.told = told;
    duty.skew = remembered();
    if (!byId("duty-form")) return keepPage();
    if (stranger()) return shut(stranger());
    Object.assign(duty, {
      onState, onSignedOut, onQueued, onDelivered, onDraw: draw,
      onConflict: duty.notes.conflict,
      onRefused: duty.notes.refused,
      onTakenOver: (theirs) =>
        duty.notes.say("taken", "ok", duty.handing.words("taken_over", { by: theirs.by, at: duty.handing.clock(theirs.at_ms) })),
    });
    await duty.load(told);
    pad = duty.sign.start(byId("duty-pad"), byId("duty-clear"), () => {});
    duty.statement.start();
    listen();
    draw();
    keepPage();
    if (await duty.handing.queued()) onQueued(true);
    document.body.dataset.ready = "1";
    addEventListener("online", meet);
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data.sent) meet(); });
    }
    addEventListener("visibilitychange", () => { if (!document.hidden) meet(); });
    await meet();
    if (duty.now() > told.locks_ms) {
      duty.notes.say("old", "bad", duty.handing.words("old_page", { day: told.start }));
    }
  }

  addEventListener("DOMContentLoaded", start);
})();
