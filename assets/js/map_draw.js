// How the map draws: badges, clusters, outlines with their names, and the small map of the city.
(() => {
  const NONE = "-";
  const HOVER_MS = 150;
  const SETTLE_MS = 250;
  // Where a name may stand, from the middle of its banner, nearest first; CSS pixels.
  const OFFSETS = [];
  for (let dx = -160; dx <= 160; dx += 20) {
    for (let dy = -120; dy <= 120; dy += 15) OFFSETS.push([dx, dy]);
  }
  OFFSETS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  const held = { signs: {}, names: {}, rings: {} };
  const view = { map: null, placeNames }; // for map.js
  const grouped = (value) => value.toLocaleString("en-US");

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
    const words = context.hideout.words.cluster
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
    const seen = view.map.getBounds();
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
    const frameBox = view.map.getContainer().getBoundingClientRect();
    document.querySelectorAll(".nc-adname span").forEach((name) => {
      name.style.translate = "";
      const n = name.getBoundingClientRect();
      const ring = held.rings[name.dataset.adcode] || [];
      const free = OFFSETS.find(([dx, dy]) => {
        const [left, right] = [n.left + dx, n.right + dx];
        const [top, bottom] = [n.top + dy, n.bottom + dy];
        return pins.every((p) => p.left > right || p.right < left || p.top > bottom
          || p.bottom < top)
          && [left, right].every((x) => inside(ring, view.map.containerPointToLatLng(
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
    if (view.map !== context.map) {
      view.map = context.map;
      view.map.on("moveend", look);
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

  window.nuancheng = Object.assign(window.nuancheng || {}, {
    map: { pin, cluster, outline, label, chosenPin }, mapView: view,
  });
})();
