// The frame: which page is shown, in which theme, and what is said when a request fails.
(() => {
  const root = document.documentElement;

  function belongs(path, page) {
    return page === "/" ? path === "/" : path === page || path.startsWith(page + "/");
  }

  function show(pathname, pages) {
    const path = pathname || "/";
    const here = pages.filter((page) => belongs(path, page.path))
      .sort((a, b) => b.path.length - a.path.length)[0];
    const wall = Boolean(here && here.wall);
    root.dataset.nc = wall ? "wall" : "bureau";
    root.dataset.bsTheme = wall ? "dark" : "light";
    document.querySelectorAll("#nc-rail a").forEach((link) => {
      const on = Boolean(here) && link.getAttribute("href") === here.path;
      link.classList.toggle("on", on);
      if (on) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    return here ? here.name : "";
  }

  function toSignIn() {
    const next = encodeURIComponent(location.pathname + location.search);
    location.assign("/sign-in?next=" + next);
  }

  let hide = 0;
  function say(text) {
    const place = document.getElementById("shell-problem");
    if (!place || !text) return;
    place.textContent = text;
    place.hidden = false;
    clearTimeout(hide);
    hide = setTimeout(() => { place.hidden = true; }, 8000);
  }

  // Dash says nothing when a callback fails; the server's words are shown here.
  const plainFetch = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const answer = await plainFetch(...request);
    const address = String(request[0] && request[0].url ? request[0].url : request[0]);
    if (answer.ok || !address.includes("/_dash-")) return answer;
    if (answer.status === 401) toSignIn();
    else {
      answer.clone().json()
        .then((told) => say(told.id ? `${told.error} (${told.id})` : told.error))
        .catch(() => undefined);
    }
    return answer;
  };

  window.nuancheng = Object.assign(window.nuancheng || {}, { toSignIn, say });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { shell: { show } });
})();
