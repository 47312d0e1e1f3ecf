// The frame: which page is shown and the way to it, menus and dialogs, and what is said when a
// request fails.
(() => {
  const root = document.documentElement;
  const nc = window.nuancheng = window.nuancheng || {};
  const byId = (id) => document.getElementById(id);
  const untouched = () => window.dash_clientside.no_update;
  let asked = 0;

  // ── pages ────────────────────────────────────────────────────────────────────────────────────
  function belongs(path, page) {
    return page === "/" ? path === "/" : path === page || path.startsWith(page + "/");
  }

  // As dcc.Link does: the address changes, and the page with it, without a new document.
  function go(href) {
    history.pushState({}, "", href);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    scrollTo(0, 0);
  }

  function show(pathname, search, pages) {
    const path = (pathname || "/") // pages that belong to one of another name
      .replace(/^\/office\//, "/district/-/").replace(/^\/establishment\//, "/register/-/");
    nc.pages = pages;
    const chain = pages.filter((page) => belongs(path, page.path))
      .sort((a, b) => a.path.length - b.path.length);
    const here = chain[chain.length - 1];
    const links = [...document.querySelectorAll("#nc-rail a")];
    const shown = links.map((link) => link.getAttribute("href"));
    const lit = chain.filter((page) => shown.includes(page.path)).pop();
    root.dataset.nc = here && here.wall ? "wall" : "bureau";
    nc.theme.apply();
    links.forEach((link) => {
      const on = Boolean(lit) && link.getAttribute("href") === lit.path;
      link.classList.toggle("on", on);
      if (on) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    closeMenus();
    way(chain, pathname || "/", search || "");
    return untouched();
  }

  // A link of Dash takes no aria-current: the chosen one of a row of tabs has it from here, also after
  // the page has drawn the row anew.
  const TABS = "main nav:is(.nc-subnav, .nc-seg, .nc-tabs) > a";
  function markTabs() {
    for (const tab of document.querySelectorAll(TABS)) {
      const on = tab.classList.contains("on");
      if (on === (tab.getAttribute("aria-current") === "page")) continue;
      if (on) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  }

  // The names of the way are the server's, who knows what this person may read.
  async function way(chain, path, search) {
    const call = ++asked;
    const here = chain[chain.length - 1];
    const first = chain.map((page) => ({ name: page.name, href: page.path }));
    draw(first);
    const named = /[?&](banner|township)=/.test(search) || path === "/district";
    if (!here || (path === here.path && !named)) return;
    try {
      const answer = await fetch("/crumbs?at=" + encodeURIComponent(path + search));
      if (!answer.ok || call !== asked) return;
      const steps = await answer.json();
      draw(steps.length && steps[0].whole ? steps : [...first, ...steps]);
    } catch {
      // without contact the name of the page has to do
    }
  }

  function draw(steps) {
    const place = byId("shell-crumb");
    if (!place) return;
    const list = document.createElement("ol");
    steps.forEach((step, i) => {
      const item = document.createElement("li");
      const last = i === steps.length - 1;
      const name = document.createElement(last || !step.href ? "span" : "a");
      name.textContent = step.name;
      if (name.tagName === "A") name.href = step.href;
      if (last) name.setAttribute("aria-current", "page");
      item.append(name);
      list.append(item);
    });
    place.replaceChildren(list);
  }

  // ── menus and dialogs: data-opens names what a button opens, data-close what it closes ────────
  function closeMenus(except) {
    document.querySelectorAll("[data-opens][aria-expanded=true]").forEach((button) => {
      if (button !== except) toggle(button, false);
    });
  }

  function toggle(button, open) {
    const target = byId(button.dataset.opens);
    if (!target) return;
    if (target.classList.contains("nc-rail__pages")) byId("nc-rail").classList.toggle("is-open", open);
    else target.hidden = !open;
    if (button.hasAttribute("aria-expanded")) button.setAttribute("aria-expanded", String(open));
  }

  function press(event) {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    const closer = event.target.closest("[data-close]");
    const theme = event.target.closest("[data-theme]");
    const link = event.target.closest("#shell-crumb a, #shell-menu a");
    if (opener) {
      const open = opener.getAttribute("aria-expanded") !== "true";
      closeMenus(opener);
      toggle(opener, open);
    } else if (closer && byId(closer.dataset.close)) byId(closer.dataset.close).hidden = true;
    else if (theme) {
      nc.theme.choose(theme.dataset.theme);
      markTheme();
    } else if (!event.target.closest(".nc-menu") || link) closeMenus();
    const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && link.closest("#shell-crumb") && plain) {
      event.preventDefault();
      go(link.getAttribute("href"));
    }
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    const open = document.querySelector("[data-opens][aria-expanded=true]");
    if (!open) return;
    closeMenus();
    open.focus();
  }

  function markTheme() {
    document.querySelectorAll("[data-theme]").forEach((button) => {
      const on = button.dataset.theme === nc.theme.chosen();
      button.classList.toggle("on", on);
      button.setAttribute("aria-pressed", String(on));
    });
  }

  // What this browser remembers of a person goes with the person.
  function forget(event) {
    if (event.target instanceof Element && event.target.matches('form[action="/sign-out"]')) {
      for (const kept of ["nc-recent"]) localStorage.removeItem(kept);
      sessionStorage.clear();
    }
  }

  let words = null;
  function start(given) {
    if (words) return untouched();
    words = given;
    nc.words = given;
    addEventListener("click", press);
    addEventListener("keydown", escape);
    addEventListener("submit", forget);
    addEventListener("storage", markTheme);
    markTheme();
    markTabs();
    new MutationObserver(markTabs).observe(byId("nc-main"), {
      subtree: true, childList: true, attributes: true, attributeFilter: ["class"],
    });
    for (const begin of [nc.findStart, nc.keysStart, nc.watchStart, nc.railStart]) if (begin) begin(given);
    return true;
  }

  // ── requests ─────────────────────────────────────────────────────────────────────────────────
  function toSignIn() {
    if (nc.keepDrafts) nc.keepDrafts();
    const next = encodeURIComponent(location.pathname + location.search);
    location.assign("/sign-in?next=" + next);
  }

  const plainFetch = window.fetch.bind(window);
  const heard = (name) => new Promise((go) => { addEventListener(name, go, { once: true }); });
  const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });

  // A browser that knows it is offline sends nothing, so waiting repeats nothing. The router only
  // reads and may ask again; any other call may have been carried out and is never repeated.
  async function reach(request) {
    const body = request[1] && request[1].body;
    let early = nc.early(String(request[0]), body); // asked before this script was here
    if (!early && !navigator.onLine) await heard("online");
    const router = String(body).includes('"_pages_content.children');
    for (;;) {
      const asked = early || plainFetch(...request);
      early = null;
      try {
        return await asked;
      } catch (problem) {
        if (nc.missed) nc.missed();
        if (!router || problem.name === "AbortError") throw problem;
        await Promise.race([heard("nc-contact"), pause(5000)]);
      }
    }
  }

  // Dash says nothing when a callback fails; the server's words are shown here.
  window.fetch = async (...request) => {
    const address = String(request[0] && request[0].url ? request[0].url : request[0]);
    if (!address.includes("/_dash-")) return plainFetch(...request);
    let answer = null;
    if (request[1]) request[1] = { ...request[1], headers: nc.toldHeaders(request[1].headers) };
    try {
      answer = await nc.exchange(request, () => reach(request));
    } catch (problem) {
      if (isFrame(address)) nc.unopened("");
      else if (words && problem.name !== "AbortError") nc.showFailed(request, words.noAnswer, 0);
      throw problem;
    }
    if (answer.ok) return answer;
    if (answer.status === 401) toSignIn();
    else if (isFrame(address)) answer.clone().json().then(said).catch(() => "").then(nc.unopened);
    else answer.clone().json().then((told) => tell(request, told, answer.status)).catch(() => undefined);
    return answer;
  };

  const isFrame = (address) => /\/_dash-(layout|dependencies)\b/.test(address);
  const said = (told) => (told.id ? `${told.error} (${told.id})` : told.error);

  function tell(request, told, status) {
    const text = said(told);
    if (!words || !nc.showFailed(request, text, status)) nc.say(text);
  }

  Object.assign(nc, { go, toSignIn, closeMenus });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { shell: { show, start } });
})();
