// Parts below the fold are brought when the reader comes near them, or prints the page.
(() => {
  const AHEAD = "300px";

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

  window.dash_clientside = Object.assign({}, window.dash_clientside, { lazy: { watch } });
})();
