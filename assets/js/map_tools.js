// An officer's tools: draws a circle, a polygon or the point that others are nearest to. The shape
// stands in the address; which establishments lie in it is the server's answer.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const DRAWING = new Set(["circle", "polygon", "nearest"]);
  const STILL_PX = 6; // less is a press, not a drag
  const EARTH_M = 6371008.8;
  const byId = (id) => document.getElementById(id);

  const held = { tool: "", shape: null, sketch: null, corners: [], from: null, shown: "" };

  const panel = () => byId("map-tool-panel");
  const form = (tool) => panel().querySelector(`[data-tool-form=${tool}]`);
  const field = (tool, name) => form(tool).elements[name];
  // A place on the map, as the address has it: in WGS-84 whatever the layer.
  function written(at) {
    const { lng, lat } = map.datum.real(at);
    return `${lng.toFixed(5)},${lat.toFixed(5)}`;
  }

  function metres(one, other) {
    const radians = (degrees) => degrees * (Math.PI / 180);
    const rise = Math.sin(radians(other.lat - one.lat) / 2) ** 2;
    const turn = Math.sin(radians(other.lng - one.lng) / 2) ** 2;
    const along = Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * turn;
    return 2 * EARTH_M * Math.asin(Math.sqrt(rise + along));
  }

  function say(words) {
    byId("map-tool-said").textContent = words;
    byId("map-tool-said").hidden = !words;
  }

  // ── the tool in hand ─────────────────────────────────────────────────────────────────────────
  function take(tool) {
    const next = tool === held.tool ? "" : tool;
    if (held.tool) down();
    if (!next) return;
    held.tool = next;
    map.view.dragging.disable();
    map.view.doubleClickZoom.disable();
    map.view.boxZoom.disable();
    map.view.getContainer().classList.add("is-drawing");
    faces();
  }

  function down() {
    Object.assign(held, { tool: "", corners: [], from: null });
    unsketch();
    map.view.dragging.enable();
    map.view.doubleClickZoom.enable();
    map.view.boxZoom.enable();
    map.view.getContainer().classList.remove("is-drawing");
    faces();
  }

  function faces() {
    for (const one of byId("map-tools").querySelectorAll("[data-map-tool]")) {
      const { mapTool } = one.dataset;
      const on = mapTool === held.tool || (mapTool === "compare" && Boolean(map.state.pair));
      one.setAttribute("aria-pressed", String(on));
    }
    panel().hidden = !held.tool;
    for (const one of panel().querySelectorAll("form")) one.hidden = one.dataset.toolForm !== held.tool;
    for (const one of panel().querySelectorAll("[data-map-tool=around]")) one.hidden = !map.state.chosen;
    say("");
  }

  // ── what a hand does on the map ──────────────────────────────────────────────────────────────
  function sketch(layer) {
    unsketch();
    held.sketch = layer.addTo(map.view);
  }

  function unsketch() {
    if (held.sketch) held.sketch.remove();
    held.sketch = null;
  }

  const style = (more = {}) => ({ className: "nc-shape", interactive: false, pane: "shape", ...more });

  function press(event) {
    if (!held.tool || event.button > 0) return;
    held.from = { at: map.view.mouseEventToLatLng(event), x: event.clientX, y: event.clientY };
    if (held.tool === "circle") event.target.setPointerCapture(event.pointerId);
  }

  function far(event) {
    return Math.hypot(event.clientX - held.from.x, event.clientY - held.from.y) >= STILL_PX;
  }

  function move(event) {
    const here = held.tool && map.view.mouseEventToLatLng(event);
    if (held.tool === "circle" && held.from && far(event)) {
      const radius = Math.round(metres(held.from.at, here));
      sketch(window.L.circle(held.from.at, style({ radius })));
      say(map.start.words.radius.replace("{n}", radius.toLocaleString("en-US")));
    } else if (held.tool === "polygon" && held.corners.length) {
      sketch(window.L.polygon([...held.corners, here], style()));
    }
  }

  function lift(event) {
    if (!held.tool || !held.from) return;
    const { at } = held.from;
    if (held.tool === "circle") {
      const radius = far(event) ? Math.round(metres(at, map.view.mouseEventToLatLng(event)))
        : Number(field("circle", "radius").value);
      finish(`c:${written(at)},${radius}`);
    } else if (held.tool === "nearest") {
      finish(`n:${written(at)},${Number(field("nearest", "count").value)}`);
    } else corner(at);
    held.from = null;
  }

  function corner(at) {
    const last = held.corners[held.corners.length - 1];
    const near = last && map.view.latLngToContainerPoint(last)
      .distanceTo(map.view.latLngToContainerPoint(at)) < STILL_PX;
    if (!near) held.corners.push(at); // the second press of two is the same corner
    sketch(window.L.polygon(held.corners, style()));
    say(map.start.words.corners.replace("{n}", held.corners.length));
  }

  function close() {
    if (held.tool !== "polygon" || held.corners.length < 3) return;
    finish(`p:${held.corners.map(written).join(";")}`);
  }

  function finish(area) {
    map.state.area = area;
    down();
    if (map.state.chosen) map.state.chosen = null; // the list lies under the card
    map.changed();
  }

  // ── what a hand writes ───────────────────────────────────────────────────────────────────────
  function submit(event) {
    event.preventDefault();
    const { toolForm: tool } = event.target.dataset;
    const said = Object.fromEntries(new FormData(event.target));
    if (tool === "polygon") {
      const corners = said.corners.trim().split(/[;；\s]+/).filter(Boolean).map((one) => one.replace("，", ","));
      draw(`p:${corners.join(";")}`);
      return;
    }
    const number = tool === "circle" ? said.radius : said.count;
    if (![said.lon, said.lat, number].every((one) => one.trim() && Number.isFinite(Number(one)))) {
      say(map.start.words.unwritten);
      return;
    }
    draw(`${tool[0]}:${Number(said.lon)},${Number(said.lat)},${Number(number)}`);
  }

  function draw(area) {
    finish(area);
    look();
  }

  function around() {
    const table = map.data.table();
    const i = table.place.get(map.state.chosen);
    if (i === undefined || !table.placed[i]) {
      say(map.start.words.nowhere);
      return;
    }
    const [lat, lng] = map.pins.latLng({ x: table.x[i], y: table.y[i] });
    const { tool } = held;
    const number = Number(field(tool, tool === "circle" ? "radius" : "count").value);
    draw(`${tool[0]}:${written({ lng, lat })},${number}`);
  }

  // ── the shape that stands ────────────────────────────────────────────────────────────────────
  // From the address: null where it cannot be drawn; the server says why.
  function layerOf(area) {
    const rows = area.slice(2).split(";").map((row) => row.split(",").map(Number));
    if (!rows.flat().every(Number.isFinite) || rows.some((row) => row.length < 2 || Math.abs(row[1]) > 85)) return null;
    const points = rows.map(([lng, lat]) => map.datum.shown({ lng, lat }));
    if (area[0] === "c") return window.L.circle(points[0], style({ radius: rows[0][2] }));
    if (area[0] === "p") return window.L.polygon(points, style());
    return window.L.circleMarker(points[0], style({ radius: 9 }));
  }

  function look() {
    if (!held.shape) return;
    const bounds = held.shape.getBounds ? held.shape.getBounds()
      : window.L.latLngBounds([held.shape.getLatLng()]).pad(0.5);
    map.view.fitBounds(bounds.pad(0.15), { maxZoom: 16 });
  }

  // Shape, list and comparison as the address says; nothing moves.
  function show() {
    const { area, pair } = map.state;
    const here = `${map.controls.datum()} ${area}`;
    if (here !== held.shown) {
      if (held.shape) held.shape.remove();
      held.shown = here;
      held.shape = area ? layerOf(area) : null;
      if (held.shape) held.shape.addTo(map.view);
    }
    map.told.say("map-asked", { area, filter: map.state.asked() });
    map.told.say("map-pair", pair ? { a: pair[0], b: pair[1], filter: map.state.asked() } : null);
    byId("map-compare").hidden = !pair;
    byId("map-panel").classList.toggle("has-tools", Boolean(area || pair));
    for (const [k, one] of [...document.querySelectorAll("[data-compare]")].entries()) {
      one.value = pair ? (/^[cpn]:/.test(pair[k]) ? "area" : pair[k]) : "";
    }
    faces();
  }

  function compare(event) {
    const letter = event.target.dataset && event.target.dataset.compare;
    if (!letter || !map.state.pair) return;
    const { value } = event.target;
    map.state.pair[letter === "a" ? 0 : 1] = value === "area" ? map.state.area : value;
    map.changed();
  }

  const ACTS = {
    compare: () => { map.state.pair = map.state.pair ? null : ["", ""]; map.changed(); },
    uncompare: () => { map.state.pair = null; map.changed(); },
    clear: () => { map.state.area = ""; map.changed(); },
    print: () => window.print(),
    around,
  };

  function act(event) {
    const one = event.target.closest("[data-map-tool]");
    if (!one) return;
    const { mapTool } = one.dataset;
    if (DRAWING.has(mapTool)) take(mapTool);
    else ACTS[mapTool]();
  }

  function key(event) {
    if (!held.tool) return;
    if (event.key === "Escape") down();
    else if (event.key === "Enter" && !event.target.closest("form, button")) close();
  }

  function begin() {
    Object.assign(held, { tool: "", shape: null, sketch: null, corners: [], from: null, shown: "" });
    map.view.createPane("shape").style.zIndex = 450;
    const box = map.view.getContainer();
    box.addEventListener("pointerdown", press);
    box.addEventListener("pointermove", move);
    box.addEventListener("pointerup", lift);
    box.addEventListener("dblclick", close);
    panel().addEventListener("submit", submit);
    const body = document.querySelector(".nc-body--map");
    body.addEventListener("click", act);
    body.addEventListener("change", compare);
    body.addEventListener("keydown", key);
  }

  // Of the shape where all of it is in view: what a page of paper is about.
  function boundsInView() {
    const bounds = held.shape && held.shape.getBounds && held.shape.getBounds();
    return bounds && map.view.getBounds().contains(bounds) ? bounds.pad(0.1) : null;
  }

  map.tools = { begin, show, look, boundsInView };
})();
