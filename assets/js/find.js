// The search of the top bar: a combobox whose list is asked from /search while somebody types. What
// comes back is written as text, never as HTML. The last searches stay in this browser only.
(() => {
  const nc = window.nuancheng = window.nuancheng || {};
  const SETTLE_MS = 160;
  const AGAIN_MS = 4000;
  const RECENT = "nc-recent";
  const MOST_RECENT = 6;
  const SVG = "http://www.w3.org/2000/svg";
  const GLASS = "M4.5 10.8a6.3 6.3 0 1 0 12.6 0a6.3 6.3 0 1 0 -12.6 0zM15.5 15.5l5 5";
  const SIGNS = {
    page: "M4 5h16v14H4zM4 9h16",
    establishment: "M4.5 10v9.500h15V10M3 10l2-5.500h14l2 5.500zM10 19.500v-5h4v5",
    place: "M12 21s-6.500-6.100-6.500-11a6.500 6.500 0 0 1 13 0C18.500 14.900 12 21 12 21zM12 12.200a2.200 2.200 0 1 0 0-4.400a2.200 2.200 0 0 0 0 4.400z",
    alert: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5h4",
    recent: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0zM12 7v5.2l3.3 2",
  };
  let words = null;
  let box = null;
  let input = null;
  let panel = null;
  let list = null;
  let status = null;
  let options = [];
  let at = -1;
  let timer = 0;
  let flight = null;
  let shownFor = null;
  let hasty = null;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function sign(path, size) {
    const drawn = document.createElementNS(SVG, "svg");
    const line = document.createElementNS(SVG, "path");
    const facts = { class: "nc-i", width: size, height: size, viewBox: "0 0 24 24", "aria-hidden": "true" };
    for (const [name, value] of Object.entries(facts)) drawn.setAttribute(name, value);
    line.setAttribute("d", path);
    drawn.append(line);
    return drawn;
  }

  // ── what is remembered ───────────────────────────────────────────────────────────────────────
  function recent() {
    try {
      const kept = JSON.parse(localStorage.getItem(RECENT));
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  function remember(text) {
    const kept = [text, ...recent().filter((one) => one !== text)].slice(0, MOST_RECENT);
    try {
      localStorage.setItem(RECENT, JSON.stringify(kept));
    } catch {
      // not remembered then
    }
  }

  // ── the list ─────────────────────────────────────────────────────────────────────────────────
  function title(name, marked) {
    const line = made("b");
    const signs = Array.from(name);
    if (!marked) line.textContent = name;
    else {
      const [from, to] = marked;
      line.append(signs.slice(0, from).join(""), made("mark", "", signs.slice(from, to).join("")));
      line.append(signs.slice(to).join(""));
    }
    return line;
  }

  function option(item) {
    const row = made("a", "nc-hit");
    row.id = `shell-hit-${options.length}`;
    row.href = item.href || "#";
    row.tabIndex = -1;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(sign(SIGNS[item.icon] || SIGNS.page, 18), title(item.title, item.at));
    if (item.detail) row.append(made("span", "", item.detail));
    row.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      take(item);
    });
    options.push({ row, item });
    return row;
  }

  function group(name, items) {
    const part = made("div");
    const head = made("h3", "", name);
    head.id = `shell-group-${options.length}`;
    part.setAttribute("role", "group");
    part.setAttribute("aria-labelledby", head.id);
    part.append(head, ...items.map(option));
    return part;
  }

  function draw(groups, note) {
    options = [];
    choose(-1);
    list.replaceChildren(...groups.map((one) => group(one.title, one.items)));
    if (note) list.append(note);
    open();
  }

  function note(head, detail) {
    const place = made("p", "nc-hits__note");
    place.append(made("b", "", head), made("span", "", detail || ""));
    return place;
  }

  function idle() {
    shownFor = null;
    say("");
    const kept = recent().map((text) => ({ title: text, icon: "recent", again: text }));
    draw(kept.length ? [{ title: words.recent, items: kept }] : [], note("", words.hint));
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function choose(next) {
    if (at >= 0 && options[at]) options[at].row.setAttribute("aria-selected", "false");
    at = next;
    const chosen = options[at];
    if (chosen) {
      chosen.row.setAttribute("aria-selected", "true");
      chosen.row.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.row.id);
    } else input.removeAttribute("aria-activedescendant");
  }

  function take(item) {
    if (item.again) {
      input.value = item.again;
      ask();
      input.focus();
      return;
    }
    remember(input.value.trim());
    close();
    input.value = "";
    input.blur();
    nc.go(item.href);
  }

  // ── asking ───────────────────────────────────────────────────────────────────────────────────
  async function ask() {
    clearTimeout(timer);
    const text = input.value.trim();
    if (flight) flight.abort();
    box.classList.toggle("has-text", Boolean(input.value));
    if (!text) { idle(); return; }
    flight = new AbortController();
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/search?q=" + encodeURIComponent(text), {
        headers: { Accept: "application/json" }, redirect: "manual", signal: flight.signal,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) { nc.toSignIn(); return; }
      if (answer.status === 429) { wait(words.often); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      told(text, await answer.json());
    } catch (problem) {
      if (problem.name !== "AbortError") wait(words.failed);
    }
  }

  function told(text, answer) {
    panel.removeAttribute("aria-busy");
    shownFor = text;
    const found = answer.groups.reduce((sum, one) => sum + one.items.length, 0);
    const short = !found && Array.from(answer.q).length < 2;
    const none = short ? note(words.short, words.hint)
      : note(words.none.replace("{text}", answer.q), words.noneHint);
    draw(answer.groups, found ? null : none);
    if (found) choose(0);
    say(found ? words.found.replace("{n}", found) : words.none.replace("{text}", answer.q));
    if (found && hasty === text) take(options[0].item);
    hasty = null;
  }

  // What is shown stays while the next answer is waited for.
  function wait(text) {
    panel.removeAttribute("aria-busy");
    say(text);
    if (!options.length) draw([], note(text, ""));
    timer = setTimeout(ask, AGAIN_MS);
  }

  // ── opening and keys ─────────────────────────────────────────────────────────────────────────
  function open() {
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    clearTimeout(timer);
    if (flight) flight.abort();
    panel.hidden = true;
    panel.removeAttribute("aria-busy");
    box.classList.remove("is-open");
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      if (panel.hidden) open();
      choose((at + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shownFor === input.value.trim() || !input.value.trim()) {
        if (options[at]) take(options[at].item);
      } else { // pressed before the answer came: its best hit is opened when it does
        hasty = input.value.trim();
        ask();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (input.value && !panel.hidden) { input.value = ""; ask(); } else { close(); input.blur(); }
    }
  }

  function build() {
    const label = made("label", "nc-search__field");
    input = made("input");
    Object.assign(input, { type: "text", placeholder: words.find, maxLength: 60, autocomplete: "off" });
    input.spellcheck = false;
    input.id = "shell-find";
    const facts = {
      role: "combobox", "aria-label": words.find, "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": "shell-hits", enterkeyhint: "search",
    };
    for (const [name, value] of Object.entries(facts)) input.setAttribute(name, value);
    const clear = made("button", "nc-iconbtn nc-search__x", "×");
    clear.type = "button";
    clear.setAttribute("aria-label", words.clear);
    clear.addEventListener("click", () => {
      if (input.value) { input.value = ""; ask(); input.focus(); } else close();
    });
    label.append(sign(GLASS, 17), input, made("kbd", "", "/"), clear);
    panel = made("div", "nc-hits");
    panel.hidden = true;
    list = made("div", "nc-hits__list");
    list.id = "shell-hits";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.results);
    status = made("span");
    status.setAttribute("role", "status");
    const foot = made("footer");
    foot.append(status, made("span", "nc-hits__keys", words.moving));
    panel.append(list, foot);
    const face = made("button", "nc-iconbtn nc-search__open");
    face.type = "button";
    face.setAttribute("aria-label", words.open);
    face.append(sign(GLASS, 20));
    face.addEventListener("click", nc.openSearch);
    box.replaceChildren(face, label, panel);
  }

  nc.openSearch = () => {
    if (!input || document.documentElement.dataset.nc === "wall") return;
    box.classList.add("is-open");
    input.focus();
    input.select();
    if (panel.hidden) ask();
  };

  nc.findStart = (given) => {
    words = given;
    box = document.getElementById("shell-search");
    if (!box || input) return;
    build();
    input.addEventListener("input", () => {
      hasty = null;
      clearTimeout(timer);
      timer = setTimeout(ask, SETTLE_MS);
    });
    input.addEventListener("keydown", key);
    input.addEventListener("focus", () => { if (panel.hidden) ask(); });
    document.addEventListener("pointerdown", (event) => {
      if (!box.contains(event.target)) close();
    });
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) close();
    });
  };
})();
