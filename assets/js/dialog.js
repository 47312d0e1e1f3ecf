// Dialogs (.nc-dialog inside .nc-dialog__back): the focus goes in, stays in, and goes back; Esc
// presses the button marked data-close. A page only shows and hides the veil.
(() => {
  const STOPS = "a[href], button:not(:disabled), input:not(:disabled):not([type=hidden]), "
    + "select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex='-1'])";
  let open = null;
  let cameFrom = null;

  // Looked at after every change of the page: asking for boxes, which makes the browser lay the page
  // out, is left to what is not hidden by a mark.
  const visible = (element) => (
    !element.closest("[hidden]") && element.getClientRects().length > 0
  );
  const stops = () => [...open.querySelectorAll(STOPS)].filter(visible);

  function topmost() {
    const shown = [...document.querySelectorAll(".nc-dialog")].filter(visible);
    return shown[shown.length - 1] || null;
  }

  function follow() {
    const now = topmost();
    if (now === open) return;
    if (!open) cameFrom = document.activeElement;
    open = now;
    document.documentElement.classList.toggle("has-dialog", Boolean(open));
    if (open) {
      const first = open.querySelector("[data-first]") || stops()[0] || open;
      if (!open.contains(document.activeElement)) first.focus();
    } else if (cameFrom && cameFrom.isConnected) cameFrom.focus();
  }

  function keep(event) {
    if (!open || !open.isConnected || !visible(open)) return;
    if (event.key === "Escape") {
      const close = open.querySelector("[data-close]");
      if (!close) return;
      event.preventDefault();
      event.stopPropagation();
      close.click();
    } else if (event.key === "Tab") {
      const all = stops();
      if (!all.length) return;
      const [first, last] = [all[0], all[all.length - 1]];
      const inside = open.contains(document.activeElement);
      if (event.shiftKey && (!inside || document.activeElement === first)) last.focus();
      else if (!event.shiftKey && (!inside || document.activeElement === last)) first.focus();
      else return;
      event.preventDefault();
    }
  }

  document.addEventListener("keydown", keep, true);
  // A press on the veil itself closes, as Esc does.
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.classList || !event.target.classList.contains("nc-dialog__back")) return;
    const close = event.target.querySelector("[data-close]");
    if (close) close.click();
  });
  const watch = () => new MutationObserver(follow).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["hidden", "class", "style"],
  });
  if (document.body) watch();
  else document.addEventListener("DOMContentLoaded", watch);
})();
