// The map. The columns of /map/points stay in this browser: filters, counts and clusters are made
// from them here, so that all three always agree and no filter costs a request.
(() => {
  const LEAST_PAUSE_MS = 10000; // between two downloads, however often something changes
  const SETTLE_MS = 250;
  const HOVER_MS = 150;
  const CLOSE_ZOOM = 15;
  const LISTED = 50; // of those without a point
  const NONE = "-";
  const GROUPS = ["risk", "severity", "control", "category", "banner", "township"];
  const CONTROL_GROUPS = { d: "done", l: "done", o: "todo", m: "todo", x: "excused", "-": "none" };
  // Pressing a badge shows only its kind; in the lists a tick takes its kind away or brings it back.
  const NARROWING = new Set(["risk", "severity", "banner", "township"]);
  const BADGES = new Set(["risk", "severity"]);
  const DARK_AT_REST = new Set(["severity"]); // else a resting group is lit: everything is shown

  // Where a name may stand, from the middle of its banner, nearest first; CSS pixels.
  const OFFSETS = [];
  for (let dx = -160; dx <= 160; dx += 20) {
    for (let dy = -120; dy <= 120; dy += 15) OFFSETS.push([dx, dy]);
  }
  OFFSETS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  const held = {
    map: null, columns: null, version: 0, etag: "", loadedAt: 0, calls: 0, signs: {}, names: {}, rings: {},
    words: {}, flown: null,
  };
  const untouched = () => window.dash_clientside.no_update;
  const grouped = (value) => value.toLocaleString("en-US");
  const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });

  // ── columns ──────────────────────────────────────────────────────────────────────────────────
  function summed(steps) {
    let total = 0;
    return steps.map((step) => { total += step; return total; });
  }

  function unpack(told) {
    const ids = summed(told.ids);
    const lons = summed(told.lons);
    const lats = summed(told.lats);
    const townships = summed(told.places).map((place) => told.townships[place]);
    const rows = ids.map((id, i) => ({
      id,
      banner: townships[i].slice(0, 6),
      township: townships[i],
      risk: told.risks[i],
      severity: told.severities[i],
      control: CONTROL_GROUPS[told.controls[i]],
      category: told.letters[told.categories[i]],
    }));
    const features = lons.map((lon, i) => ({
      type: "Feature",
      properties: { id: ids[i], risk: told.risks[i], severity: told.severities[i] },
      geometry: {
        type: "Point", coordinates: [lon / told.perDegree, lats[i] / told.perDegree],
      },
    }));
    return { rows, features, placeOf: new Map(ids.map((id, i) => [id, i])) };
  }

  async function download() {
    const headers = held.etag ? { "If-None-Match": held.etag } : {};
    const answer = await fetch("/map/points", { headers, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      window.nuancheng.toSignIn();
      return false;
    }
    if (answer.status === 304) return true;
    if (!answer.ok) throw new Error(String(answer.status));
    held.columns = unpack(await answer.json());
    held.etag = answer.headers.get("ETag") || "";
    held.version += 1;
    return true;
  }

  // The store is set by hand: Dash would drop the answer of a call that a newer one has overtaken.
  async function load(_register, _control, _alerts, shown, words, store) {
    held.words = words;
    const call = ++held.calls;
    const wait = held.loadedAt + LEAST_PAUSE_MS - Date.now();
    if (held.columns && wait > 0) {
      tell(store, { data: held.version }, shown);
      await pause(wait);
      if (call !== held.calls) return untouched();
    }
    held.loadedAt = Date.now();
    try {
      if (!(await download())) return untouched();
      tell(store, { data: held.version }, shown);
    } catch {
      window.nuancheng.say(words.lost);
    }
    return untouched();
  }

  function tell(store, props, shown) {
    if (props.data !== shown) window.dash_clientside.set_props(store, props);
  }

  // ── filter ───────────────────────────────────────────────────────────────────────────────────
  function toggled(group, chosen, value, all) {
    const before = chosen.length || NARROWING.has(group) ? chosen : all;
    const after = before.includes(value)
      ? before.filter((item) => item !== value) : [...before, value];
    return after.length === all.length ? [] : all.filter((item) => after.includes(item));
  }

  function choose(_clicks, _reset, filter, ids) {
    const by = window.dash_clientside.callback_context.triggered_id;
    if (!by || !window.dash_clientside.callback_context.triggered[0].value) return untouched();
    const next = by.group
      ? {
        ...filter,
        [by.group]: toggled(
          by.group, filter[by.group], by.value,
          ids.filter((id) => id.group === by.group).map((id) => id.value),
        ),
      }
      : Object.fromEntries(GROUPS.map((group) => [group, []]));
    remember(GROUPS.map((group) => [group, next[group].join(",")]));
    return next;
  }

  function remember(pairs) {
    const query = new URLSearchParams(location.search);
    for (const [key, value] of pairs) {
      if (value) query.set(key, value);
      else query.delete(key);
    }
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
  }

  // Which groups a row fails, as bits; 0 passes.
  function failures(row, wanted) {
    let bits = 0;
    GROUPS.forEach((group, place) => {
      if (wanted[place].size && !wanted[place].has(row[group])) bits |= 1 << place;
    });
    return bits;
  }

  function sift(filter) {
    const wanted = GROUPS.map((group) => new Set(filter[group]));
    const counts = Object.fromEntries(GROUPS.map((group) => [group, new Map()]));
    const passing = [];
    held.columns.rows.forEach((row, i) => {
      const bits = failures(row, wanted);
      if (bits === 0) passing.push(i);
      GROUPS.forEach((group, place) => {
        if ((bits & ~(1 << place)) === 0) {
          counts[group].set(row[group], (counts[group].get(row[group]) || 0) + 1);
        }
      });
    });
    return { passing, counts };
  }

  // Data of the layer, faces of the buttons, and the counts: all from one pass.
  function draw(version, filter, buttons, counters) {
    const faces = buttons.map((id) => face(id, filter[id.group]));
    const pressed = buttons.map((id) => String(lit(id, filter[id.group])));
    if (!version || !held.columns) {
      return [untouched(), faces, pressed, counters.map(untouched), untouched(), untouched()];
    }
    const { passing, counts } = sift(filter);
    const placed = held.columns.features.length;
    const features = passing.filter((i) => i < placed).map((i) => held.columns.features[i]);
    const lost = passing.filter((i) => i >= placed).map((i) => held.columns.rows[i].id);
    const listed = { n: lost.length, ids: lost.slice(0, LISTED) };

    const said = held.words.counted
      .replace("{shown}", grouped(features.length))
      .replace("{all}", grouped(held.columns.rows.length));
    setTimeout(settle, SETTLE_MS);
    return [
      { type: "FeatureCollection", features },
      faces,
      pressed,
      counters.map((id) => grouped(counts[id.group].get(id.value) || 0)),
      said,
      listed,
    ];
  }

  function lit(id, chosen) {
    return chosen.includes(id.value) || (!chosen.length && !DARK_AT_REST.has(id.group));
  }

  function face(id, chosen) {
    if (id.group === "banner" || id.group === "township") {
      return chosen.includes(id.value) ? "nc-place" : "nc-place is-off";
    }
    const base = BADGES.has(id.group) && id.value !== NONE ? "nc-grade" : "nc-chk";
    return lit(id, chosen) ? `${base} on` : base;
  }

  // dash-leaflet drops data that arrives while older data is being drawn; any later change of a
  // property makes it look again.
  function settle() {
    if (document.getElementById("map-frame")) {
      window.dash_clientside.set_props("map-points", {
        hideout: { words: held.words, settled: Date.now() },
      });
      setTimeout(placeNames, SETTLE_MS);
    }
  }

  // ── what is drawn ────────────────────────────────────────────────────────────────────────────
  // Badges are drawn by the server (components/icons.py) into #map-signs and copied from there.
  function sign(kind, value) {
    const key = `${kind}-${value}`;
    if (!held.signs[key]) {
      const drawn = document.querySelector(`#map-signs [data-sign="${key}"] svg`);
      held.signs[key] = drawn ? drawn.outerHTML : "";
    }
    return held.signs[key];
  }

  function shoulder(severity) {
    return severity === NONE ? "" : `<i class="nc-pin__sev">${sign("severity", severity)}</i>`;
  }

  function marker(latlng, html, size, className) {
    const icon = window.L.divIcon({ html, className, iconSize: [size, size] });
    return window.L.marker(latlng, { icon, keyboard: false }); // the button inside takes the focus
  }

  function pin(feature, latlng) {
    const { id, risk, severity } = feature.properties;
    const html = `<button type="button" class="nc-pin__b">${sign("risk", risk)}</button>`;
    const drawn = marker(latlng, html + shoulder(severity), 24, "nc-pin");
    let waiting = 0;
    drawn.on("mouseover", () => { waiting = setTimeout(() => nameTip(drawn, id), HOVER_MS); });
    drawn.on("mouseout", () => clearTimeout(waiting));
    drawn.on("add", () => {
      const button = drawn.getElement().querySelector("button");
      button.addEventListener("focus", () => nameTip(drawn, id));
    });
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
    if (!drawn.getTooltip()) drawn.bindTooltip(text, { direction: "top", offset: [0, -12] });
    if (drawn._map) drawn.openTooltip();
  }

  function cluster(feature, latlng, index, context) {
    const leaves = index.getLeaves(feature.properties.cluster_id, Infinity);
    const risky = leaves.filter((leaf) => "CD".includes(leaf.properties.risk)).length;
    const alarmed = leaves.map((leaf) => leaf.properties.severity).filter((one) => one !== NONE);
    const worst = alarmed.sort()[0] || NONE;
    const count = leaves.length;
    // Area grows with the count up to 400; beyond that more slowly, else cities hide their neighbours.
    const r = 15 + 0.72 * Math.sqrt(Math.min(count, 400)) + 6 * Math.log10(Math.max(1, count / 400));
    const around = 2 * Math.PI * (r + 3.5);
    const side = 2 * (r + 8);
    const words = ((context.hideout || {}).words || held.words).cluster
      .replace("{n}", count).replace("{risky}", risky);
    const html = `<button type="button" class="nc-pin__b" aria-label="${words}">`
      + `<svg class="nc-cl" viewBox="${-side / 2} ${-side / 2} ${side} ${side}" width="${side}" `
      + `height="${side}" aria-hidden="true"><circle class="nc-cl__bg" r="${r}"/>`
      + `<circle class="nc-cl__t" r="${r + 3.5}"/><circle class="nc-cl__v" r="${r + 3.5}" `
      + `stroke-dasharray="${(around * risky) / count} ${around}" transform="rotate(-90)"/>`
      + `<text y="4.5" font-size="${count < 300 ? 13 : 14}">${grouped(count)}</text></svg></button>`;
    return marker(latlng, html + shoulder(worst), side, "nc-pin nc-pin--cluster");
  }

  // The frame in the small map of the whole city.
  function frame() {
    const inset = document.getElementById("map-inset");
    const box = inset && inset.querySelector("rect");
    if (!box) return;
    const { west, north, across, down, margin } = inset.dataset;
    const seen = held.map.getBounds();
    const x = (lon) => (lon - west) * across + Number(margin);
    const y = (lat) => (north - lat) * down + Number(margin);
    const [left, top] = [x(seen.getWest()), y(seen.getNorth())];
    box.setAttribute("x", left.toFixed(1));
    box.setAttribute("y", top.toFixed(1));
    box.setAttribute("width", Math.max(3, x(seen.getEast()) - left).toFixed(1));
    box.setAttribute("height", Math.max(3, y(seen.getSouth()) - top).toFixed(1));
  }

  // A name half under a cluster reads as another word: each name takes the free place of its own
  // polygon that is nearest to its middle, and is left out where there is none.
  function placeNames() {
    const pins = [...document.querySelectorAll(".nc-pin--cluster")]
      .map((pin) => pin.getBoundingClientRect());
    const frameBox = held.map.getContainer().getBoundingClientRect();
    document.querySelectorAll(".nc-adname span").forEach((name) => {
      name.style.translate = "";
      const n = name.getBoundingClientRect();
      const ring = held.rings[name.dataset.adcode] || [];
      const free = OFFSETS.find(([dx, dy]) => {
        const [left, right] = [n.left + dx, n.right + dx];
        const [top, bottom] = [n.top + dy, n.bottom + dy];
        return pins.every((p) => p.left > right || p.right < left || p.top > bottom
          || p.bottom < top)
          && [left, right].every((x) => inside(ring, held.map.containerPointToLatLng(
            [x - frameBox.left, (top + bottom) / 2 - frameBox.top],
          )));
      });
      name.classList.toggle("is-covered", !free);
      if (free) name.style.translate = `${free[0]}px ${free[1]}px`;
    });
  }

  function inside(ring, { lng, lat }) {
    let odd = false;
    ring.forEach(([x, y], i) => {
      const [u, v] = ring[(i || ring.length) - 1];
      if ((y > lat) !== (v > lat) && lng < ((u - x) * (lat - y)) / (v - y) + x) odd = !odd;
    });
    return odd;
  }

  function look() {
    frame();
    setTimeout(placeNames, SETTLE_MS);
  }

  function outline(feature, context) {
    if (held.map !== context.map) {
      held.map = context.map;
      held.map.on("moveend", look);
      look();
    }
    held.rings[feature.properties.adcode] = feature.geometry.coordinates[0];
    return { className: feature.properties.own ? "nc-ad nc-ad--on" : "nc-ad nc-ad--off" };
  }

  function label(feature, latlng) {
    const text = document.createElement("span");
    text.textContent = feature.properties.name;
    text.dataset.adcode = feature.properties.adcode;
    const own = feature.properties.own ? "" : " nc-adname--off";
    const icon = window.L.divIcon({ html: text, className: `nc-adname${own}`, iconSize: [0, 0] });
    // shadowPane lies under the markers: a name never covers a cluster.
    return window.L.marker(latlng, { icon, interactive: false, pane: "shadowPane" });
  }

  function chosenPin(feature, latlng) {
    const { risk, severity } = feature.properties;
    const html = `<b class="nc-chosen__halo"></b><b class="nc-chosen__stem"></b>`
      + `<b class="nc-chosen__sign">${sign("risk", risk)}${shoulder(severity)}</b>`;
    return marker(latlng, html, 60, "nc-pin nc-chosen");
  }

  // ── one establishment ────────────────────────────────────────────────────────────────────────
  function pick(_clicks, _rows, _close, feature, current) {
    const by = window.dash_clientside.callback_context.triggered_id;
    const told = window.dash_clientside.callback_context.triggered[0];
    if (!by || !told.value) return untouched();
    let next = null;
    if (by === "map-points") {
      if (!feature || !feature.properties || feature.properties.cluster) return untouched();
      next = feature.properties.id;
    } else if (by.row) next = by.row;
    remember([["establishment", next ? String(next) : ""]]);
    if (by.row) held.flown = null;
    return next === current ? untouched() : next;
  }

  // The pin of the chosen one; the view moves only for one that was not clicked on the map.
  function point(chosen, version, start) {
    const nothing = { type: "FeatureCollection", features: [] };
    const shape = chosen ? "nc-est is-open" : "nc-est";
    if (!chosen || !version || !held.columns) return [nothing, shape, untouched()];
    const place = held.columns.placeOf.get(chosen);
    const feature = held.columns.features[place];
    if (!feature) return [nothing, shape, untouched()];
    let move = untouched();
    const [lon, lat] = feature.geometry.coordinates;
    const seen = held.map && held.map.getBounds().contains([lat, lon]);
    if (held.flown !== chosen && (start === chosen || !seen)) {
      move = { center: [lat, lon], zoom: CLOSE_ZOOM, transition: "setView" };
    }
    held.flown = chosen;
    return [{ type: "FeatureCollection", features: [feature] }, shape, move];
  }

  function zoom(_in, _out, _all, home) {
    const by = window.dash_clientside.callback_context.triggered_id;
    const told = window.dash_clientside.callback_context.triggered[0];
    if (!held.map || !by || !told.value) return untouched();
    if (by === "map-zoom-in") held.map.zoomIn();
    else if (by === "map-zoom-out") held.map.zoomOut();
    else return { bounds: home, transition: "fitBounds" };
    return untouched();
  }

  window.nuancheng = Object.assign(window.nuancheng || {}, {
    map: { pin, cluster, outline, label, chosenPin },
  });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    map: { load, choose, draw, pick, point, zoom },
  });
})();
