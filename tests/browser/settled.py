"""Until a page has asked for all it needs and has drawn it: a condition, not a pause."""

from playwright.sync_api import Page

# Dash lists what it has still to do; what it starts next is listed within a frame or two.
_SETTLED = """() => new Promise((done) => {
  const waiting = ["requested", "prioritized", "blocked", "executing", "watched", "executed"];
  let quiet = 0;
  const look = () => {
    const callbacks = window.store ? window.store.getState().callbacks : null;
    const busy = !callbacks || waiting.some((name) => (callbacks[name] || []).length)
      || document.getAnimations().some((one) => one instanceof CSSTransition);
    quiet = busy ? 0 : quiet + 1;
    if (quiet > 8) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


def settled(page: Page) -> None:
    """Wait until no callback is under way, none has begun for some frames, and no colour moves."""
    page.evaluate(_SETTLED)
