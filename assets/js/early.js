// What the page asked for needs of the server is asked for before its scripts have come; whoever
// needs it takes it from here. Stands in the document itself, ahead of every file, after
// form_token.js (api/first_answers.py).
(() => {
  const nc = window.nuancheng;
  const CONTENT = "_pages_content";
  const STORE = "_pages_store";
  const ROUTER = `..${CONTENT}.children...${STORE}.data..`; // Dash's own callback that brings a page
  const MAP = ["/map/banners", "/map/points?"];
  const coming = new Map(); // what was asked for → its answer
  let page = "";

  const property = (id, name, more = {}) => ({ id, property: name, ...more });
  const called = (output, inputs) => JSON.stringify([output, ...inputs.map((one) => one.value)]);

  function ask(key, address, options) {
    const answer = fetch(address, options);
    answer.catch(() => undefined); // whoever takes it hears of it
    coming.set(key, answer);
  }

  function askForPage() {
    const inputs = ["pathname", "search"].map((name) => (
      property("_pages_location", name, { value: location[name] })
    ));
    const body = {
      output: ROUTER,
      outputs: [property(CONTENT, "children"), property(STORE, "data")],
      inputs,
      changedPropIds: inputs.map((one) => `${one.id}.${one.property}`),
    };
    page = called(ROUTER, inputs);
    ask(page, "/_dash-update-component", {
      method: "POST",
      headers: nc.formHeaders({ "Content-Type": "application/json", Accept: "application/json" }),
      body: JSON.stringify(body),
    });
  }

  // An answer that came in the document, as its server would have sent it.
  function written(key) {
    const block = document.getElementById(`nc-first${key}`);
    if (!block) return null;
    block.remove();
    return Promise.resolve(new Response(block.textContent, {
      headers: { "Content-Type": "application/json" },
    }));
  }

  function keyOf(address, body) {
    if (!body) return address;
    const { output, inputs = [] } = JSON.parse(body);
    return output === ROUTER ? called(output, inputs) : "";
  }

  // The answer to just this question, once; null where it was not asked ahead.
  nc.early = (address, body) => {
    const key = keyOf(address, body);
    const answer = coming.get(key) || written(key);
    coming.delete(key);
    if (key && body) coming.delete(page); // the first page is all that was asked for: later it is old
    return answer;
  };

  ask("/_dash-dependencies", "/_dash-dependencies");
  askForPage();
  if (location.pathname === "/map") {
    for (const address of MAP) ask(address, address, { redirect: "manual", cache: "no-store" });
  }
})();
