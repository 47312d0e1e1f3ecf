// Keys that work everywhere: / and Ctrl K to search, ? for the list of keys, G and a letter to a page.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const WAIT_MS = 1500;
  const TYPED = "input, textarea, select, [contenteditable=true], [role=textbox], .ag-cell-inline-editing";
  let afterG = 0;

  const shown = (element) => element.getClientRects().length > 0;

  function pageOf(letter) {
    const links = [...document.querySelectorAll("#nc-rail a")].map((link) => link.getAttribute("href"));
    const known = (nc.pages || []).find((page) => page.key === letter);
    return known && links.includes(known.path) ? known.path : null;
  }

  function press(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const open = [...document.querySelectorAll(".nc-dialog")].some(shown);
    const letter = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && letter === "k" && !event.altKey && !open) {
      event.preventDefault();
      nc.openSearch();
      return;
    }
    const typing = event.target instanceof Element && event.target.closest(TYPED);
    if (typing || open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (Date.now() < afterG) {
      afterG = 0;
      const path = pageOf(letter);
      if (path) {
        event.preventDefault();
        nc.go(path);
      }
    } else if (event.key === "/") {
      event.preventDefault();
      nc.openSearch();
    } else if (event.key === "?") {
      event.preventDefault();
      document.getElementById("shell-help").hidden = false;
    } else if (letter === "g") afterG = Date.now() + WAIT_MS;
  }

  nc.keysStart = () => addEventListener("keydown", press);
})();
