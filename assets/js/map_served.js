// The map of more establishments than a browser holds: the server gathers what is in view, and every
// move or filter asks it anew. Where few are in view they come as points and are drawn as always.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const NO_ALERT = 9;

  const held = { asked: "", told: null, table: null, going: null };

  function question() {
    const bounds = map.view.getBounds();
    const edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const query = new URLSearchParams(map.state.asked());
    query.set("bbox", edges.map((edge) => edge.toFixed(5)).join(","));
    query.set("zoom", map.view.getZoom());
    query.set("by", map.state.by);
    query.set("mode", map.state.mode);
    query.set("datum", map.controls.datum());
    if (map.state.chosen) query.set("chosen", map.state.chosen);
    return query.toString();
  }

  // Asks unless just this was asked; the newest question wins. Whether something new came.
  async function ask(again = false) {
    const text = question();
    if (text === held.asked && !again) return false;
    held.asked = text;
    if (held.going) held.going.abort();
    held.going = new AbortController();
    const { signal } = held.going;
    try {
      const answer = await fetch(`/map/clusters?${text}`, { redirect: "manual", signal });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        window.nuancheng.toSignIn();
        return false;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (signal.aborted) return false;
      held.told = told;
      held.table = map.data.tableOf(told.chosen ? [...told.rows, told.chosen] : told.rows, told);
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      held.asked = ""; // the next move asks again
      throw error;
    }
  }

  // As `map.state.sift` tells it; the rows that are here have passed already.
  function sifted() {
    const { rows, counts } = held.told;
    const values = {};
    const numbers = {};
    for (const [group, of] of Object.entries(counts)) {
      values[group] = Object.keys(of);
      numbers[group] = Object.values(of);
    }
    const passing = Int32Array.from(rows, (row) => held.table.place.get(row[0]));
    return { passing, counts: numbers, options: { values } };
  }

  // Cells as `map.cluster.clusters` tells them, null where points came.
  function cells() {
    const { cells: told, perSquare } = held.told;
    return told ? told.n.map((n, k) => ({
      key: k, n, bad: told.bad[k], known: told.known[k],
      x: told.x[k] / perSquare, y: told.y[k] / perSquare,
      worst: told.worst[k] === NO_ALERT ? "-" : String(told.worst[k]),
      members: told.id[k] ? [held.table.place.get(told.id[k])] : [],
      stack: false,
    })) : null;
  }

  function shares(group) {
    return new Map(Object.entries(held.told.shares ? held.told.shares[group] : {})
      .filter(([, [n]]) => n).map(([code, [n, bad, known]]) => [code, { n, bad, known }]));
  }

  map.served = { ask, sifted, cells, shares, told: () => held.told, table: () => held.table };
})();
