// What nothing ever asks or changes by itself needs no component of Dash around each of its elements:
// those are told of every step of every callback, and a page of tables has a thousand. A tree without
// ids becomes one component that draws it with React alone; the elements are the same.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const HTML = "dash_html_components";
  const SVG = "dash_svg";
  const ODD = new Set(["MapEl", "ObjectEl", "Iframe"]); // named otherwise, or with a life of their own
  const isLink = (node) => node.namespace === "dash_core_components" && node.type === "Link";
  const isPlain = (node) => (node.namespace === HTML || node.namespace === SVG) && !ODD.has(node.type);
  const isComponent = (node) => Boolean(node && node.namespace && node.props);
  const holdsComponent = (node) => (Array.isArray(node) ? node.some(holdsComponent) : isComponent(node));

  const wrapped = (tree) => (
    holdsComponent(tree) ? { namespace: "nuancheng", type: "Still", props: { tree } } : tree
  );

  // → [whether all of it is still, the tree with its still parts wrapped if not]
  function fold(node) {
    if (Array.isArray(node)) return several(node);
    if (!isComponent(node)) return [node === null || typeof node !== "object", node];
    if (!isPlain(node) && !isLink(node)) return [false, node];
    const [still, children] = fold(node.props.children === undefined ? null : node.props.children);
    if (still && node.props.id === undefined) return [true, node];
    const props = { ...node.props, children: still ? wrapped(children) : children };
    return [false, { ...node, props }];
  }

  function several(nodes) {
    const folded = nodes.map(fold);
    if (folded.every(([still]) => still)) return [true, nodes];
    const parts = [];
    let run = [];
    const close = () => {
      if (holdsComponent(run)) parts.push(wrapped(run));
      else parts.push(...run);
      run = [];
    };
    for (const [still, node] of folded) {
      if (still) run.push(node);
      else {
        close();
        parts.push(node);
      }
    }
    close();
    return [false, parts];
  }

  const whole = (tree) => {
    const [still, folded] = fold(tree);
    return still ? wrapped(folded) : folded;
  };

  // Answers of Dash: the layout is one component, a callback tells properties by id.
  nc.fold = (told) => {
    if (isComponent(told)) return whole(told);
    for (const props of Object.values(told.response || {})) {
      if (props && props.children !== undefined) props.children = whole(props.children);
    }
    return told;
  };

  // As dcc.Link does: a plain click changes the address and the page, not the document.
  function follow(event) {
    const link = event.currentTarget;
    if (event.metaKey || event.shiftKey || event.altKey || event.ctrlKey) return;
    if (link.target && link.target !== "_self") return;
    event.preventDefault();
    nc.go(link.getAttribute("href"));
  }

  function drawn(node) {
    if (!isComponent(node)) return node;
    const { children, n_clicks, n_clicks_timestamp, disable_n_clicks, refresh, ...props } = node.props;
    const parts = children === undefined ? [] : [children].flat(Infinity).map(drawn);
    if (isLink(node)) return window.React.createElement("a", { ...props, onClick: follow }, ...parts);
    const tag = node.namespace === HTML
      ? node.type.toLowerCase() : node.type[0].toLowerCase() + node.type.slice(1);
    return window.React.createElement(tag, props, ...parts);
  }

  nc.Still = ({ tree }) => window.React.useMemo(
    () => window.React.createElement(window.React.Fragment, null, ...[tree].flat(Infinity).map(drawn)),
    [tree],
  );
})();
