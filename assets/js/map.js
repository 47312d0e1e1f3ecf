// What the map shows. The columns of /map/points stay in this browser: filters, counts and clusters
// are made from them here, so that all three always agree and no filter costs a request.
(() => {
  const LEAST_PAUSE_MS = 10000; // between two downloads, however often something changes
  const SETTLE_MS = 250;
  const CLOSE_ZOOM = 15;
  const LISTED = 50; // of those without a point
  const NONE = "-";
  const GROUPS = ["risk", "severity", "control", "category", "banner", "township"];
  const CONTROL_GROUPS = { d: "done", l: "done", o: "todo", m: "todo", x: "excused", "-": "none" };
  // Pressing a badge shows only its kind; in the lists a tick takes its kind away or brings it back.
  const NARROWING = new Set(["risk", "severity", "banner", "township"]);
  const BADGES = new Set(["risk", "severity"]);
  const DARK_AT_REST = new Set(["severity"]); // else a resting group is lit: everything is shown

  const held = {
    columns: null, version: 0, etag: "", loadedAt: 0, calls: 0, words: {}, flown: null,
  };
  const untouched = () => window.dash_clientside.no_update;
  const grouped = (value) => value.toLocaleString("en-US");
  const view = () => window.nuancheng.mapView; // of map_draw.js
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
      setTimeout(view().placeNames, SETTLE_MS);
    }
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
    const seen = view().map && view().map.getBounds().contains([lat, lon]);
    if (held.flown !== chosen && (start === chosen || !seen)) {
      move = { center: [lat, lon], zoom: CLOSE_ZOOM, transition: "setView" };
    }
    held.flown = chosen;
    return [{ type: "FeatureCollection", features: [feature] }, shape, move];
  }

  function zoom(_in, _out, _all, home) {
    const by = window.dash_clientside.callback_context.triggered_id;
    const told = window.dash_clientside.callback_context.triggered[0];
    if (!view().map || !by || !told.value) return untouched();
    if (by === "map-zoom-in") view().map.zoomIn();
    else if (by === "map-zoom-out") view().map.zoomOut();
    else return { bounds: home, transition: "fitBounds" };
    return untouched();
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    map: { load, choose, draw, pick, point, zoom },
  });
})();
