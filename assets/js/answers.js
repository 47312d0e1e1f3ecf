// What Dash asks the server for, on its way back: a tree is folded (still.js), scripts of components
// that few pages hold are loaded before Dash sees the first page that does (api/scripts.py), and an
// answer to a change that says what already stands on the screen is not drawn again.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const told = document.querySelector("meta[name='nuancheng-scripts']");
  const later = new Map(Object.entries(JSON.parse(told ? told.content : "{}")));
  const loading = new Map();
  const open = new Map(); // output → calls on their way
  const shown = new Map(); // output → { text, ids } of the answer that stands on the screen

  function load(source) {
    return new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = done;
      script.onerror = () => { script.remove(); fail(new TypeError(source)); };
      document.head.append(script);
    });
  }

  async function loadAll(name) {
    for (const source of later.get(name)) await load(source); // one may build on another
    later.delete(name);
  }

  function needed(text) {
    const names = [...later.keys()].filter((name) => text.includes(`"namespace":"${name}"`));
    return Promise.all(names.map((name) => {
      if (!loading.has(name)) {
        loading.set(name, loadAll(name).finally(() => { loading.delete(name); }));
      }
      return loading.get(name);
    }));
  }

  // For scripts of ours that use what stands in one of them (Leaflet, in that of dash-leaflet).
  nc.scripts = (name) => needed(`"namespace":"${name}"`);

  function begin(request) {
    const body = request[1] && request[1].body;
    const { output = "", changedPropIds = [] } = typeof body === "string" ? JSON.parse(body) : {};
    const call = {
      output,
      live: changedPropIds.length > 0 && changedPropIds.every((id) => id.startsWith("live-")),
      alone: true,
    };
    const others = open.get(output) || [];
    open.set(output, [...others, call]);
    // Dash drops one of two answers that cross: which of them stands is not known then.
    for (const one of others.length ? [...others, call] : []) one.alone = false;
    if (others.length) shown.delete(output);
    return call;
  }

  function end(call) {
    const others = open.get(call.output).filter((one) => one !== call);
    if (others.length) open.set(call.output, others);
    else open.delete(call.output);
  }

  // Whether the answer says what this call was told last, and nothing else has been there since.
  function repeated(call, text, answer) {
    const last = shown.get(call.output);
    if (call.output.includes("_pages_content")) shown.clear();
    if (!answer.response || !call.alone) return false;
    if (last && last.text === text && call.live) return true;
    const ids = Object.keys(answer.response);
    for (const [output, one] of shown) {
      if (ids.some((id) => one.ids.has(id))) shown.delete(output);
    }
    shown.set(call.output, { text, ids: new Set(ids) });
    return false;
  }

  async function ready(answer, call) {
    if (!(answer.headers.get("Content-Type") || "").includes("json")) return answer;
    const text = await answer.text();
    const content = JSON.parse(text);
    if (repeated(call, text, content)) return new Response(null, { status: 204 });
    await needed(text);
    answer.json = async () => nc.fold(content);
    return answer;
  }

  nc.exchange = async (request, send) => {
    const call = begin(request);
    try {
      const answer = await send();
      if (answer.ok) return await ready(answer, call);
      shown.delete(call.output); // failed.js may have said so in its place
      return answer;
    } finally {
      end(call);
    }
  };
})();
