// Faces and counts of the filter's options. The rail is written to directly: sixty buttons through
// Dash would take longer than the map itself.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const DARK_AT_REST = new Set(["severity", "banner", "township", "street"]); // else at rest all is lit
  const grouped = (value) => value.toLocaleString("en-US");
  const byId = (id) => document.getElementById(id);

  const held = { towns: "" };

  function option(group, value, words) {
    const made = byId("map-rail").querySelector("[data-option].nc-chk").cloneNode(true);
    made.dataset.option = `${group}:${value}`;
    made.querySelector("span").textContent = words;
    return made;
  }

  // Townships of the banners that are chosen, or of the only one there is.
  function towns() {
    const { banner, township } = map.state.filter;
    const { banners, townships } = map.start;
    const of = banner.length ? banner : banners.length === 1 ? banners
      : [...new Set(township.map((code) => code.slice(0, 6)))];
    const key = of.join();
    if (key === held.towns) return;
    held.towns = key;
    byId("map-townships").replaceChildren(
      ...Object.entries(townships).filter(([code]) => of.includes(code.slice(0, 6)))
        .map(([code, name]) => option("township", code, name)),
    );
  }

  function lit(group, value) {
    const chosen = map.state.filter[group];
    return chosen.includes(value) || (!chosen.length && !DARK_AT_REST.has(group));
  }

  function counted(table, counts, group, value) {
    const code = table.values[group].indexOf(value);
    return code < 0 ? 0 : counts[group][code];
  }

  function draw(table, counts) {
    towns();
    const sums = {};
    for (const one of byId("map-rail").querySelectorAll("[data-option]")) {
      const [group, value] = one.dataset.option.split(":");
      const n = counted(table, counts, group, value);
      const on = lit(group, value);
      one.classList.toggle("on", on);
      one.classList.toggle("is-empty", n === 0);
      one.setAttribute("aria-pressed", String(on));
      one.querySelector("b").textContent = grouped(n);
      const head = one.closest("section") && one.closest("section").querySelector("[data-sum]");
      if (head) sums[head.dataset.sum] = [head, ((sums[head.dataset.sum] || [])[1] || 0) + n];
    }
    for (const [head, n] of Object.values(sums)) head.textContent = grouped(n);
  }

  // What is filtered by stands open, else nobody sees why so little is shown.
  function unfold() {
    for (const fold of byId("map-rail").querySelectorAll(".nc-filter__fold")) {
      const groups = new Set([...fold.querySelectorAll("[data-option]")]
        .map((one) => one.dataset.option.split(":")[0]));
      if ([...groups].some((group) => map.state.filter[group].length)) fold.open = true;
    }
  }

  function begin() {
    held.towns = "";
    byId("map-rail").addEventListener("click", (event) => {
      const one = event.target.closest("[data-option], #map-reset");
      if (!one) return;
      if (one.id === "map-reset") map.state.reset();
      else map.state.toggle(...one.dataset.option.split(":"));
      map.changed();
    });
  }

  map.rail = { begin, draw, unfold };
})();
