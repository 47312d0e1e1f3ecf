// 总览: parts below the fold are brought when the reader comes near them or prints the page, and
// a choice (order, reach) changes the address and its part only: the page stays where it is.
(() => {
  const AHEAD = "80px";

  function watch(id) {
    const tell = () => window.dash_clientside.set_props("overview-near", { data: true });
    const element = document.getElementById(id);
    if (!element || !("IntersectionObserver" in window)) return true;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      tell();
    }, { rootMargin: AHEAD });
    observer.observe(element);
    window.addEventListener("beforeprint", tell, { once: true });
    return window.dash_clientside.no_update;
  }

  function choose(_clicks, ids) {
    const context = window.dash_clientside.callback_context;
    const nothing = window.dash_clientside.no_update;
    if (!context.triggered.some((one) => one.value)) return [nothing, ids.map(() => nothing)];
    const { type, value } = context.triggered_id;
    const address = new URL(window.location.href);
    address.searchParams.set(type.split("-").pop(), value);
    window.history.replaceState(window.history.state, "", address);
    return [value, ids.map((id) => (id.value === value ? "on" : ""))];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    overview: { watch, choose },
  });
})();
