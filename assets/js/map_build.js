// Elements from plain data (components/browser_tree.py): [tag, attributes, children…] or text.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const SVG = "http://www.w3.org/2000/svg";

  function build(tree) {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [tag, attributes, ...children] = tree;
    const made = tag.startsWith("svg:")
      ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.map(build));
    return made;
  }

  map.build = (place, trees) => place.replaceChildren(...trees.map(build));
})();
