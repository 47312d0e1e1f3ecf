// Banners with their names, and areas shaded by the share of those that pass the filter.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const TOWNSHIP_ZOOM = 9;
  const LETTER_PX = 14;
  const STEPS = 6;
  const ROW_PX = 40; // two lines and air
  // Where a name may stand, from the middle of its banner, nearest first; CSS pixels.
  const OFFSETS = [];
  for (let dx = -160; dx <= 160; dx += 20) {
    for (let dy = -120; dy <= 120; dy += 15) OFFSETS.push([dx, dy]);
  }
  OFFSETS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  const held = { banners: null, townships: null, names: null, rings: {}, datum: "", coming: null };

  function outline(feature) {
    held.rings[feature.properties.adcode] = feature.geometry.coordinates[0];
    return { className: feature.properties.own ? "nc-ad nc-ad--on" : "nc-ad nc-ad--off" };
  }

  function label(feature, at) {
    const text = document.createElement("span");
    text.textContent = feature.properties.name;
    text.dataset.adcode = feature.properties.adcode;
    const own = feature.properties.own ? "" : " nc-adname--off";
    const icon = window.L.divIcon({ html: text, className: `nc-adname${own}`, iconSize: [0, 0] });
    // shadowPane lies under the markers: a name never covers a cluster.
    return window.L.marker(at, { icon, interactive: false, keyboard: false, pane: "shadowPane" });
  }

  async function load(datum) {
    held.datum = datum;
    const told = await map.data.areas("banners", datum);
    if (held.banners) held.banners.remove();
    if (held.townships) held.townships.remove();
    held.townships = null;
    held.banners = window.L.geoJSON(told, { style: outline, pointToLayer: label }).addTo(map.view);
    held.banners.eachLayer((layer) => {
      if (layer.getElement && layer.feature.geometry.type !== "Point") touch(layer);
    });
    held.banners.bringToBack();
  }

  // Asked for once, however often it is drawn before the answer is there.
  function loadTownships() {
    held.coming = held.coming || map.data.areas("townships", held.datum).then((told) => {
      held.townships = window.L.geoJSON(told, { style: () => ({ className: "nc-cell" }) });
      held.townships.eachLayer(touch);
    }).finally(() => { held.coming = null; });
    return held.coming;
  }

  function touch(layer) {
    layer.on("click", () => { if (map.state.mode === "area") map.view.fitBounds(layer.getBounds()); });
  }

  // ── shading ──────────────────────────────────────────────────────────────────────────────────
  function shares(table, passing, measure, by, group) {
    const weight = map.cluster.weights(table, measure, by);
    const found = new Map();
    for (const i of passing) {
      const key = table.values[group][table.codes[group][i]];
      const one = found.get(key) || { n: 0, bad: 0, known: 0 };
      found.set(key, one);
      const w = weight[table.codes[by][i]];
      one.n += 1;
      if (w === 1) one.bad += 1;
      if (w !== 2) one.known += 1;
    }
    return found;
  }

  function step(one) {
    if (!one || one.known < map.start.fewest) return 0;
    return map.start.measures[map.state.by].steps.filter((least) => one.bad / one.known >= least).length;
  }

  function tip(layer, name, one, words, share) {
    const few = !one || one.known < map.start.fewest;
    const apart = one ? one.n - one.known : 0;
    const text = document.createElement("span");
    text.textContent = (few ? words.areaFew : words.areaTip).replace("{name}", name)
      .replace("{share}", share).replace("{known}", one ? one.known : 0)
      .replace("{bad}", one ? one.bad : 0)
      .replace("{percent}", one ? map.pins.percent(one.bad, one.known) : "")
      + (apart ? words.areaApart.replace("{n}", apart) : "");
    layer.unbindTooltip();
    layer.bindTooltip(text, { sticky: true });
  }

  function shade(layer, name, one, words, share, written) {
    const drawn = layer.getElement();
    if (!drawn) return;
    for (let k = 0; k <= STEPS; k += 1) drawn.classList.remove(`nc-share--${k}`);
    drawn.classList.add(`nc-share--${step(one)}`);
    if (step(one)) written.push({ layer, name, n: one.n, share: map.pins.percent(one.bad, one.known) });
    tip(layer, name, one, words, share);
  }

  // Shades the areas of this zoom; tells whether they are townships and how many are in none.
  async function draw(table, passing, measure, by, words) {
    const near = map.view.getZoom() >= TOWNSHIP_ZOOM;
    if (near && !held.townships) await loadTownships();
    if (map.state.mode !== "area") return null;
    const group = near ? "township" : "banner";
    const found = map.data.many() ? map.served.shares(group) : shares(table, passing, measure, by, group);
    const written = [];
    held.names.clearLayers();
    map.view.getContainer().classList.toggle("has-cells", near);
    if (near) {
      held.townships.addTo(map.view);
      const drawn = new Set();
      held.townships.eachLayer((layer) => {
        const { code, name } = layer.feature.properties;
        drawn.add(code);
        shade(layer, name, found.get(code), words, measure.share, written);
      });
      plain();
      write(written);
      const unplaced = [...found].filter(([code]) => !drawn.has(code));
      return { near, unplaced: unplaced.reduce((sum, [, one]) => sum + one.n, 0) };
    }
    if (held.townships) held.townships.remove();
    held.banners.eachLayer((layer) => {
      const { adcode, name, own } = layer.feature.properties;
      if (layer.feature.geometry.type === "Point" || !own) return;
      shade(layer, name, found.get(adcode), words, measure.share, written);
    });
    for (const { layer, share } of written) {
      const { adcode } = layer.feature.properties;
      const name = document.querySelector(`.nc-adname [data-adcode="${adcode}"]`);
      if (name) name.dataset.share = share;
    }
    return { near, unplaced: 0 };
  }

  // Name and share of each township where there is room, the largest first.
  function write(found) {
    const taken = [];
    for (const { layer, name, share } of found.sort((a, b) => b.n - a.n)) {
      const at = layer.feature.properties.seat.slice().reverse();
      const { x, y } = map.view.latLngToContainerPoint(at);
      const half = (Math.max(name.length, 4) * LETTER_PX) / 2;
      if (taken.some((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < ROW_PX)) continue;
      taken.push({ x, y, half });
      const text = document.createElement("span");
      text.textContent = name;
      text.dataset.share = share;
      const icon = window.L.divIcon({ html: text, className: "nc-adname nc-cellname", iconSize: [0, 0] });
      window.L.marker(at, { icon, interactive: false, keyboard: false, pane: "shadowPane" }).addTo(held.names);
    }
  }

  function plain() {
    for (const name of document.querySelectorAll(".nc-adname [data-adcode]")) delete name.dataset.share;
    held.banners.eachLayer((layer) => {
      if (layer.feature.geometry.type === "Point" || !layer.getElement()) return;
      layer.unbindTooltip();
      for (let k = 0; k <= STEPS; k += 1) {
        layer.getElement().classList.remove(`nc-share--${k}`);
      }
    });
  }

  function hide() {
    held.names.clearLayers();
    map.view.getContainer().classList.remove("has-cells");
    if (held.townships) held.townships.remove();
    if (held.banners) plain();
  }

  // ── names ────────────────────────────────────────────────────────────────────────────────────
  function inside(ring, { lng, lat }) {
    let odd = false;
    ring.forEach(([x, y], i) => {
      const [u, v] = ring[(i || ring.length) - 1];
      if ((y > lat) !== (v > lat) && lng < ((u - x) * (lat - y)) / (v - y) + x) odd = !odd;
    });
    return odd;
  }

  // A name half under a cluster reads as another word: each name takes the free place of its own
  // polygon that is nearest to its middle, and is left out where there is none.
  function placeNames() {
    const pins = [...document.querySelectorAll(".nc-pin--cluster .nc-pin__in, .nc-pin__name")]
      .map((pin) => pin.getBoundingClientRect());
    const frame = map.view.getContainer().getBoundingClientRect();
    const names = [...document.querySelectorAll(".nc-adname [data-adcode]")];
    names.forEach((name) => { name.style.translate = ""; });
    const boxes = names.map((name) => name.getBoundingClientRect());
    names.forEach((name, k) => {
      const n = boxes[k];
      const away = n.right < frame.left - 200 || n.left > frame.right + 200
        || n.bottom < frame.top - 200 || n.top > frame.bottom + 200;
      const ring = held.rings[name.dataset.adcode] || [];
      const free = !away && OFFSETS.find(([dx, dy]) => {
        const [left, right] = [n.left + dx, n.right + dx];
        const [top, bottom] = [n.top + dy, n.bottom + dy];
        return pins.every((p) => p.left > right || p.right < left || p.top > bottom
          || p.bottom < top)
          && [left, right].every((x) => inside(ring, map.view.containerPointToLatLng(
            [x - frame.left, (top + bottom) / 2 - frame.top],
          )));
      });
      name.classList.toggle("is-covered", !free);
      if (free) name.style.translate = `${free[0]}px ${free[1]}px`;
    });
  }

  function begin() {
    const names = window.L.layerGroup().addTo(map.view);
    Object.assign(held, { banners: null, townships: null, names, rings: {}, datum: "", coming: null });
  }

  map.areas = { begin, load, draw, hide, placeNames };
})();
