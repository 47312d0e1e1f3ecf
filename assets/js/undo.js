// Dash keeps every change that a page makes to an input, for an undo that we do not offer: a wall that
// ticks and a map that is moved would keep them for as long as they stay open.
(() => {
  const EVERY_MS = 60000;
  setInterval(() => {
    const { store } = window; // of Dash, once it has started
    if (store) store.getState().history.past.length = 0;
  }, EVERY_MS);
})();
