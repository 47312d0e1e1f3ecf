// Plotly figures in the dark: it knows no CSS variables, so figures come in the colours of the light
// page (components/theme.py) and are put into those of the shown theme on their way to Plotly.react.
// Both sets of values are read from 10-tokens.css; a colour that is no token stays as it is. The
// server and its cache know nothing of themes.
(() => {
  const TOKENS = [
    "text", "text-2", "text-3", "line", "line-strong", "surface", "surface-2", "accent", "track",
    "cat-1", "cat-2", "cat-3", "cat-4", "cat-5", "cat-6", "cat-low",
    "seq-1", "seq-2", "seq-3", "seq-4", "seq-5", "seq-6",
    "sev1", "sev2", "sev3", "sev4", "risk-a", "risk-b", "risk-c", "risk-d",
    "ok", "ok-text", "off", "off-text", "done", "none",
  ];
  const root = document.documentElement;
  const sent = new WeakMap(); // graph → its figure as the server made it
  const widths = new WeakMap(); // graph → how wide it was when it was drawn
  let paints = null;
  let draw = null;

  function values(theme) {
    const probe = document.createElement("i");
    probe.dataset.nc = "bureau";
    probe.dataset.bsTheme = theme;
    document.body.append(probe);
    const style = getComputedStyle(probe);
    const found = TOKENS.map((name) => style.getPropertyValue(`--nc-${name}`).trim());
    probe.remove();
    return found;
  }

  function table() {
    if (!paints) {
      const dark = values("dark");
      paints = new Map(values("light").map((colour, i) => [colour.toLowerCase(), dark[i]]));
    }
    return paints;
  }

  function worn(part, colours) {
    if (typeof part === "string") return colours.get(part.toLowerCase()) || part;
    if (Array.isArray(part)) {
      return typeof part[0] === "number" ? part : part.map((one) => worn(one, colours));
    }
    if (!part || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, worn(one, colours)]));
  }

  function themed(figure) {
    const dark = root.dataset.bsTheme === "dark" && root.dataset.nc === "bureau";
    if (!dark || !figure || !figure.data) return figure;
    const colours = table();
    return { ...figure, data: worn(figure.data, colours), layout: worn(figure.layout, colours) };
  }

  function dress(plotly) {
    if (!plotly || plotly.ncDressed) return plotly;
    draw = plotly.react.bind(plotly);
    plotly.react = (graph, figure, ...rest) => {
      sent.set(graph, figure);
      widths.set(graph, graph.clientWidth);
      return draw(graph, themed(figure), ...rest);
    };
    // Dash has every graph it has just drawn drawn again in its size: half of what a graph costs.
    const resize = plotly.Plots.resize.bind(plotly.Plots);
    plotly.Plots.resize = (graph) => {
      const width = graph.clientWidth;
      if (graph.layout?.height && widths.get(graph) === width) return Promise.resolve(graph);
      widths.set(graph, width);
      return resize(graph);
    };
    plotly.ncDressed = true;
    return plotly;
  }

  // Plotly is loaded when the first graph is; whoever sets it finds it dressed.
  let held = dress(window.Plotly);
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => held,
    set: (plotly) => { held = dress(plotly); },
  });

  addEventListener("nc-theme", () => {
    document.querySelectorAll(".js-plotly-plot").forEach((graph) => {
      const figure = sent.get(graph);
      if (figure) draw(graph, themed({ ...figure, layout: { ...figure.layout } }));
    });
  });
})();
