// The doorbell: tells the live-* stores which change numbers moved, and how fresh the screen is.
// One stream a browser: the tab that holds the lock listens and passes the word on to the others.
(() => {
  const ACTIVE_EVERY_MS = 61000;
  // A topic can move many times a second; a screen is asked to follow it only so often. A page whose
  // figures are made of several topics names a pace (data-pace-s), at which they are told together.
  const TELL_EVERY_MS = { register: 5000, control: 10000, alerts: 2000, cameras: 5000, looks: 4000 };
  const LONGEST_WAIT_MS = 20000;
  let settings = null;
  let heardAt = 0;
  let shownTime = "";
  let old = false; // the server answers, and has long heard nothing new itself
  const heard = {};
  const told = {};
  const toldAt = {};

  function tell(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  // What this tab has been told goes with its questions: the answer is never older than that.
  window.nuancheng.toldHeaders = (more = {}) => {
    const pairs = Object.entries(told).map(([topic, number]) => `${topic}=${number}`);
    return pairs.length ? { ...more, "X-Nuancheng-Told": pairs.join(",") } : more;
  };

  function hear(news) {
    heardAt = Date.now();
    shownTime = news.shown;
    old = news.ageS > settings.staleAfterS;
    Object.assign(heard, news.numbers);
    window.nuancheng.contact({ ...news, old });
    ring();
    draw();
  }

  // Dash throws an answer away when the same question is asked again before it has come: on a slow
  // day a screen would stand still for ever. So nothing is asked while an answer is on its way.
  function ring() {
    if (document.hidden) return; // nobody looks; one round follows on return
    const now = Date.now();
    const lastTold = Math.max(0, ...Object.values(toldAt));
    const calm = document.querySelector("[data-pace-s]");
    if (calm && now - lastTold < calm.dataset.paceS * 1000) return;
    const busy = document.querySelector("[data-dash-is-loading='true']");
    if (busy && now - lastTold < LONGEST_WAIT_MS) return;
    for (const [topic, every] of Object.entries(TELL_EVERY_MS)) {
      if (!(topic in heard)) continue; // nothing has come yet
      if (heard[topic] === told[topic] || now - (toldAt[topic] || 0) < every) continue;
      told[topic] = heard[topic];
      toldAt[topic] = now;
      tell("live-" + topic, { data: heard[topic] });
    }
  }

  function draw() {
    const silent = Date.now() - heardAt > settings.staleAfterS * 1000;
    const stale = silent || old;
    const words = settings.words;
    if (silent) window.nuancheng.silent();
    tell("live-time", { children: `${stale ? words.stale : words.fresh} ${shownTime}` });
    tell("live-fresh", { className: stale ? "nc-fresh is-stale" : "nc-fresh" });
  }

  async function ask() {
    try {
      const answer = await fetch("/live/numbers", { headers: { Accept: "application/json" } });
      if (answer.status === 401) window.nuancheng.toSignIn();
      else if (answer.ok) hear(await answer.json());
    } catch {
      // no contact: the mark turns stale by itself
    }
  }

  function listen(channel, done) {
    const bell = new EventSource("/live/changes");
    bell.addEventListener("numbers", (event) => {
      const told = JSON.parse(event.data);
      hear(told);
      if (channel) channel.postMessage(told);
    });
    bell.onerror = () => {
      if (bell.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
      bell.close();
      ask(); // a refused stream is an ended session: this leads to the sign-in page
      setTimeout(() => listen(channel, done), 5000);
    };
  }

  function open() {
    const channel = "BroadcastChannel" in window ? new BroadcastChannel("nuancheng-live") : null;
    if (channel) channel.onmessage = (event) => hear(event.data);
    if (channel && navigator.locks) {
      // Held until this tab closes; then the next waiting tab takes over.
      navigator.locks.request("nuancheng-live", () => new Promise(() => listen(channel)));
    } else listen(channel);
  }

  // A person at the screen keeps the session; figures that refresh by themselves do not. A wall has
  // nobody at it and stays as long as the absolute limit allows.
  let activeSentAt = 0;
  function active() {
    if (Date.now() - activeSentAt < ACTIVE_EVERY_MS) return;
    activeSentAt = Date.now();
    fetch("/live/active", { method: "POST", headers: window.nuancheng.formHeaders() }).catch(() => undefined);
  }

  function watch() {
    for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
      addEventListener(kind, active, { passive: true });
    }
    setInterval(ring, 500);
    document.addEventListener("visibilitychange", ring);
    setInterval(() => {
      draw();
      if (document.documentElement.dataset.nc === "wall" && !document.hidden) active();
    }, 5000);
    setInterval(() => {
      if (Date.now() - heardAt > settings.fallbackPollS * 1000) ask();
    }, settings.fallbackPollS * 1000);
  }

  // Calls were lost while there was no contact: every topic is told again, as if it had moved.
  addEventListener("nc-contact", () => {
    for (const topic of Object.keys(told)) delete told[topic];
  });

  function start(given) {
    if (!settings) {
      settings = given;
      heardAt = Date.now();
      Object.assign(told, given.numbers); // the page was made after them
      window.nuancheng.edition = given.edition;
      window.nuancheng.ask = ask;
      ask();
      open();
      watch();
    }
    return true;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { live: { start } });
})();
