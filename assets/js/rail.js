// Small counts beside the pages of the rail, asked for when the doorbell rings. A count stands over
// the corner of an entry and moves nothing; a screen reader hears it in words with the entry's name.
(() => {
  const AT_MOST_EVERY_MS = 10000;
  const AT_LEAST_EVERY_MS = 60000;
  const MOST = 999;
  let askedAt = 0;
  let later = 0;

  function mark(place, told) {
    const badge = place.querySelector(".nc-rail__n");
    if (!badge) return;
    badge.hidden = !told;
    badge.textContent = !told ? "" : told.count > MOST ? `${MOST}+` : String(told.count);
    place.querySelector(".nc-rail__said").textContent = told ? told.words : "";
    place.title = [place.querySelector("span").textContent, told && told.words].filter(Boolean).join(" · ");
  }

  // What the bar of a phone does not show stands behind 更多, which shows their sum.
  function draw(told) {
    const links = [...document.querySelectorAll("#nc-pages > a")];
    links.forEach((link) => mark(link, told[link.getAttribute("href")]));
    const more = document.querySelector(".nc-rail__more");
    if (!more) return;
    const behind = links.slice(Number(more.dataset.after))
      .map((link) => told[link.getAttribute("href")]).filter(Boolean);
    const sum = behind.reduce((all, one) => all + one.count, 0);
    mark(more, sum ? { count: sum, words: behind.map((one) => one.words).join(" · ") } : null);
  }

  async function ask() {
    clearTimeout(later);
    const wait = askedAt + AT_MOST_EVERY_MS - Date.now();
    if (wait > 0) {
      later = setTimeout(ask, wait);
      return;
    }
    if (document.hidden || document.documentElement.dataset.nc === "wall") return;
    askedAt = Date.now();
    try {
      const answer = await fetch("/live/badges", { headers: window.nuancheng.toldHeaders({ Accept: "application/json" }) });
      if (answer.ok) draw(await answer.json());
    } catch {
      // no contact: the strip says so, and the counts stay as they were
    }
  }

  function start() {
    document.addEventListener("visibilitychange", ask);
    setInterval(ask, AT_LEAST_EVERY_MS);
    ask();
  }

  function ring() {
    ask();
    return window.dash_clientside.no_update;
  }

  window.nuancheng = Object.assign(window.nuancheng || {}, { railStart: start });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { rail: { ring } });
})();
