// Which establishments stand together at a zoom. Pure: columns in, clusters out, the whole city at
// once, so that panning changes nothing and all clusters together always stand for all that pass.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const TILE_PX = 256;
  const CELL_PX = 72;
  const PIN_PX = 22; // beyond CLOSE_ZOOM only what would cover each other stands together
  const CLOSE_ZOOM = 16;
  const KEY = 2 ** 23;
  const GAP_PX = 8; // rings and badges reach beyond the disc
  const TIGHT = 0.95; // later rounds only join what would truly cover each other
  const ROUNDS = 4;
  const NO_ALERT = 9;

  // Area grows with the count up to 400; beyond that more slowly, else cities hide their neighbours.
  function radius(n) {
    if (n === 1) return 11;
    return 15 + 0.72 * Math.sqrt(Math.min(n, 400)) + 6 * Math.log10(Math.max(1, n / 400));
  }

  // Close up the discs step back behind the markers.
  function closeRadius(n) {
    return n === 1 ? 11 : 9 + Math.min(9, 1.6 * Math.sqrt(n));
  }

  // Of every code of a group: 1 counts as bad, 2 is left out of the share.
  function weights(table, measure, group) {
    return Uint8Array.from(table.values[group], (value) => (
      measure.bad.includes(value) ? 1 : measure.apart.includes(value) ? 2 : 0
    ));
  }

  function gridded(table, passing, scale, cell, weight, codes) {
    const cells = new Map();
    const severities = table.values.severity.map((value) => (value === "-" ? NO_ALERT : Number(value)));
    for (const i of passing) {
      if (!table.placed[i]) continue;
      const [x, y] = [table.x[i] * scale, table.y[i] * scale];
      const key = Math.floor(x / cell) * KEY + Math.floor(y / cell);
      let one = cells.get(key);
      if (!one) {
        one = { key, sumX: 0, sumY: 0, n: 0, bad: 0, known: 0, worst: NO_ALERT, members: [] };
        cells.set(key, one);
      }
      one.sumX += x;
      one.sumY += y;
      one.n += 1;
      const w = weight[codes[i]];
      if (w === 1) one.bad += 1;
      if (w !== 2) one.known += 1;
      one.worst = Math.min(one.worst, severities[table.codes.severity[i]]);
      one.members.push(i);
    }
    return cells;
  }

  function absorb(big, small) {
    for (const name of ["sumX", "sumY", "n", "bad", "known"]) big[name] += small[name];
    big.worst = Math.min(big.worst, small.worst);
    for (const i of small.members) big.members.push(i);
  }

  // Cells of a grid can meet at a corner: what would overlap becomes one, the larger first. What has
  // grown has moved as well, so it is looked at again.
  function merged(found, reach, needed) {
    let cells = found;
    for (let round = 0; round < ROUNDS; round += 1) {
      const kept = mergedOnce(cells, reach, (a, b) => needed(a, b, round));
      if (kept.length === cells.size) return kept;
      cells = new Map(kept.map((one) => [one.key, one]));
    }
    return [...cells.values()];
  }

  function mergedOnce(cells, reach, needed) {
    const gone = new Set();
    const kept = [];
    for (const one of [...cells.values()].sort((a, b) => b.n - a.n || a.key - b.key)) {
      if (gone.has(one.key)) continue;
      const [column, row] = [Math.floor(one.key / KEY), one.key % KEY];
      for (let dx = -reach; dx <= reach; dx += 1) {
        for (let dy = -reach; dy <= reach; dy += 1) {
          const other = cells.get((column + dx) * KEY + row + dy);
          if (!other || other === one || gone.has(other.key)) continue;
          const apart = Math.hypot(
            one.sumX / one.n - other.sumX / other.n, one.sumY / one.n - other.sumY / other.n,
          );
          if (apart < needed(one.n, other.n)) {
            absorb(one, other);
            gone.add(other.key);
          }
        }
      }
      gone.add(one.key);
      kept.push(one);
    }
    return kept;
  }

  // How much larger discs and pins are drawn on a very wide screen (css/32-frame.css).
  map.larger = () => Number(
    getComputedStyle(document.documentElement).getPropertyValue("--nc-zoom"),
  ) || 1;

  // Clusters of `passing` at a zoom: {key, x, y (0 to 1), n, bad, known, worst, members}.
  function clusters(table, passing, zoom, measure, group) {
    const scale = (TILE_PX * 2 ** zoom) / map.larger();
    const close = zoom > CLOSE_ZOOM;
    const cells = gridded(
      table, passing, scale, close ? PIN_PX : CELL_PX, weights(table, measure, group),
      table.codes[group],
    );
    const needed = close
      ? (a, b) => (a * b === 1 ? PIN_PX * 0.8 : closeRadius(a) + closeRadius(b))
      : (a, b, round) => (round ? TIGHT * (radius(a) + radius(b)) : radius(a) + radius(b) + GAP_PX);
    return merged(cells, 2, needed)
      .map((one) => finished(one, close ? closeRadius(one.n) : radius(one.n), scale));
  }

  // Cells that the server gathered, joined where their discs would cover each other.
  function joined(cells, zoom) {
    const scale = (TILE_PX * 2 ** zoom) / map.larger();
    const found = new Map();
    for (const one of cells) {
      const [x, y] = [one.x * scale, one.y * scale];
      const key = Math.floor(x / CELL_PX) * KEY + Math.floor(y / CELL_PX);
      const whole = {
        ...one, key, sumX: x * one.n, sumY: y * one.n, worst: one.worst === "-" ? NO_ALERT : Number(one.worst),
        members: [...one.members],
      };
      if (found.has(key)) absorb(found.get(key), whole);
      else found.set(key, whole);
    }
    const needed = (a, b, round) => (round ? TIGHT * (radius(a) + radius(b)) : radius(a) + radius(b) + GAP_PX);
    return merged(found, 2, needed).map((one) => finished(one, radius(one.n), scale));
  }

  function finished(one, r, scale) {
    return {
      ...one, r, x: one.sumX / one.n / scale, y: one.sumY / one.n / scale,
      worst: one.worst === NO_ALERT ? "-" : String(one.worst),
    };
  }

  map.cluster = { clusters, joined, weights };
})();
