// Pages of an establishment let the phone keep the forms that are open and those of tomorrow, so that
// a morning without a network begins with the right one: `data-keep` lists them.
(() => {
  const asked = new Set();

  async function worker() {
    const found = await navigator.serviceWorker.register("/duty/worker.js");
    const one = found.active || found.waiting || found.installing;
    if (one.state !== "activated") {
      await new Promise((resolve) => {
        one.addEventListener("statechange", () => one.state === "activated" && resolve());
      });
    }
    return one;
  }

  async function keep(paths) {
    for (const path of paths) asked.add(path);
    const one = await worker();
    for (const path of paths) one.postMessage({ keep: path });
  }

  function look() {
    const place = document.querySelector("[data-keep]");
    const paths = place ? place.dataset.keep.split(" ").filter((one) => one && !asked.has(one)) : [];
    if (paths.length) keep(paths).catch(() => {}); // no room on the phone: the network has to do
  }

  if (!("serviceWorker" in navigator)) return;
  new MutationObserver(look).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-keep"],
  });
})();
