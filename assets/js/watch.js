// What goes on behind the screen: the network, the server, the end of the session, a newer edition
// of the program. Nothing here ever throws away what somebody has typed.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const STALE = ["offline", "lost", "old"];
  const WARN_S = 120;
  const RECHECK_MS = 10000;
  const LONGEST_TIMER_MS = 3600000;
  const DRAFTS = "nc-drafts";
  const LONGEST_DRAFT = 5000;
  let words = null;
  let edition = "";
  let state = "";
  let dismissed = "";
  let missed = false;
  let old = false;
  let shownTime = "";
  let timer = 0;
  let ticker = 0;
  let endsAt = 0;

  const byId = (id) => document.getElementById(id);

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function button(text, primary, press) {
    const made_ = made("button", primary ? "nc-btn nc-btn--primary nc-btn--sm" : "nc-btn nc-btn--sm", text);
    made_.type = "button";
    made_.addEventListener("click", press);
    return made_;
  }

  // ── the strip below the top bar ──────────────────────────────────────────────────────────────
  function strip(next, text, buttons = []) {
    const place = byId("shell-strip");
    if (!place) return;
    const key = next + text;
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    state = next;
    place.hidden = !next;
    place.className = `nc-strip is-${next || "gone"}`;
    place.replaceChildren(made("i"), made("span", "", text), ...buttons);
    // Said once, by the strip; the figures of the page only stop looking live.
    byId("nc-main").classList.toggle("is-stale", STALE.includes(next));
  }

  function judge() {
    const time = shownTime || "–";
    if (!navigator.onLine) strip("offline", words.offline.replace("{time}", time));
    else if (state === "offline" || state === "lost") return; // until the server has answered
    else if (old) strip("old", words.old.replace("{time}", time));
    else if (edition && nc.newest && nc.newest !== edition && dismissed !== nc.newest) renew();
    else strip("", "");
  }

  // Nobody is at a wall: it takes the new edition by itself. A person is asked.
  function renew() {
    if (document.documentElement.dataset.nc === "wall") {
      location.reload();
      return;
    }
    strip("renewed", words.renewed, [
      button(words.reload, true, () => location.reload()),
      button(words.later, false, () => { dismissed = nc.newest; judge(); }),
    ]);
  }

  nc.contact = (news) => {
    shownTime = news.shown;
    if (!words) return;
    edition = edition || nc.edition;
    nc.newest = news.edition;
    old = news.old;
    const was = state;
    if (navigator.onLine && (was === "offline" || was === "lost")) {
      strip("", "");
      nc.say(words.back, "ok");
    }
    if (missed || was === "offline" || was === "lost") {
      missed = false;
      dispatchEvent(new CustomEvent("nc-contact"));
    }
    judge();
  };

  nc.silent = () => {
    if (!words) return;
    const text = navigator.onLine ? words.unreachable : words.offline;
    strip(navigator.onLine ? "lost" : "offline", text.replace("{time}", shownTime || "–"));
  };

  nc.missed = () => { missed = true; };

  // ── the end of the session ───────────────────────────────────────────────────────────────────
  async function check() {
    clearTimeout(timer);
    try {
      const answer = await fetch("/live/session", { headers: { Accept: "application/json" } });
      if (answer.status === 401) { nc.toSignIn(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const { leftS } = await answer.json();
      if (leftS <= WARN_S) warn(leftS);
      else {
        hush();
        timer = setTimeout(check, Math.min((leftS - WARN_S + 1) * 1000, LONGEST_TIMER_MS));
      }
    } catch {
      timer = setTimeout(check, RECHECK_MS);
    }
  }

  function warn(leftS) {
    endsAt = Date.now() + leftS * 1000;
    const veil = byId("shell-session");
    if (veil.hidden) build(veil, words.endingText);
    veil.hidden = false;
    clearInterval(ticker);
    ticker = setInterval(count, 1000);
    count();
    timer = setTimeout(check, RECHECK_MS); // another tab may have been used meanwhile
  }

  function count() {
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    const clock = byId("shell-left");
    const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (clock) clock.textContent = shown;
    if (left === 0) { clearInterval(ticker); check(); }
  }

  function hush() {
    clearInterval(ticker);
    byId("shell-session").hidden = true;
  }

  async function stay() {
    try {
      await fetch("/live/active", { method: "POST", headers: nc.formHeaders() });
      const answer = await fetch("/live/session", { headers: { Accept: "application/json" } });
      const { leftS } = await answer.json();
      if (leftS <= WARN_S) build(byId("shell-session"), words.endingFirm);
    } catch {
      // the next check tells
    }
    check();
  }

  function build(veil, text) {
    const box = made("div", "nc-dialog nc-ending");
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-labelledby", "shell-ending");
    const head = made("header", "nc-dialog__head");
    const name = made("h2", "", words.ending);
    name.id = "shell-ending";
    head.append(name);
    const body = made("div", "nc-dialog__body");
    const line = made("p");
    const [before, after] = text.split("{time}");
    const clock = made("b", "nc-num");
    clock.id = "shell-left";
    line.append(before, clock, after || "");
    body.append(line);
    const foot = made("footer", "nc-dialog__foot");
    const on = button(words.stay, true, text === words.endingFirm ? () => { byId("shell-session").hidden = true; } : stay);
    on.dataset.first = "";
    on.id = "shell-stay";
    foot.append(on);
    box.append(head, body, foot);
    veil.replaceChildren(box);
  }

  // ── drafts: what stands in the fields of a form survives the way over the sign-in page ────────
  const FIELDS = "main textarea, main .nc-input input, main input.nc-input, main .nc-keep";
  const NEVER = new Set(["password", "search", "hidden", "file", "checkbox", "radio"]);
  const asId = (text) => (text.startsWith("{") ? JSON.parse(text) : text);

  function fields() {
    return [...document.querySelectorAll(FIELDS)].filter((control) => (
      control.id && !NEVER.has(control.type) && !control.closest(".nc-toolbar, .is-hidden")
    ));
  }

  nc.keepDrafts = () => {
    const kept = {};
    for (const control of fields()) {
      const text = control.value;
      const typed = text !== control.defaultValue || control.tagName === "TEXTAREA";
      if (text && typed && text.length <= LONGEST_DRAFT) kept[control.id] = text;
    }
    if (!Object.keys(kept).length || !words) return;
    const draft = { at: location.pathname, viewer: words.viewer.id, kept };
    try {
      sessionStorage.setItem(DRAFTS, JSON.stringify(draft));
    } catch {
      // storage is full or forbidden
    }
  };

  function restore() {
    let draft = null;
    try {
      draft = JSON.parse(sessionStorage.getItem(DRAFTS));
    } catch {
      return;
    }
    if (!draft || draft.viewer !== words.viewer.id || draft.at !== location.pathname) return;
    const seen = new MutationObserver(fill);
    const stop = () => { seen.disconnect(); sessionStorage.removeItem(DRAFTS); };
    function fill() {
      for (const [id, text] of Object.entries(draft.kept)) {
        const control = byId(id);
        if (!control) continue;
        delete draft.kept[id];
        if (control.value === text) continue;
        window.dash_clientside.set_props(asId(id), { value: text });
        nc.say(words.kept, "info");
      }
      if (!Object.keys(draft.kept).length) stop();
    }
    seen.observe(document.body, { subtree: true, childList: true });
    setTimeout(stop, 20000);
    fill();
  }

  // ── paper: whose page it is, and when it was printed, above what is printed ───────────────────
  const parts = (one) => [...one.childNodes].filter((part) => part.className !== "visually-hidden")
    .map((part) => part.textContent.trim()).filter(Boolean).join(" ");

  function head() {
    const place = byId("shell-paper");
    const way = [...document.querySelectorAll("#shell-crumb li")].map((one) => one.textContent).join(" › ");
    const title = (document.querySelector("main h1") || { textContent: way }).textContent;
    const now = new Date().toLocaleString(document.documentElement.lang, {
      timeZone: "Asia/Shanghai", dateStyle: "medium", timeStyle: "short",
    });
    const demo = document.querySelector(".nc-demo"); // the bar that says so is not printed
    const fresh = byId("live-time") ? byId("live-time").textContent : "";
    // Lists that say on paper what they hold (.nc-reg__paper) need no letters of their rail here.
    const chosen = [...document.querySelectorAll(
      ".nc-chip.on, .nc-tabs .on, .nc-subnav .on, .nc-seg .on, .nc-grade.on")]
      .filter((one) => one.closest("main") && !one.closest(".nc-reg__side")).map(parts).filter(Boolean);
    place.replaceChildren(
      made("span", "", [words.platform, demo ? demo.textContent : ""].filter(Boolean).join(" · ")),
      made("b", "", title),
      made("span", "", [way === title ? "" : way, ...new Set(chosen)].filter(Boolean).join(" · ")),
      made("span", "", [words.viewer.line, fresh, words.printed.replace("{time}", now)].join(" · ")),
    );
  }

  nc.watchStart = (given) => {
    words = given;
    // A string of JSON is one of CSS, whatever stands in a name.
    document.documentElement.style.setProperty("--nc-paper-name", JSON.stringify(words.platform));
    addEventListener("offline", judge);
    addEventListener("online", () => { if (nc.ask) nc.ask(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) check(); });
    addEventListener("beforeprint", head);
    matchMedia("print").addEventListener("change", (event) => { if (event.matches) head(); });
    judge();
    check();
    restore();
  };
})();
