// On paper the map has the size of a page: it is laid out and drawn anew before the browser takes
// its picture, and stands as it stood afterwards.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const held = { before: null };
  const sideways = new CSSStyleSheet(); // a named page of a style sheet leaves the first one upright
  sideways.replaceSync("@page { size: A4 landscape; margin: 10mm 12mm 14mm; }");

  const body = () => document.querySelector(".nc-body--map");

  function lay() {
    if (held.before || !map.view || !body()) return;
    held.before = { centre: map.view.getCenter(), zoom: map.view.getZoom() };
    const bounds = map.tools.boundsInView() || map.view.getBounds();
    body().classList.add("is-paper");
    document.adoptedStyleSheets.push(sideways);
    map.view.invalidateSize({ animate: false, pan: false });
    map.view.fitBounds(bounds, { animate: false });
    map.draw();
  }

  function restore() {
    if (!held.before) return;
    const { centre, zoom } = held.before;
    held.before = null;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sideways);
    if (!map.view || !body()) return;
    body().classList.remove("is-paper");
    map.view.invalidateSize({ animate: false, pan: false });
    map.view.setView(centre, zoom, { animate: false });
    map.redraw("view");
  }

  addEventListener("beforeprint", lay);
  addEventListener("afterprint", restore);
})();
