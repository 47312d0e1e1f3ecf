// Density of what passes the filter, drawn on one canvas: establishments a square kilometre.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const CELL_PX = 4;
  const BLUR_CELLS = 5; // three box blurs of this radius: about a Gaussian of 40 px
  const STEPS = 6;
  const FAINTEST = 0.015; // of the densest; below it nothing is drawn
  const EQUATOR_KM = 40075.017;

  const held = { canvas: null };

  function begin() {
    held.canvas = document.createElement("canvas");
    held.canvas.className = "nc-heatlayer leaflet-zoom-hide";
    map.view.createPane("heat").style.zIndex = 450; // over the banners, under their names
    map.view.getPane("heat").append(held.canvas);
    hide();
  }

  function hide() {
    held.canvas.hidden = true;
  }

  function binned(table, passing, columns, rows) {
    const bins = new Float32Array(columns * rows);
    const origin = map.view.getPixelBounds().min;
    const scale = 256 * 2 ** map.view.getZoom();
    const margin = 3 * BLUR_CELLS;
    for (const i of passing) {
      if (!table.placed[i]) continue;
      const column = Math.floor((table.x[i] * scale - origin.x) / CELL_PX) + margin;
      const row = Math.floor((table.y[i] * scale - origin.y) / CELL_PX) + margin;
      if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
      bins[row * columns + column] += table.n.length ? table.n[i] : 1; // a cell of the server's counts many
    }
    return bins;
  }

  function blurred(bins, lines, length, step, stride) {
    const out = new Float32Array(bins.length);
    const width = 2 * BLUR_CELLS + 1;
    for (let line = 0; line < lines; line += 1) {
      let sum = 0;
      const at = (k) => bins[line * stride + k * step];
      for (let k = 0; k < Math.min(BLUR_CELLS, length); k += 1) sum += at(k);
      for (let k = 0; k < length; k += 1) {
        if (k + BLUR_CELLS < length) sum += at(k + BLUR_CELLS);
        if (k - BLUR_CELLS - 1 >= 0) sum -= at(k - BLUR_CELLS - 1);
        out[line * stride + k * step] = sum / width;
      }
    }
    return out;
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    return Array.from({ length: STEPS }, (_, k) => {
      probe.fillStyle = style.getPropertyValue(`--nc-heat-${k + 1}`).trim();
      probe.fillRect(0, 0, 1, 1);
      return probe.getImageData(0, 0, 1, 1).data;
    });
  }

  function paint(bins, columns, rows, densest) {
    const context = held.canvas.getContext("2d");
    const picture = context.createImageData(columns, rows);
    const ramp = colours();
    for (let k = 0; k < bins.length; k += 1) {
      const share = bins[k] / densest;
      if (share < FAINTEST) continue;
      const place = Math.sqrt(share) * (STEPS - 1);
      const low = Math.min(STEPS - 2, Math.floor(place));
      for (let c = 0; c < 3; c += 1) {
        picture.data[4 * k + c] = ramp[low][c] + (ramp[low + 1][c] - ramp[low][c]) * (place - low);
      }
      picture.data[4 * k + 3] = Math.min(230, 90 + 500 * (share - FAINTEST));
    }
    held.canvas.width = columns;
    held.canvas.height = rows;
    context.putImageData(picture, 0, 0);
  }

  // Draws what is in view and tells the least and the largest density that has a colour, each km².
  function draw(table, passing) {
    const size = map.view.getSize();
    const margin = 3 * BLUR_CELLS;
    const columns = Math.ceil(size.x / CELL_PX) + 2 * margin;
    const rows = Math.ceil(size.y / CELL_PX) + 2 * margin;
    let bins = binned(table, passing, columns, rows);
    for (let round = 0; round < 3; round += 1) {
      bins = blurred(bins, rows, columns, 1, columns);
      bins = blurred(bins, columns, rows, columns, 1);
    }
    const densest = bins.reduce((most, one) => Math.max(most, one), 0);
    const corner = map.view.containerPointToLayerPoint([-margin * CELL_PX, -margin * CELL_PX]);
    window.L.DomUtil.setPosition(held.canvas, corner);
    held.canvas.style.width = `${columns * CELL_PX}px`;
    held.canvas.style.height = `${rows * CELL_PX}px`;
    held.canvas.hidden = densest === 0;
    if (!densest) return null;
    paint(bins, columns, rows, densest);
    const latitude = map.view.getCenter().lat * (Math.PI / 180);
    const kmPerPx = (EQUATOR_KM * Math.cos(latitude)) / (256 * 2 ** map.view.getZoom());
    const perKm2 = densest / (CELL_PX * kmPerPx) ** 2;
    return { low: perKm2 * FAINTEST, high: perKm2 };
  }

  map.heat = { begin, draw, hide, STEPS };
})();
