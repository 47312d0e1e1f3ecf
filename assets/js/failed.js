// A panel whose callback failed: the skeleton that it still shows becomes words and a button that
// asks again. What a panel already shows stays; then the message at the edge of the screen says it.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const ROUTER = "_pages_content";
  const BUSY = 503;
  const AGAIN_MS = 10000;
  const waiting = new Map();
  let number = 0;

  const part = (type, props) => ({ namespace: "dash_html_components", type, props });

  function domId(id) {
    if (typeof id === "string") return id;
    const keys = Object.keys(id).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(id[key])}`).join(",")}}`;
  }

  // Only what has never been filled: a skeleton, or what this module put in its place.
  function isEmpty(id) {
    const place = document.getElementById(domId(id));
    if (!place) return false;
    if (id === ROUTER) return true;
    return [...place.querySelectorAll(".nc-skels, .nc-error[data-failed]")]
      .some((one) => one.parentElement.closest("[id]") === place);
  }

  function state(key, text) {
    const button = part("Button", {
      children: nc.words.retry, type: "button", className: "nc-btn nc-btn--sm", "data-retry": key,
    });
    const said = part("Div", {
      children: [part("B", { children: nc.words.failedPanel }), part("Span", { children: text })],
    });
    return part("Div", { children: [said, button], className: "nc-error", role: "alert", "data-failed": key });
  }

  // A chart or a grid holds no children of ours: what is said about it stands above it.
  function isBare(one) {
    const place = document.getElementById(domId(one.id));
    if (!place) return false;
    if (one.property === "figure") return !place.querySelector(".trace");
    return one.property === "getRowsResponse" && place.querySelector(".nc-skel") !== null;
  }

  function notice(key, text) {
    const made = (tag, className, words) => Object.assign(document.createElement(tag), { className, textContent: words });
    const box = made("div", "nc-error", "");
    box.setAttribute("role", "alert");
    box.dataset.failed = key;
    const said = made("div", "", "");
    said.append(made("b", "", nc.words.failedPanel), made("span", "", text));
    const button = made("button", "nc-btn nc-btn--sm", nc.words.retry);
    button.type = "button";
    button.dataset.retry = key;
    box.append(said, button);
    return box;
  }

  // Asked again by telling one of its inputs the value that it has. A press is never repeated.
  function inputOf(call) {
    return [call.inputs].flat(2).find((one) => one && one.id && one.property !== "n_clicks" && "value" in one);
  }

  function retry(key) {
    const call = waiting.get(key);
    if (!call) return;
    waiting.delete(key);
    clearTimeout(call.timer);
    if (!call.input) location.reload();
    else {
      call.notices.forEach((box) => box.remove());
      document.querySelectorAll(`[data-retry="${key}"]`).forEach((button) => { button.disabled = true; });
      window.dash_clientside.set_props(call.input.id, { [call.input.property]: call.input.value });
    }
  }

  // Whether some panel now says it.
  nc.showFailed = (request, text, status) => {
    let call = null;
    try {
      call = JSON.parse(request[1].body);
    } catch {
      return false;
    }
    const outputs = [call.outputs].flat(2).filter((one) => one && one.id);
    const empty = outputs.filter((one) => one.property === "children" && isEmpty(one.id));
    const bare = outputs.filter(isBare);
    if (!empty.length && !bare.length) return false;
    const key = String(++number);
    const notices = bare.map(() => notice(key, text));
    waiting.set(key, {
      input: inputOf(call),
      notices,
      timer: status === BUSY ? setTimeout(() => retry(key), AGAIN_MS) : 0,
    });
    for (const one of empty) window.dash_clientside.set_props(one.id, { children: state(key, text) });
    bare.forEach((one, i) => document.getElementById(domId(one.id)).before(notices[i]));
    return true;
  };

  // What Dash builds every page on did not come: there is no panel to say it in, and no shell.
  nc.unopened = (text) => {
    const entry = document.getElementById("react-entry-point");
    if (document.querySelector(".nc-unopened") || !entry) return;
    const told = document.getElementById("nc-unopened").content.cloneNode(true);
    told.querySelector("span").textContent = text;
    told.querySelector("button").addEventListener("click", () => location.reload());
    entry.hidden = true;
    entry.before(told);
  };

  addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-retry]");
    if (button) retry(button.dataset.retry);
  });
  addEventListener("nc-contact", () => [...waiting.keys()].forEach(retry));
})();
