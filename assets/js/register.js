// The grid of the register: what its cells look like, and what opening, sorting and moving do.
// Order and columns stand in the address, so a change of either is a step to another address.
(() => {
  const h = (...parts) => window.React.createElement(...parts);
  const functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  const drawn = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  const entry = (id) => "/register/" + encodeURIComponent(id);

  drawn.RegisterName = ({ data }) => data
    ? h("a", { href: entry(data.id), className: "nc-reg__name", tabIndex: -1,
      onClick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        window.nuancheng.go(entry(data.id));
      } }, data.name)
    : h("span", { className: "nc-skel nc-reg__skel" });

  drawn.RegisterRisk = ({ data, value }) => data
    ? h("span", { className: "nc-reg__risk" },
      h("i", { className: "nc-reg__lv nc-reg__lv--" + (data._level || "none").toLowerCase() },
        h("b", { "aria-hidden": "true" }, data._level || "?")),
      data._level ? String(value).slice(data._level.length).trim() : value)
    : null;

  drawn.RegisterTone = ({ data, value, colDef }) => {
    const tone = data && data._tones[colDef.field];
    return tone && value ? h("span", { className: "nc-chip nc-chip--" + tone }, value) : value || null;
  };

  function withKey(key, value) {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    if (value) query.set(key, value);
    else query.delete(key);
    const text = query.toString().replaceAll("%2C", ",");
    window.nuancheng.go(location.pathname + (text ? "?" + text : ""));
  }

  // Arrows move between cells; Tab goes on past the grid, which else held a keyboard for 11,000 rows.
  functions.registerTab = () => false;
  functions.registerKey = ({ event, node, data }) => {
    if (event.key === "Enter" && data && node) window.nuancheng.go(entry(data.id));
  };
  functions.registerClick = ({ event, data }) => {
    const from = event && event.target instanceof Element ? event.target : null;
    if (!data || String(getSelection()) || (from && from.closest("a, .ag-selection-checkbox"))) return;
    window.nuancheng.go(entry(data.id));
  };
  functions.registerSorted = ({ api, source }) => {
    if (source !== "uiColumnSorted") return;
    const keys = api.getColumnState().filter((column) => column.sort)
      .sort((a, b) => a.sortIndex - b.sortIndex)
      .map((column) => (column.sort === "desc" ? "-" : "") + column.colId);
    withKey("sort", keys.join(","));
  };
  functions.registerMoved = ({ api, finished, source }) => {
    if (!finished || source !== "uiColumnMoved") return;
    const names = api.getAllDisplayedColumns().map((column) => column.getColId())
      .filter((name) => !name.startsWith("ag-Grid"));
    withKey("columns", names.join(","));
  };

  // Another list: all rows anew. The same list after a change: rows are replaced where they stand.
  let shownQuery = null;
  async function follow(query, _register, _cameras, id) {
    const known = shownQuery;
    shownQuery = query;
    // A view that opens by itself stands in the address too: what is sorted, shared or exported
    // from here on is the list that is seen.
    if (query && !location.search && location.pathname === "/register")
      history.replaceState(history.state, "", location.pathname + "?" + query);
    const api = await window.dash_ag_grid.getApiAsync(id);
    if (!api || api.isDestroyed()) return "";
    if (known !== null && known !== query) {
      api.deselectAll();
      api.purgeInfiniteCache();
      if (api.getDisplayedRowCount()) api.ensureIndexVisible(0, "top");
    } else api.refreshInfiniteCache();
    return "";
  }

  function chosen(rows, words) {
    const ids = (rows || []).map((row) => row.id).filter(Number.isInteger);
    return [ids, ids.length ? words.replace("{n}", ids.length.toLocaleString("en")) : "", !ids.length];
  }

  const open = () => false;
  const close = () => true;
  const drawer = (clicks, closed, className) => {
    const shut = className.replace(" is-filtering", "");
    return window.dash_clientside.callback_context.triggered.some((one) => one.prop_id.startsWith("register-filters"))
      ? shut + " is-filtering" : shut;
  };

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    register: { follow, chosen, open, close, drawer },
  });
})();
