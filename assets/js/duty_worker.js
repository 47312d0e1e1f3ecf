// The service worker of the form of a duty. It answers for /duty/ alone: pages from the network while
// there is one and from what was kept when there is none, scripts and styles of this edition from what
// was kept. Another edition has another cache; the pages of the former one are fetched anew before it
// goes, so that a change of the program leaves nobody without a form.
(() => {
  const { edition, files } = self.nuanchengDuty;
  const PREFIX = "nuancheng-duty-";
  const KEPT = PREFIX + edition;
  const EXTRA = ["/assets/img/mark.svg"];
  const PATIENCE_MS = 5000;
  const OLD_DAYS = 45;
  const FORM = /^\/duty\/[a-z_]+\/\d{4}-\d{2}-\d{2}$/;

  const mine = (name) => name.startsWith(PREFIX);
  const whole = (answer) => answer && answer.status === 200 && !answer.redirected;

  async function keepPage(path) {
    const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
    if (!whole(answer)) return false;
    const text = await answer.clone().text();
    const cache = await caches.open(KEPT);
    await cache.put(path, answer);
    // Its scripts and styles may be of an edition that came while this worker was running.
    for (const [found] of text.matchAll(/\/(?:bundle|assets)\/[^"]+\.(?:js|css)(?:\?v=[0-9a-f]+)?/g)) {
      if (!(await cache.match(found))) await cache.add(found).catch(() => {});
    }
    await dropOld(cache, path.slice(-10));
    return true;
  }

  // Forms that nobody can hand in any more: told by the day just kept, as clocks of phones are wrong.
  async function dropOld(cache, day) {
    const oldest = new Date(Date.parse(day) - OLD_DAYS * 86400000).toISOString().slice(0, 10);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (FORM.test(path) && path.slice(-10) < oldest) await cache.delete(request);
    }
  }

  async function install() {
    const cache = await caches.open(KEPT);
    await cache.addAll([...files, ...EXTRA]);
    await self.skipWaiting();
  }

  async function activate() {
    const former = (await caches.keys()).filter((name) => mine(name) && name !== KEPT);
    for (const name of former) {
      const cache = await caches.open(name);
      let all = true;
      for (const request of await cache.keys()) {
        const path = new URL(request.url).pathname;
        if (FORM.test(path)) all = (await keepPage(path).catch(() => false)) && all;
      }
      if (all) await caches.delete(name); // else it still serves what could not be fetched
    }
    await self.clients.claim();
  }

  function inTime(promise) {
    return Promise.race([
      promise,
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE_MS)),
    ]);
  }

  // Tomorrow's form is kept since the evening: until then the newest is today's.
  async function newestOf(kind) {
    const found = [];
    for (const name of (await caches.keys()).filter(mine)) {
      for (const request of await (await caches.open(name)).keys()) {
        if (new URL(request.url).pathname.startsWith(kind + "/")) found.push(request.url);
      }
    }
    found.sort();
    const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
    return found.filter((url) => url.slice(-10) <= today).pop() || found.pop();
  }

  async function page(request) {
    const path = new URL(request.url).pathname;
    const fresh = fetch(request);
    fresh.catch(() => {});
    const kept = (await caches.match(path)) || (await caches.match((await newestOf(path)) || path));
    if (!kept) return fresh;
    try {
      const answer = await inTime(fresh);
      return answer.status >= 500 ? kept : answer;
    } catch (error) {
      return kept;
    }
  }

  async function asset(request) {
    return (await caches.match(request)) || fetch(request);
  }

  // Pages that are open hear of it, as they wait for the same.
  async function sendWaiting(owner) {
    await self.nuanchengSend.send(owner);
    for (const client of await self.clients.matchAll()) client.postMessage({ sent: owner });
  }

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (event.request.mode === "navigate") {
      if (url.pathname.startsWith("/duty/")) event.respondWith(page(event.request));
    } else if (url.pathname.startsWith("/bundle/") || url.pathname.startsWith("/assets/")) {
      event.respondWith(asset(event.request));
    }
  });
  self.addEventListener("message", (event) => {
    const told = event.data || {};
    if (told.keep && FORM.test(told.keep)) {
      event.waitUntil(
        keepPage(told.keep).catch(() => false).then((kept) => {
          if (event.source) event.source.postMessage({ kept });
        })
      );
    }
  });
  // The network is back while no page is open: what waits is sent, where browsers offer this.
  self.addEventListener("sync", (event) => {
    if (event.tag.startsWith("duty/")) event.waitUntil(sendWaiting(event.tag.slice(5)));
  });
})();
