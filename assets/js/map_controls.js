// What lies on the map: modes, buttons, layers of pictures, legend, and the small map of the city.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const MOST_ERRORS = 6; // of tiles one after the other, then the layer counts as dead
  const byId = (id) => document.getElementById(id);

  const held = { tiles: null };

  // The frame in the small map of the whole city.
  function frame() {
    const inset = byId("map-inset");
    const box = inset && inset.querySelector("rect");
    if (!box) return;
    const { west, north, across, down, margin } = inset.dataset;
    const seen = map.view.getBounds();
    const x = (lon) => (lon - west) * across + Number(margin);
    const y = (lat) => (north - lat) * down + Number(margin);
    const { width, height } = inset.querySelector("svg").viewBox.baseVal;
    const within = (value, most) => Math.min(most - 2, Math.max(2, value));
    const [left, right] = [within(x(seen.getWest()), width), within(x(seen.getEast()), width)];
    const [top, bottom] = [within(y(seen.getNorth()), height), within(y(seen.getSouth()), height)];
    box.setAttribute("x", left.toFixed(1));
    box.setAttribute("y", top.toFixed(1));
    box.setAttribute("width", Math.max(4, right - left).toFixed(1));
    box.setAttribute("height", Math.max(4, bottom - top).toFixed(1));
  }

  // ── modes, colours, legend ───────────────────────────────────────────────────────────────────
  function faces() {
    const { mode, by } = map.state;
    for (const one of document.querySelectorAll("[data-mode]")) {
      one.classList.toggle("on", one.dataset.mode === mode);
      one.setAttribute("aria-pressed", String(one.dataset.mode === mode));
    }
    byId("map-by").value = by;
    byId("map-by").disabled = mode === "heat";
    for (const row of document.querySelectorAll("[data-legend]")) {
      row.hidden = mode !== "cluster" || row.dataset.legend !== by;
    }
    byId("map-ramp").hidden = mode === "cluster";
  }

  function key(className, words) {
    const made = document.createElement("span");
    const swatch = document.createElement("i");
    swatch.className = className;
    made.append(swatch, words);
    return made;
  }

  function text(words, className = "") {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = words;
    return made;
  }

  function rounded(n) {
    return n >= 100 ? Math.round(n).toLocaleString("en-US") : String(Number(n.toPrecision(2)));
  }

  function heatLegend(range, words) {
    const ramp = document.createElement("i");
    ramp.className = "nc-ramp";
    const said = range
      ? words.heat.replace("{low}", rounded(range.low)).replace("{high}", rounded(range.high))
      : words.none;
    byId("map-ramp").replaceChildren(...(range ? [ramp] : []), text(said));
  }

  function areaLegend(told, words) {
    const { steps } = map.start.measures[map.state.by];
    const percent = (share) => Number((share * 100).toFixed(1));
    const bounds = steps.map((least, k) => key(
      `nc-swatch nc-share--${k + 1}`,
      steps[k + 1] ? `${percent(least)}–${percent(steps[k + 1])}%` : `≥${percent(least)}%`,
    ));
    byId("map-ramp").replaceChildren(
      text(map.start.measures[map.state.by].share, "nc-maplegend__title"), ...bounds,
      key("nc-swatch nc-share--0", words.few.replace("{n}", map.start.fewest)),
      text(told.near ? words.townships : words.banners, "sep"),
      ...(told.unplaced ? [text(words.unplaced.replace("{n}", told.unplaced))] : []),
    );
  }

  // ── layers of pictures ───────────────────────────────────────────────────────────────────────
  function notice(words) {
    byId("map-notice").textContent = words;
    byId("map-notice").hidden = !words;
  }

  function datum() {
    const layer = map.start.layers[map.state.layer];
    return layer ? layer.datum : "wgs84";
  }

  function layers() {
    const place = map.state.layer;
    if (held.tiles) held.tiles.remove();
    held.tiles = null;
    notice("");
    const layer = map.start.layers[place];
    if (layer) {
      held.tiles = window.L.layerGroup(layer.templates.map((template) => sheet(layer, template)));
      held.tiles.addTo(map.view);
    }
    byId("map-box").classList.toggle("has-tiles", Boolean(layer));
    for (const one of document.querySelectorAll("[data-layer]")) {
      one.setAttribute("aria-pressed", String(Number(one.dataset.layer) === place));
    }
    const review = byId("map-review");
    const said = layer ? [layer.review, layer.attribution].filter(Boolean).join(" · ") : review.dataset.own;
    review.textContent = said;
    review.hidden = !said;
  }

  // A dead server of tiles takes nothing away: the boundaries and points are ours.
  function sheet(layer, template) {
    let errors = 0;
    const tiles = window.L.tileLayer(template, {
      subdomains: "01234567", minZoom: 1, maxZoom: map.view.getMaxZoom(),
      minNativeZoom: layer.zooms[0], maxNativeZoom: layer.zooms[1],
    });
    tiles.on("tileload", () => { errors = 0; });
    tiles.on("tileerror", () => {
      errors += 1;
      if (errors !== MOST_ERRORS) return;
      tiles.off();
      setTimeout(() => {
        tiles.remove();
        byId("map-box").classList.remove("has-tiles");
        notice(map.start.words.tiles.replace("{name}", layer.name));
      });
    });
    return tiles;
  }

  // ── buttons ──────────────────────────────────────────────────────────────────────────────────
  const ACTS = {
    "zoom-in": () => map.view.zoomIn(),
    "zoom-out": () => map.view.zoomOut(),
    home: () => map.view.fitBounds(map.start.home),
    layers: () => {
      const menu = byId("map-layers");
      menu.hidden = !menu.hidden;
      if (!menu.hidden) menu.querySelector("button").focus();
    },
    full: () => {
      const wide = document.querySelector(".nc-body--map");
      if (document.fullscreenElement) document.exitFullscreen();
      else if (wide.requestFullscreen) wide.requestFullscreen().catch(() => undefined);
    },
  };

  function press(event) {
    const one = event.target.closest("[data-map-act], [data-mode], [data-layer]");
    if (!one) return;
    if (one.dataset.mapAct) ACTS[one.dataset.mapAct]();
    else if (one.dataset.mode) {
      map.state.mode = one.dataset.mode;
      map.changed();
    } else {
      map.state.layer = Number(one.dataset.layer);
      byId("map-layers").hidden = true;
      map.changed();
    }
  }

  function begin() {
    held.tiles = null;
    byId("map-box").addEventListener("click", press);
    byId("map-box").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      map.pins.fold();
      byId("map-layers").hidden = true;
    });
    byId("map-by").addEventListener("change", (event) => {
      map.state.by = event.target.value;
      map.changed();
    });
    document.addEventListener("fullscreenchange", () => {
      const button = document.querySelector("[data-map-act=full]");
      if (!button) return;
      const words = document.fullscreenElement ? map.start.words.leave : map.start.words.full;
      button.title = words;
      button.setAttribute("aria-label", words);
    });
    window.L.control.scale({ imperial: false, maxWidth: 110 }).addTo(map.view);
  }

  map.controls = { begin, frame, faces, heatLegend, areaLegend, layers, datum };
})();
