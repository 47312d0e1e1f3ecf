// Light or dark, before the first paint: this file is loaded in the head, ahead of every style. The
// choice stays in this browser (localStorage); without one the system decides. Walls stay dark, and
// what is printed is light. Everything else listens to "nc-theme" on window.
(() => {
  const KEY = "nc-theme";
  const CHOICES = ["system", "light", "dark"];
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");

  function chosen() {
    try {
      const kept = localStorage.getItem(KEY);
      return CHOICES.includes(kept) ? kept : "system";
    } catch {
      return "system"; // storage is forbidden here: the system decides
    }
  }

  function wanted() {
    if (root.dataset.nc === "wall") return "dark";
    if (paper.matches) return "light";
    const choice = chosen();
    return choice === "dark" || (choice === "system" && system.matches) ? "dark" : "light";
  }

  function apply() {
    const now = wanted();
    if (root.dataset.bsTheme === now) return;
    root.dataset.bsTheme = now;
    dispatchEvent(new CustomEvent("nc-theme", { detail: now }));
  }

  function choose(choice) {
    if (!CHOICES.includes(choice)) return;
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // shown now, forgotten with the page
    }
    apply();
  }

  system.addEventListener("change", apply);
  paper.addEventListener("change", apply);
  addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
  addEventListener("storage", (event) => { if (event.key === KEY) apply(); });
  window.nuancheng = Object.assign(window.nuancheng || {}, { theme: { chosen, choose, apply } });
  apply();
})();
