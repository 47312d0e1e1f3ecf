// The place where a photo is taken or chosen: sends it, shows how far that is, says what is wrong.
// The file goes as the camera made it: its moment of taking is read on the server, and only there.
(() => {
  function say(place, text) {
    place.querySelector(".nc-error-text").textContent = text;
  }

  function show(place, share, words) {
    const bar = place.querySelector(".nc-progress");
    bar.hidden = share === null;
    if (share === null) return;
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", words);
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    bar.firstElementChild.style.width = `${Math.round(share * 100)}%`;
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
    const input = place.querySelector("input");
    const end = (text) => {
      place.classList.remove("is-busy");
      show(place, null);
      input.value = "";
      say(place, text);
    };
    if (file.size > settings.maxBytes) return end(settings.words.large);
    const body = new FormData();
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", settings.address);
    const headers = window.nuancheng.formHeaders({ Accept: "application/json" });
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) show(place, event.loaded / event.total, settings.words.sending);
    };
    request.onerror = () => end(settings.words.failed);
    request.onload = () => {
      if (request.status === 401) return window.nuancheng.toSignIn();
      if (request.status !== 201) return end(told(request, settings.words.failed));
      end("");
      window.dash_clientside.set_props(settings.said, { children: null }); // it may have asked for one
      window.dash_clientside.set_props(settings.sent, { data: JSON.parse(request.responseText).photo.id });
    };
    place.classList.add("is-busy");
    show(place, 0, settings.words.sending);
    request.send(body);
  }

  function mount(settings) {
    const place = settings && document.getElementById(settings.place);
    if (!place || place.querySelector("input")) return window.dash_clientside.no_update;
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/jpeg,image/png,image/webp"; // phones turn HEIC into JPEG for this list
    input.setAttribute("capture", "environment");
    input.setAttribute("aria-label", settings.words.choose);
    place.prepend(input);
    input.addEventListener("change", () => {
      if (input.files.length) send(place, input.files[0], settings);
    });
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { photos: { mount } });
})();
