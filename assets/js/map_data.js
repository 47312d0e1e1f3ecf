// What the map knows of every establishment: the columns of /map/points, fetched whole once and
// then by changes only. Typed columns, so that a filter goes through all of them in a few ms.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const CONTROL = { d: "done", l: "done", o: "todo", m: "todo", x: "excused", "-": "none" };
  // Places of a row as the server sends changes; see data_access/map_points.py.
  const [LON, LAT, TOWNSHIP, FIRST_LETTER, STREET] = [0, 1, 2, 3, 10];
  const LETTERS = ["category", "risk", "severity", "control", "kitchen", "cadre", "hygiene"];
  const NO_STREET = "";

  const held = {
    list: null, rows: null, many: 0, version: "", datum: "wgs84", perDegree: 1, letters: {},
    table: null, asking: Promise.resolve(),
  };

  function summed(steps) {
    let total = 0;
    return steps.map((step) => { total += step; return total; });
  }

  // What a list of rows, or the columns as they came, say of the i-th establishment.
  function ofRows(rows) {
    const [ids, lines] = [[...rows.keys()], [...rows.values()]];
    return {
      n: ids.length,
      id: (i) => ids[i],
      lon: (i) => lines[i][LON],
      lat: (i) => lines[i][LAT],
      township: (i) => lines[i][TOWNSHIP],
      letter: (k) => (i) => lines[i][FIRST_LETTER + k],
      street: (i) => lines[i][STREET],
    };
  }

  function ofColumns(told) {
    const [ids, lons, lats, places] = [told.ids, told.lons, told.lats, told.places].map(summed);
    const letters = [
      told.categories, told.risks, told.severities, told.controls, told.kitchens, told.cadres,
      told.grades,
    ];
    const streets = new Map(summed(told.on_street).map((place, k) => [place, told.streets[k]]));
    return {
      n: ids.length,
      id: (i) => ids[i],
      lon: (i) => (i < told.located ? lons[i] : null),
      lat: (i) => lats[i],
      township: (i) => told.townships[places[i]],
      letter: (k) => (i) => letters[k][i],
      street: (i) => (streets.has(i) ? streets.get(i) : null),
    };
  }

  function rowsOf(list) {
    const letters = LETTERS.map((_group, k) => list.letter(k));
    return new Map(Array.from({ length: list.n }, (_none, i) => [list.id(i), [
      list.lon(i), list.lon(i) === null ? null : list.lat(i), list.township(i),
      ...letters.map((at) => at(i)), list.street(i),
    ]]));
  }

  function takeWhole(told) {
    const { letters, perDegree } = told;
    Object.assign(held, { list: ofColumns(told), rows: null, letters, perDegree });
  }

  // Rows of their own are made of the columns when the first change comes, not while a page opens.
  function takeChanges(told) {
    held.rows = held.rows || rowsOf(held.list);
    for (const [id, ...row] of told.rows) held.rows.set(id, row);
    for (const id of told.gone) held.rows.delete(id);
    held.list = ofRows(held.rows);
  }

  // Codes of a column, and its values in the order in which they first occur.
  function coded(n, valueAt) {
    const codes = new Uint16Array(n);
    const seen = new Map();
    for (let i = 0; i < n; i += 1) {
      const value = valueAt(i);
      let code = seen.get(value);
      if (code === undefined) {
        code = seen.size;
        seen.set(value, code);
      }
      codes[i] = code;
    }
    return [codes, [...seen.keys()]];
  }

  function tabled(list, perDegree, letters) {
    const { n } = list;
    const table = {
      n, ids: new Int32Array(n), x: new Float64Array(n), y: new Float64Array(n),
      placed: new Uint8Array(n), located: 0, place: new Map(), codes: {}, values: {},
    };
    for (let i = 0; i < n; i += 1) {
      table.ids[i] = list.id(i);
      table.place.set(table.ids[i], i);
      const lon = list.lon(i);
      if (lon !== null) {
        const sine = Math.sin((list.lat(i) / perDegree) * (Math.PI / 180));
        table.x[i] = lon / perDegree / 360 + 0.5;
        table.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
        table.placed[i] = 1;
        table.located += 1;
      }
    }
    const put = (group, valueAt) => {
      [table.codes[group], table.values[group]] = coded(n, valueAt);
    };
    put("township", list.township);
    const { codes: { township }, values: { township: towns } } = table;
    const banners = towns.map((town) => town.slice(0, 6));
    put("banner", (i) => banners[township[i]]);
    put("street", list.street);
    table.values.street = table.values.street.map((id) => (id === null ? NO_STREET : String(id)));
    LETTERS.forEach((group, k) => put(group, list.letter(k)));
    table.values.category = table.values.category.map((letter) => letters[letter]);
    // Two letters of control say the same here.
    const controls = table.values.control.map((letter) => CONTROL[letter]);
    const { control } = table.codes;
    put("control", (i) => controls[control[i]]);
    return table;
  }

  // Of a few rows that the server sent as it sends changes.
  function tableOf(rows, { perDegree, letters }) {
    return tabled(ofRows(new Map(rows.map(([id, ...row]) => [id, row]))), perDegree, letters);
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
    held.table = tabled(held.list, held.perDegree, held.letters);
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
