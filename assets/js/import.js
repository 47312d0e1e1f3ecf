// The place where a file is dropped or chosen: sends it, shows how far that is, says what is wrong.
(() => {
  function field(settings) {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = settings.accept || ".csv,.tsv,.txt,.xlsx";
    input.setAttribute("aria-label", settings.words.choose);
    return input;
  }

  function say(place, text) {
    place.querySelector(".nc-error-text").textContent = text;
  }

  function show(place, share, words) {
    const bar = place.querySelector(".nc-progress");
    bar.hidden = false;
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", words);
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    bar.firstElementChild.style.width = `${Math.round(share * 100)}%`;
  }

  function fail(place, text) {
    place.classList.remove("is-busy");
    place.querySelector(".nc-progress").hidden = true;
    place.querySelector("input").value = "";
    say(place, text);
  }

  function told(request, words) {
    try {
      return JSON.parse(request.responseText).error || words;
    } catch (_error) {
      return words;
    }
  }

  function send(place, file, settings) {
    say(place, "");
    if (file.size > settings.maxBytes) {
      fail(place, settings.words.large);
      return;
    }
    const body = new FormData();
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", settings.address);
    const headers = window.nuancheng.formHeaders({ Accept: "application/json" });
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) show(place, event.loaded / event.total, settings.words.sending);
    };
    request.onerror = () => fail(place, settings.words.failed);
    request.onload = () => {
      if (request.status === 201) location.assign(JSON.parse(request.responseText).href);
      else if (request.status === 401) window.nuancheng.toSignIn();
      else fail(place, told(request, settings.words.failed));
    };
    place.classList.add("is-busy");
    show(place, 0, settings.words.sending);
    request.send(body);
  }

  function mount(settings) {
    const place = settings && document.getElementById(settings.place);
    if (!place || place.querySelector("input")) return window.dash_clientside.no_update;
    const input = field(settings);
    place.append(input);
    input.addEventListener("change", () => {
      if (input.files.length > 1) fail(place, settings.words.several);
      else if (input.files.length === 1) send(place, input.files[0], settings);
    });
    ["dragenter", "dragover"].forEach((name) =>
      place.addEventListener(name, () => place.classList.add("is-over")));
    ["dragleave", "drop", "dragend"].forEach((name) =>
      place.addEventListener(name, () => place.classList.remove("is-over")));
    return window.dash_clientside.no_update;
  }

  // A new step begins at its top; a redraw of the same one moves nothing.
  let last = "";
  function top() {
    const step = document.querySelector(".nc-steps .on");
    const now = location.search + (step ? step.textContent : "");
    if (last && now !== last) document.getElementById("nc-main").scrollTo(0, 0);
    last = now;
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { importing: { mount, top } });
})();
