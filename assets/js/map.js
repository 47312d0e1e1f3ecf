// The map page: opens Leaflet, keeps map, rail, address and lists in step, and follows changes.
// Everything shown comes from one pass over the columns, so counts, clusters and lists agree.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const LEAST_PAUSE_MS = 10000; // between two downloads, however often something changes
  const SETTLE_MS = 250;
  const TELL_MS = 400;
  const CLOSE_ZOOM = 16;
  const NAMED_ZOOM = 10.5;
  const MOSTLY = 0.6;
  const byId = (id) => document.getElementById(id);
  const untouched = () => window.dash_clientside.no_update;

  const held = {
    loadedAt: 0, calls: 0, drawing: 0, telling: 0, sifted: null, clusters: null, datum: "",
    watch: null, flying: null,
  };

  // ── drawing ──────────────────────────────────────────────────────────────────────────────────
  // Asked for as often as you like: drawn once, in the next frame, from what holds by then.
  function redraw(what = "all") {
    if (what !== "view") held.sifted = null;
    if (!held.drawing) held.drawing = requestAnimationFrame(draw);
  }

  // More than a browser holds: asks for what is in view now, and draws once it is there.
  function askForView() {
    map.served.ask().then((fresh) => { if (fresh) redraw(); }).catch(lost);
  }

  function draw() {
    held.drawing = 0;
    if (map.data.many() && map.view && map.view.getContainer().isConnected) askForView();
    const table = map.data.table();
    if (!table || !standing()) return;
    if (!held.sifted) {
      held.sifted = map.data.many() ? map.served.sifted() : map.state.sift(table);
      held.clusters = null;
      map.pins.fold();
      map.rail.draw(held.sifted.options || table, held.sifted.counts);
      land(table);
    }
    map.controls.faces();
    map.controls.frame();
    if (map.state.mode === "cluster") drawClusters(table);
    else map.pins.clear();
    if (map.state.mode === "heat") {
      map.controls.heatLegend(map.heat.draw(...heated(table)), map.start.words);
    } else map.heat.hide();
    if (map.state.mode === "area") drawAreas(table);
    else map.areas.hide();
    map.pins.mark(table.place.get(map.state.chosen), map.state.by);
    map.told.count(table, held.sifted.passing);
    setTimeout(map.areas.placeNames, SETTLE_MS);
    clearTimeout(held.telling);
    held.telling = setTimeout(() => {
      if (map.view && map.view.getContainer().isConnected && held.sifted) map.told.lists(held.sifted.passing);
    }, TELL_MS);
  }

  function drawClusters(table) {
    const { by } = map.state;
    const zoom = map.view.getZoom();
    if (!held.clusters || held.clusters.zoom !== zoom || held.clusters.by !== by) {
      const { passing } = held.sifted;
      const cells = map.data.many() ? map.served.cells() : null;
      const found = cells ? map.cluster.joined(cells, zoom)
        : map.cluster.clusters(table, passing, zoom, map.start.measures[by], by);
      if (!cells && zoom >= NAMED_ZOOM) found.forEach((one) => { one.name = townOf(table, one); });
      held.clusters = { zoom, by, found };
    }
    map.pins.draw(held.clusters.found, by, map.start.words);
  }

  // Name of the township that most of a cluster lies in, empty where it is mixed.
  function townOf(table, one) {
    if (one.n < 5) return "";
    const tally = new Map();
    for (const i of one.members) {
      const code = table.codes.township[i];
      tally.set(code, (tally.get(code) || 0) + 1);
    }
    const [code, most] = [...tally].reduce((best, next) => (next[1] > best[1] ? next : best));
    const town = table.values.township[code];
    return most >= MOSTLY * one.n && !town.endsWith("000") ? map.start.townships[town] || "" : "";
  }

  // Places and how many stand at each.
  function heated(table) {
    const cells = map.data.many() ? map.served.cells() : null;
    if (!cells) return [table, held.sifted.passing];
    const place = { x: cells.map((one) => one.x), y: cells.map((one) => one.y), n: cells.map((one) => one.n) };
    return [{ ...place, placed: cells.map(() => 1) }, cells.keys()];
  }

  function drawAreas(table) {
    const { by } = map.state;
    map.areas.draw(table, held.sifted.passing, map.start.measures[by], by, map.start.words)
      .then((told) => { if (told) map.controls.areaLegend(told, map.start.words); })
      .catch(() => window.nuancheng.say(map.start.words.lost));
  }

  // ── what a person does ───────────────────────────────────────────────────────────────────────
  // After a change of `map.state` by a person.
  function changed() {
    map.state.push();
    applied();
  }

  function applied() {
    if (map.controls.datum() !== held.datum) moveDatum();
    if (held.layer !== map.state.layer) map.controls.layers();
    held.layer = map.state.layer;
    panel();
    map.tools.show();
    redraw();
  }

  function moveDatum() {
    held.datum = map.controls.datum();
    map.areas.load(held.datum).then(() => redraw()).catch(lost);
    map.data.refresh(held.datum).then(() => redraw()).catch(lost);
  }

  function panel() {
    const { chosen } = map.state;
    byId("map-panel").classList.toggle("is-open", Boolean(chosen));
    map.told.say("map-chosen", chosen);
  }

  // Chooses one; the view moves only for one that was not pressed on the map.
  function choose(id, fly) {
    map.state.chosen = id;
    changed();
    if (fly) flyTo(id);
  }

  function flyTo(id) {
    const table = map.data.table();
    const i = table && table.place.get(id);
    held.flying = i === undefined && map.data.many() ? id : null; // its place is being asked for
    if (i === undefined || !table.placed[i]) return;
    const at = map.pins.latLng({ x: table.x[i], y: table.y[i] });
    map.view.setView(at, Math.max(map.view.getZoom(), CLOSE_ZOOM));
  }

  function land(table) {
    if (held.flying && table.place.has(held.flying)) flyTo(held.flying);
  }

  function press(event) {
    const one = event.target.closest(".nc-body--map [data-establishment], #map-close");
    if (!one) return;
    if (one.id === "map-close") choose(null, false);
    else choose(Number(one.dataset.establishment), !one.closest(".nc-pin"));
  }

  // ── opening, following, closing ──────────────────────────────────────────────────────────────
  function lost() {
    if (map.start) window.nuancheng.say(map.start.words.lost);
  }

  function standing() {
    return map.view && map.view.getContainer().isConnected;
  }

  function open(start) {
    close();
    map.start = start;
    map.build(byId("map-rail"), start.rail);
    map.build(byId("map-box"), start.box);
    map.told.begin();
    Object.assign(held, { sifted: null, flying: null, clusters: null, datum: "", layer: undefined });
    const unknown = map.state.begin(start);
    map.view = window.L.map(byId("map-leaflet"), {
      zoomControl: false, attributionControl: false, zoomSnap: 0.5, minZoom: 6, maxZoom: 18,
      maxBoundsViscosity: 1,
    });
    const shared = map.state.sharedView();
    if (shared) map.view.setView(shared.slice(0, 2), shared[2]);
    else map.view.fitBounds(start.home);
    for (const part of ["areas", "pins", "heat", "controls", "rail", "tools"]) map[part].begin();
    map.rail.unfold();
    map.view.on("moveend resize", () => redraw("view"));
    held.watch = new ResizeObserver(() => map.view.invalidateSize({ pan: false }));
    held.watch.observe(byId("map-leaflet"));
    document.querySelector(".nc-body--map").addEventListener("click", press);
    held.datum = map.controls.datum();
    map.areas.load(held.datum).then(() => redraw()).catch(lost);
    applied();
    if (map.state.area && !shared) map.tools.look();
    if (unknown) window.nuancheng.say(start.words.unknown);
    return shared;
  }

  function close() {
    if (!map.view) return;
    if (held.watch) held.watch.disconnect();
    map.view.remove();
    map.view = null;
  }

  // The first call opens the page; later ones fetch what changed, at most every ten seconds.
  async function follow(_register, _control, _alerts, _cameras, start) {
    map.start = map.start || start;
    const call = ++held.calls;
    if (!standing()) await window.nuancheng.scripts("dash_leaflet").catch(lost);
    if (!byId("map-box") || !window.L) return untouched(); // left again meanwhile, or no contact
    if (!standing()) {
      const shared = open(start);
      try {
        // What was fetched ahead need not be fetched again.
        await map.data.loaded();
        if (!map.data.table() || held.loadedAt) await map.data.refresh(held.datum);
        held.loadedAt = Date.now();
        if (map.state.chosen && !shared) flyTo(map.state.chosen);
        redraw();
      } catch {
        lost();
      }
      return map.data.version();
    }
    const wait = held.loadedAt + LEAST_PAUSE_MS - Date.now();
    if (wait > 0) await new Promise((go) => { setTimeout(go, wait); });
    if (call !== held.calls || !map.view) return untouched();
    held.loadedAt = Date.now();
    try {
      if (await map.data.refresh(held.datum)) redraw();
    } catch {
      lost();
    }
    return untouched();
  }

  // Back and links from map to map change what the address says: the page itself stays, and with
  // it the view. Dash would build it anew.
  function travel(event) {
    if (!standing() || location.pathname !== "/map") return;
    event.stopImmediatePropagation();
    const before = map.state.chosen;
    map.state.read();
    map.rail.unfold();
    applied();
    if (event.type !== "popstate" && map.state.chosen && map.state.chosen !== before) {
      flyTo(map.state.chosen);
    }
  }
  addEventListener("popstate", travel, true);
  addEventListener("_dashprivate_pushstate", travel, true);

  // Ids that pass the filter, of those that are here.
  function passing() {
    const table = map.data.table();
    return table && held.sifted ? Array.from(held.sifted.passing, (i) => table.ids[i]) : [];
  }

  Object.assign(map, { changed, choose, flyTo, passing, redraw, draw });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { map: { follow } });
})();
