// Clusters, single markers, fans of coincident ones and the chosen one. All text goes in as text.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const SVG = "http://www.w3.org/2000/svg";
  const HOVER_MS = 150;
  const MARGIN = 0.15; // of the view, drawn beyond its edge
  const STACK_PX = 44; // what would still lie within this at the deepest zoom fans out instead
  const FIRST_RING_PX = 54; // of a fan
  const RING_PX = 38; // from ring to ring
  const PIN_GAP_PX = 34;
  const NAME_PX = 12.5; // a letter of a name
  const NONE = "-";
  const grouped = (value) => value.toLocaleString("en-US");

  const held = {
    layer: null, shown: new Map(), signs: {}, names: {}, fan: null, chosen: null, tip: null,
  };

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  }

  // Badges are drawn by the server (components/map_signs.py) into #map-signs and copied from there.
  function sign(group, value) {
    const key = `${group}-${value}`;
    held.signs[key] = held.signs[key]
      || document.querySelector(`#map-signs [data-sign="${key}"] svg`);
    return held.signs[key] ? held.signs[key].cloneNode(true) : document.createElement("i");
  }

  function shoulder(severity, by) {
    if (severity === NONE || by === "severity") return [];
    const badge = document.createElement("i");
    badge.className = "nc-pin__sev";
    badge.append(sign("severity", severity));
    return [badge];
  }

  function button(content, label) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "nc-pin__b";
    made.append(content);
    if (label) made.setAttribute("aria-label", label);
    return made;
  }

  function marker(at, parts, size, className, options = {}) {
    const html = document.createElement("div");
    html.className = "nc-pin__in";
    html.append(...parts);
    const icon = window.L.divIcon({ html, className, iconSize: [size, size] });
    return window.L.marker(at, { icon, keyboard: false, ...options }); // the button takes the focus
  }

  function latLng({ x, y }) {
    const north = Math.PI * (1 - 2 * y);
    return [(180 / Math.PI) * Math.atan(Math.sinh(north)), x * 360 - 180];
  }

  function rowAt(i) {
    const table = map.data.table();
    const value = (group) => table.values[group][table.codes[group][i]];
    return { id: table.ids[i], x: table.x[i], y: table.y[i], value };
  }

  // ── one establishment ────────────────────────────────────────────────────────────────────────
  function pin(i, at, by, options) {
    const { id, x, y, value } = rowAt(i);
    const face = button(sign(by, value(by)));
    face.dataset.establishment = id;
    const drawn = marker(
      at || latLng({ x, y }), [face, ...shoulder(value("severity"), by)], 24, "nc-pin", options,
    );
    let waiting = 0;
    drawn.on("mouseover", () => { waiting = setTimeout(() => nameTip(drawn, id), HOVER_MS); });
    drawn.on("mouseout", () => clearTimeout(waiting));
    face.addEventListener("focus", () => nameTip(drawn, id));
    return drawn;
  }

  async function nameTip(drawn, id) {
    if (!held.names[id]) {
      const answer = await fetch(`/map/names/${id}`, { redirect: "manual" });
      if (!answer.ok) return;
      held.names[id] = (await answer.json()).name;
    }
    const text = document.createElement("span");
    text.textContent = held.names[id]; // never as HTML: a name is whatever somebody typed
    const below = held.chosen && held.chosen.id === id; // its sign stands above
    const away = (below ? 12 : -12) * map.larger();
    const direction = below ? "bottom" : "top";
    const bound = drawn.getTooltip();
    if (bound && bound.options.direction !== direction) drawn.unbindTooltip();
    if (!drawn.getTooltip()) drawn.bindTooltip(text, { direction, offset: [0, away] });
    held.tip = { drawn, id };
    if (!drawn._map) return;
    drawn.getElement().querySelector("button").setAttribute("aria-label", held.names[id]);
    drawn.openTooltip();
  }

  // ── clusters ─────────────────────────────────────────────────────────────────────────────────
  function percent(bad, known) {
    return known ? `${Math.round((bad / known) * 1000) / 10} %` : "—";
  }

  function disc(one, r, side) {
    const around = 2 * Math.PI * (r + 3.5);
    const share = one.known ? one.bad / one.known : 0;
    const drawn = element("svg", {
      class: "nc-cl", viewBox: `${-side / 2} ${-side / 2} ${side} ${side}`, width: side,
      height: side, "aria-hidden": "true",
    });
    element("circle", { class: "nc-cl__bg", r }, drawn);
    element("circle", { class: one.known ? "nc-cl__t" : "nc-cl__t is-unknown", r: r + 3.5 }, drawn);
    element("circle", {
      class: "nc-cl__v", r: r + 3.5, transform: "rotate(-90)",
      "stroke-dasharray": `${around * share} ${around}`,
    }, drawn);
    element("text", { y: 4.5, "font-size": one.n < 300 ? 13 : 14 }, drawn).textContent = grouped(one.n);
    return drawn;
  }

  function cluster(one, by, words) {
    const { r } = one;
    const side = Math.round(2 * (r + 8));
    const stacked = isStack(one);
    const label = (stacked ? words.stack : words.cluster).replace("{n}", grouped(one.n))
      .replace("{share}", map.start.measures[by].share)
      .replace("{percent}", percent(one.bad, one.known));
    const face = button(disc(one, r, side), label);
    face.title = label;
    const parts = [face, ...shoulder(one.worst, by)];
    const name = one.name && document.createElement("span");
    if (name) {
      name.className = "nc-pin__name";
      name.textContent = one.name;
      parts.push(name);
    }
    const drawn = marker(latLng(one), parts, side, "nc-pin nc-pin--cluster");
    drawn.on("click", () => (isStack(one) ? fan(one, by) : closer(one)));
    return drawn;
  }

  function box(one) {
    const table = map.data.table();
    let [west, east, north, south] = [1, 0, 1, 0];
    for (const i of one.members) {
      west = Math.min(west, table.x[i]);
      east = Math.max(east, table.x[i]);
      north = Math.min(north, table.y[i]);
      south = Math.max(south, table.y[i]);
    }
    return { west, east, north, south };
  }

  function isStack(one) {
    if (one.stack === undefined) {
      const { west, east, north, south } = box(one);
      const deepest = 256 * 2 ** map.view.getMaxZoom();
      one.stack = Math.max(east - west, south - north) * deepest < STACK_PX * map.larger();
    }
    return one.stack;
  }

  function closer(one) {
    if (one.members.length < one.n) { // gathered by the server, which alone knows how far it reaches
      map.view.setView(latLng(one), Math.min(map.view.getZoom() + 2, map.view.getMaxZoom()));
      return;
    }
    const { west, east, north, south } = box(one);
    const bounds = window.L.latLngBounds(latLng({ x: west, y: south }), latLng({ x: east, y: north }));
    const zoom = Math.max(map.view.getBoundsZoom(bounds.pad(0.1)), map.view.getZoom() + 1);
    map.view.setView(bounds.getCenter(), Math.min(zoom, map.view.getMaxZoom()));
  }

  // ── fan ──────────────────────────────────────────────────────────────────────────────────────
  // Places round the middle, ring after ring; CSS pixels.
  function places(n) {
    const found = [];
    const larger = map.larger();
    for (let ring = 0; found.length < n; ring += 1) {
      const r = FIRST_RING_PX + RING_PX * ring;
      const room = Math.min(Math.floor((2 * Math.PI * r) / PIN_GAP_PX), n - found.length);
      for (let k = 0; k < room; k += 1) {
        const turn = (2 * Math.PI * k) / room - Math.PI / 2 + ring * 0.4;
        found.push([larger * r * Math.cos(turn), larger * r * Math.sin(turn)]);
      }
    }
    return found;
  }

  function fan(one, by) {
    fold();
    const middle = map.view.latLngToLayerPoint(latLng(one));
    held.fan = window.L.layerGroup();
    const spread = places(one.members.length);
    const reach = Math.max(...spread.map(([dx, dy]) => Math.hypot(dx, dy)));
    window.L.circleMarker(latLng(one), {
      radius: reach + 20 * map.larger(), className: "nc-fan__plate", interactive: false, pane: "fan",
    }).addTo(held.fan);
    spread.forEach(([dx, dy], k) => {
      const at = map.view.layerPointToLatLng(middle.add([dx, dy]));
      window.L.polyline([latLng(one), at], { className: "nc-fan", interactive: false, pane: "fan" })
        .addTo(held.fan);
      pin(one.members[k], at, by, { pane: "fanPins" }).addTo(held.fan);
    });
    held.fan.addTo(map.view);
    const first = map.view.getPane("fanPins").querySelector("button");
    if (document.activeElement && document.activeElement.closest(".nc-pin--cluster")) first.focus();
  }

  function fold() {
    if (held.fan) held.fan.remove();
    held.fan = null;
  }

  // Whether the name below a disc would run into another disc.
  function hidesLabel(one, found) {
    const scale = (256 * 2 ** map.view.getZoom()) / map.larger();
    const half = (one.name.length * NAME_PX) / 2;
    const top = one.y * scale + one.r + 6;
    return found.some((other) => {
      if (other === one) return false;
      const reach = other.r + 7;
      const dx = Math.abs(other.x - one.x) * scale;
      const [above, below] = [other.y * scale - reach, other.y * scale + reach + (other.name ? 14 : 0)];
      return dx < half + reach && above < top + 15 && below > top;
    });
  }

  // ── drawing ──────────────────────────────────────────────────────────────────────────────────
  // Only what came into view or changed is made anew.
  function draw(found, by, words) {
    const wanted = new Map();
    const seen = map.view.getBounds().pad(MARGIN);
    for (const one of found) {
      const at = latLng(one);
      if (!seen.contains(at)) continue;
      if (one.name && hidesLabel(one, found)) one.name = "";
      const single = one.n === 1 ? one.members[0] : -1;
      const face = single < 0 ? `${one.n} ${one.bad} ${one.known} ${one.worst} ${one.name || ""}`
        : `${rowAt(single).id} ${rowAt(single).value(by)} ${rowAt(single).value("severity")}`;
      wanted.set(`${by} ${at[0].toFixed(5)} ${at[1].toFixed(5)} ${face}`, { one, single });
    }
    for (const [key, drawn] of held.shown) {
      if (wanted.has(key)) continue;
      held.layer.removeLayer(drawn); // of the group: it would keep one that is only off the map
      held.shown.delete(key);
    }
    for (const [key, { one, single }] of wanted) {
      if (held.shown.has(key)) continue;
      const made = single < 0 ? cluster(one, by, words) : pin(single, null, by);
      held.shown.set(key, made.addTo(held.layer));
    }
  }

  function clear() {
    held.layer.clearLayers();
    held.shown.clear();
  }

  function mark(i, by) {
    if (held.chosen) held.chosen.remove();
    held.chosen = null;
    if (i === undefined || !map.data.table().placed[i]) return;
    const { id, x, y, value } = rowAt(i);
    const part = (name, ...content) => {
      const made = document.createElement("b");
      made.className = `nc-chosen__${name}`;
      made.append(...content);
      return made;
    };
    const badge = part("sign", sign(by, value(by)), ...shoulder(value("severity"), by));
    held.chosen = marker(
      latLng({ x, y }), [part("halo"), part("stem"), badge], 60, "nc-pin nc-chosen",
      { interactive: false, zIndexOffset: 2000 },
    ).addTo(map.view);
    held.chosen.id = id;
    const { tip } = held; // of the pin that was just clicked: it would cover the sign
    if (tip && tip.id === id && tip.drawn.isTooltipOpen()) nameTip(tip.drawn, id);
  }

  function begin() {
    Object.assign(held, {
      shown: new Map(), signs: {}, names: {}, fan: null, chosen: null, tip: null,
    });
    held.layer = window.L.layerGroup().addTo(map.view);
    map.view.createPane("fan").style.zIndex = 610;
    map.view.createPane("fanPins").style.zIndex = 620;
    map.view.on("zoomstart click", fold);
  }

  map.pins = { begin, draw, clear, mark, fold, latLng, percent };
})();
