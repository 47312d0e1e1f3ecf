// What stands beside the map in numbers and words, and what the server is told to list there.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const LISTED = 50; // of those in view, and of those without a point
  const grouped = (value) => value.toLocaleString("en-US");

  const held = { told: {}, seen: [] };

  function seen(table, passing) {
    const bounds = map.view.getPixelBounds();
    const scale = 256 * 2 ** map.view.getZoom();
    const [left, right, top, bottom] = [
      bounds.min.x / scale, bounds.max.x / scale, bounds.min.y / scale, bounds.max.y / scale,
    ];
    return passing.filter((i) => table.placed[i] && table.x[i] >= left
      && table.x[i] <= right && table.y[i] >= top && table.y[i] <= bottom);
  }

  function count(table, passing) {
    held.seen = map.data.many() ? [] : seen(table, passing);
    const { words } = map.start;
    const numbers = map.data.many() ? map.served.told()
      : { seen: held.seen.length, passing: passing.length, all: table.n };
    const parts = (map.state.filtered() ? words.filtered : words.counted).split(/\{(\w+)\}/);
    // Numbers that lag behind say of when they are.
    const late = numbers.asOf ? words.asOf.replace("{at}", numbers.asOf) : "";
    document.getElementById("map-counted").replaceChildren(...parts.map((part, k) => {
      if (k % 2 === 0) return part;
      const number = document.createElement("b");
      number.textContent = grouped(numbers[part]);
      return number;
    }), late);
  }

  // The lists beside the map, worst first; and the address, so that it can be shared as it stands.
  function lists(passing) {
    const [near, lost] = map.data.many() ? served() : own(passing);
    say("map-seen-ids", near);
    say("map-lost-ids", lost);
    const { lat, lng } = map.view.getCenter();
    map.state.remember([lat.toFixed(5), lng.toFixed(5), map.view.getZoom()].join(","));
  }

  function served() {
    const { seen: n, worst, lost } = map.served.told();
    return [{ n, ids: worst }, lost];
  }

  function own(passing) {
    const table = map.data.table();
    const risk = (i) => table.values.risk[table.codes.risk[i]].replace("-", " ");
    const worst = [...held.seen].sort((a, b) => risk(b).localeCompare(risk(a))).slice(0, LISTED);
    const lost = [...passing].filter((i) => !table.placed[i]);
    const ids = (rows) => rows.slice(0, LISTED).map((i) => table.ids[i]);
    return [{ n: held.seen.length, ids: ids(worst) }, { n: lost.length, ids: ids(lost) }];
  }

  // Puts data into a store of Dash, unless just this stands there.
  function say(store, data) {
    const text = JSON.stringify(data);
    if (held.told[store] === text) return;
    held.told[store] = text;
    window.dash_clientside.set_props(store, { data });
  }

  // The page comes with nothing in its stores: that nothing is chosen need not be said.
  function begin() {
    held.told = { "map-chosen": "null", "map-pair": "null" };
  }

  map.told = { begin, count, lists, say };
})();
