// What the map shows: filter, mode, colours, chosen establishment, layer. It stands in the address.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const MODES = ["cluster", "heat", "area"];
  const FIRST = { mode: "cluster", by: "risk" };
  // Pressing one of these shows only its kind; in the others a tick takes its kind away.
  const NARROWING = new Set(["risk", "severity", "banner", "township", "street"]);
  const LARGEST_ID = 2 ** 31 - 1;

  const state = {
    filter: {}, mode: FIRST.mode, by: FIRST.by, chosen: null, layer: -1, area: "", pair: null,
  };
  let values = {}; // group → every value it can have

  function begin(start) {
    values = {
      ...Object.fromEntries(Object.entries(start.measures).map(([key, one]) => [key, one.values])),
      category: start.categories,
      banner: start.banners,
      township: Object.keys(start.townships),
      street: start.streets,
    };
    state.layers = start.layers;
    state.by = FIRST.by;
    return read();
  }

  // From the address; whether something in it was left out because nobody here knows it.
  function read() {
    const query = new URLSearchParams(location.search);
    let dropped = false;
    for (const group of Object.keys(values)) {
      const asked = (query.get(group) || "").split(",").filter(Boolean);
      state.filter[group] = values[group].filter((value) => asked.includes(value));
      if (state.filter[group].length < new Set(asked).size) dropped = true;
    }
    const mode = query.get("mode");
    state.mode = MODES.includes(mode) ? mode : FIRST.mode;
    state.by = query.get("by") in values && map.start.measures[query.get("by")]
      ? query.get("by") : FIRST.by;
    const chosen = /^[1-9][0-9]{0,9}$/.test(query.get("establishment") || "")
      ? Number(query.get("establishment")) : null;
    state.chosen = chosen && chosen <= LARGEST_ID ? chosen : null;
    state.layer = state.layers.findIndex((layer) => layer.name === query.get("layer"));
    state.area = query.get("area") || ""; // judged by the server
    state.pair = query.has("compare") ? query.get("compare").split("~").concat("").slice(0, 2) : null;
    return dropped;
  }

  // Where the address says the map stood when it was shared: [lat, lon, zoom].
  function sharedView() {
    const parts = (new URLSearchParams(location.search).get("at") || "").split(",").map(Number);
    const [lat, lon, zoom] = parts;
    const sane = parts.length === 3 && parts.every(Number.isFinite)
      && Math.abs(lat) < 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 18;
    return sane ? parts : null;
  }

  function address(at) {
    const query = new URLSearchParams(location.search);
    const put = (key, text) => (text ? query.set(key, text) : query.delete(key));
    for (const group of Object.keys(values)) put(group, state.filter[group].join(","));
    put("mode", state.mode === FIRST.mode ? "" : state.mode);
    put("by", state.by === FIRST.by ? "" : state.by);
    put("establishment", state.chosen ? String(state.chosen) : "");
    put("layer", state.layer < 0 ? "" : state.layers[state.layer].name);
    put("area", state.area);
    put("compare", state.pair ? state.pair.join("~") : "");
    if (at) put("at", at);
    const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";")
      .replaceAll("%7E", "~");
    return location.pathname + (text ? `?${text}` : "");
  }

  // A choice of a person is a step that Back undoes; where the map stands is not.
  function push() {
    const next = address();
    if (next !== location.pathname + location.search) history.pushState(history.state, "", next);
  }

  function remember(at) {
    history.replaceState(history.state, "", address(at));
  }

  function toggle(group, value) {
    const all = values[group];
    const chosen = state.filter[group];
    const before = chosen.length || NARROWING.has(group) ? chosen : all;
    const after = before.includes(value)
      ? before.filter((item) => item !== value) : [...before, value];
    state.filter[group] = after.length === all.length && !NARROWING.has(group)
      ? [] : all.filter((item) => after.includes(item));
    if (group === "banner" && state.filter.banner.length) {
      state.filter.township = state.filter.township
        .filter((code) => state.filter.banner.includes(code.slice(0, 6)));
    }
  }

  function reset() {
    for (const group of Object.keys(values)) state.filter[group] = [];
  }

  // The filter as the server reads it.
  function asked() {
    return Object.fromEntries(Object.entries(state.filter).filter(([, chosen]) => chosen.length)
      .map(([group, chosen]) => [group, chosen.join(",")]));
  }

  function filtered() {
    return Object.values(state.filter).some((chosen) => chosen.length);
  }

  // One pass: the rows that pass, and of every option how many it would show, the other groups kept.
  function sift(table) {
    const groups = Object.keys(values);
    const counts = Object.fromEntries(
      groups.map((group) => [group, new Int32Array(table.values[group].length)]),
    );
    const active = groups.filter((group) => state.filter[group].length);
    const allowed = active.map((group) => Uint8Array.from(
      table.values[group], (value) => (state.filter[group].includes(value) ? 1 : 0),
    ));
    const codes = active.map((group) => table.codes[group]);
    const passing = [];
    for (let i = 0; i < table.n; i += 1) {
      let failed = -1;
      let failures = 0;
      for (let k = 0; k < active.length && failures < 2; k += 1) {
        if (!allowed[k][codes[k][i]]) { failed = k; failures += 1; }
      }
      if (failures === 0) {
        passing.push(i);
        for (const group of groups) counts[group][table.codes[group][i]] += 1;
      } else if (failures === 1) counts[active[failed]][codes[failed][i]] += 1;
    }
    return { passing: Int32Array.from(passing), counts };
  }

  map.state = Object.assign(state, {
    begin, read, sharedView, push, remember, toggle, reset, filtered, asked, sift,
    values: () => values,
  });
})();
