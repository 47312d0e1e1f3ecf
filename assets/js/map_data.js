// What the map knows of every establishment: the columns of /map/points, fetched whole once and
// then by changes only. Typed columns, so that a filter goes through all of them in a few ms.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const CONTROL = { d: "done", l: "done", o: "todo", m: "todo", x: "excused", "-": "none" };
  // Places of a row as the server sends changes; see data_access/map_points.py.
  const [LON, LAT, TOWNSHIP] = [0, 1, 2];
  const LETTERS = ["category", "risk", "severity", "control", "kitchen", "cadre", "hygiene"];
  const NO_STREET = "";

  const held = {
    rows: new Map(), many: 0, version: "", datum: "wgs84", perDegree: 1, letters: {}, table: null,
    asking: Promise.resolve(),
  };

  function summed(steps) {
    let total = 0;
    return steps.map((step) => { total += step; return total; });
  }

  function takeWhole(told) {
    const [lons, lats] = [summed(told.lons), summed(told.lats)];
    const places = summed(told.places);
    const letters = [
      told.categories, told.risks, told.severities, told.controls, told.kitchens, told.cadres,
      told.grades,
    ];
    const ids = summed(told.ids);
    held.letters = told.letters;
    held.perDegree = told.perDegree;
    held.rows = new Map(ids.map((id, i) => [id, [
      i < told.located ? lons[i] : null, i < told.located ? lats[i] : null,
      told.townships[places[i]], ...letters.map((column) => column[i]), null,
    ]]));
    summed(told.on_street).forEach((place, i) => { held.rows.get(ids[place])[10] = told.streets[i]; });
  }

  function takeChanges(told) {
    for (const [id, ...row] of told.rows) held.rows.set(id, row);
    for (const id of told.gone) held.rows.delete(id);
  }

  function tabled(rows, perDegree, letters) {
    const n = rows.size;
    const groups = ["banner", "township", "street", ...LETTERS];
    const table = {
      n, ids: new Int32Array(n), x: new Float64Array(n), y: new Float64Array(n),
      placed: new Uint8Array(n), located: 0, place: new Map(), codes: {}, values: {},
    };
    const seen = {};
    for (const group of groups) {
      table.codes[group] = new Uint16Array(n);
      table.values[group] = [];
      seen[group] = new Map();
    }
    let i = 0;
    const put = (group, value) => {
      let code = seen[group].get(value);
      if (code === undefined) {
        code = table.values[group].push(value) - 1;
        seen[group].set(value, code);
      }
      table.codes[group][i] = code;
    };
    for (const [id, row] of rows) {
      table.ids[i] = id;
      table.place.set(id, i);
      if (row[LON] !== null) {
        const sine = Math.sin((row[LAT] / perDegree) * (Math.PI / 180));
        table.x[i] = row[LON] / perDegree / 360 + 0.5;
        table.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
        table.placed[i] = 1;
        table.located += 1;
      }
      put("banner", row[TOWNSHIP].slice(0, 6));
      put("township", row[TOWNSHIP]);
      put("street", row[10] === null ? NO_STREET : String(row[10]));
      LETTERS.forEach((group, k) => {
        const letter = row[3 + k];
        put(group, group === "category" ? letters[letter]
          : group === "control" ? CONTROL[letter] : letter);
      });
      i += 1;
    }
    return table;
  }

  // Of a few rows that the server sent as it sends changes.
  function tableOf(rows, { perDegree, letters }) {
    return tabled(new Map(rows.map(([id, ...row]) => [id, row])), perDegree, letters);
  }

  async function ask(datum) {
    if (held.many) return map.served.ask(true);
    if (datum !== held.datum) held.version = "";
    const query = new URLSearchParams();
    if (held.version) query.set("since", held.version);
    if (datum !== "wgs84") query.set("datum", datum);
    const address = `/map/points?${query}`;
    const answer = await (window.nuancheng.early(address)
      || fetch(address, { redirect: "manual", cache: "no-store" }));
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      window.nuancheng.toSignIn();
      return false;
    }
    if (answer.status === 304) return false;
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    held.many = told.many || 0;
    if (held.many) return true;
    if (told.since) takeChanges(told);
    else takeWhole(told);
    held.version = told.version || /[0-9a-f]{24}/.exec(answer.headers.get("ETag"))[0];
    held.datum = datum;
    held.table = tabled(held.rows, held.perDegree, held.letters);
    return true;
  }

  // One after the other: two answers that cross would leave the older one.
  function refresh(datum = held.datum) {
    held.asking = held.asking.catch(() => undefined).then(() => ask(datum));
    return held.asking;
  }

  function areas(kind, datum) {
    const query = datum === "wgs84" ? "" : `?datum=${datum}`;
    const address = `/map/${kind}${query}`;
    return (window.nuancheng.early(address) || fetch(address, { redirect: "manual" }))
      .then((answer) => answer.json());
  }

  // A page that opens on the map has asked already (early.js): what came is put into columns while
  // the rest of the page is still being put together.
  if (location.pathname === "/map") refresh().catch(() => undefined);

  map.data = {
    refresh,
    areas,
    loaded: () => held.asking,
    many: () => held.many,
    tableOf,
    table: () => (held.many ? map.served.table() : held.table),
    version: () => held.version,
  };
})();
