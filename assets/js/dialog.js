// Dialogs (.nc-dialog inside .nc-dialog__back): the focus goes in, stays in, and goes back; Esc
// presses the button marked data-close, unless it closes a list or calendar that is open inside. A
// page only shows and hides the veil.
(() => {
  const STOPS = "a[href], button:not(:disabled), input:not(:disabled):not([type=hidden]), "
    + "select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex='-1'])";
  let open = null;
  let trail = []; // what had the focus last outside a dialog, and all that held it, inmost first
  let lent = null; // where the focus stands on its way back, until somebody moves it

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
    if (now === open) {
      if (lent) giveBack();
      return;
    }
    const closed = open;
    open = now;
    document.documentElement.classList.toggle("has-dialog", Boolean(open));
    if (open) {
      if (lent) remember(lent);
      lent = null;
      const first = open.querySelector("[data-first]") || stops()[0] || open;
      if (!open.contains(document.activeElement)) first.focus();
    } else {
      if (closed.contains(document.activeElement)) document.activeElement.blur();
      giveBack();
    }
  }

  // ── the way back ─────────────────────────────────────────────────────────────────────────────
  const again = ({ element, id }) => (element.isConnected ? element : id && document.getElementById(id));
  const ready = (element) => element && !element.matches(":disabled") && visible(element);

  // The act of a dialog often redraws the list that its opener stands in, before or after it closes:
  // so the way back is looked for again with every change, and ends when the focus is moved.
  function giveBack() {
    const stands = document.activeElement;
    if (stands !== document.body && stands !== lent) {
      lent = null;
      return;
    }
    const opener = trail[0] && again(trail[0]);
    if (stands === opener) return;
    // Once it has come somewhere, only the opener itself is worth another step.
    const target = ready(opener) ? opener : stands === document.body && nearest();
    if (!target) return;
    lent = target;
    target.focus({ preventScroll: true });
  }

  function nearest() {
    for (const held of trail.slice(1)) {
      const around = again(held);
      if (around && around.matches("main, .nc-app")) break;
      const stop = around && [...around.querySelectorAll(STOPS)].find(visible);
      if (stop) return stop;
    }
    const main = document.querySelector("main");
    if (main && !main.hasAttribute("tabindex")) main.tabIndex = -1;
    return main;
  }

  function note(event) {
    if (event.target === lent) return;
    lent = null;
    if (!event.target.closest(".nc-dialog")) remember(event.target);
  }

  function remember(element) {
    trail = [];
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      trail.push({ element: one, id: one.id });
    }
  }

  // A list or a calendar that is open inside the dialog takes Esc for itself.
  const unfolded = () => open.querySelector("[aria-haspopup][aria-expanded=true]");

  function keep(event) {
    if (!open || !open.isConnected || !visible(open)) return;
    if (event.key === "Escape") {
      if (unfolded()) return;
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
  document.addEventListener("focusin", note);
  document.addEventListener("pointerdown", () => { lent = null; }, true);
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
