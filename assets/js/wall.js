// The video wall: when to ask for new frames, and how many tiles there are.
(() => {
  const AT_MOST_EVERY_MS = 4000;
  const AT_LEAST_EVERY_MS = 30000;
  const USUAL = 9;
  let askedAt = 0;
  let waiting = 0;
  let watching = false;

  let answerBefore = null;

  const element = (id) => document.getElementById(id);

  // The moment of the answer that is on the screen.
  function answer() {
    const mark = document.querySelector("#videowall-rail [data-now]");
    return mark ? mark.dataset.now : "";
  }

  function ask() {
    waiting = 0;
    if (!element("videowall-grid")) return;
    // An answer is still on its way: a new question would throw it away, and on a slow machine the
    // wall would stand still for ever.
    if (answer() === answerBefore && Date.now() - askedAt < AT_LEAST_EVERY_MS) {
      wait(1000);
      return;
    }
    answerBefore = answer();
    askedAt = Date.now();
    window.dash_clientside.set_props("videowall-tick", { data: askedAt });
  }

  function wait(ms) {
    if (!waiting) waiting = setTimeout(ask, ms);
  }

  // Doorbells come up to once a second; the wall answers at most every few seconds.
  function tick() {
    if (!watching) {
      watching = true;
      setInterval(() => {
        if (Date.now() - askedAt > AT_LEAST_EVERY_MS) ask();
      }, 5000);
    }
    wait(Math.max(0, askedAt + AT_MOST_EVERY_MS - Date.now()));
    return window.dash_clientside.no_update;
  }

  function choose() {
    const clicked = window.dash_clientside.callback_context.triggered_id;
    return clicked ? clicked.size : window.dash_clientside.no_update;
  }

  function mark(size) {
    const outputs = window.dash_clientside.callback_context.outputs_list;
    return outputs.map((output) => (output.id.size === (size || USUAL) ? "on" : ""));
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    wall: { tick, choose, mark },
  });
})();
