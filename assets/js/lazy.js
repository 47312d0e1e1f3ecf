// Pictures that are fetched when they come near the window: `data-src` waits, `src` is loaded.
// html.Img knows no `loading`; and each picture that is shown to an officer is written down.
(() => {
  const NEAR = "200px";
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        target.src = target.dataset.src;
      }
    },
    { rootMargin: NEAR },
  );

  function follow(changes) {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") {
        target.removeAttribute("src"); // the row has become another one
        near.observe(target);
      }
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.matches("img[data-src]")) near.observe(node);
        for (const image of node.querySelectorAll("img[data-src]")) near.observe(image);
      }
    }
  }

  new MutationObserver(follow).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-src"],
  });
})();
