// Sends what waits: photos first, then the record they belong to, each with a fresh token. The same
// record twice is one record, so an answer that was lost on its way costs nothing but a second try.
// Used by the page and by the service worker; without a document and without words.
(() => {
  const store = self.nuanchengStore;
  let running = null;

  class Stop extends Error {
    constructor(state, told = {}) {
      super(state);
      this.state = state;
      this.told = told;
    }
  }

  const address = (entry) => "/api/own/duties/" + entry.kind + "/" + entry.start;

  async function asked(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, { credentials: "same-origin", cache: "no-store", ...options });
    } catch (error) {
      throw new Stop("waiting");
    }
    if (answer.status === 401) throw new Stop("signed_out");
    if (answer.status >= 500 || answer.status === 429) throw new Stop("error");
    let told = {};
    try {
      told = await answer.json();
    } catch (error) {
      if (answer.ok) throw new Stop("error");
    }
    return { status: answer.status, ok: answer.ok, told };
  }

  // How a duty stands, and the token of the session that is open now.
  async function standing(entry) {
    const { ok, status, told } = await asked(address(entry), {
      headers: { Accept: "application/json" },
    });
    if (!ok) throw new Stop(status === 404 ? "gone" : "signed_out");
    if (told.owner !== entry.owner) throw new Stop("other_account");
    return told;
  }

  async function posted(url, token, body) {
    return asked(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
  }

  // One photo; it is marked as sent, or as refused in the server's words.
  async function sendPhoto(photo, token) {
    const form = new FormData();
    form.append("kind", photo.kind);
    form.append("start", photo.start);
    form.append("item", photo.item);
    form.append("file", photo.blob, photo.name);
    const { ok, status, told } = await asked("/api/own/photos", {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: form,
    });
    if (status === 403) throw new Stop("signed_out");
    photo.state = ok ? "sent" : "refused";
    photo.why = ok ? "" : told.error || "";
    photo.href = ok && told.photo ? told.photo.href : "";
    await store.put("photos", photo);
    return photo;
  }

  async function sendPhotos(entry, token) {
    const photos = await store.all("photos", store.keyOf(entry.owner, entry.kind, entry.start) + "/");
    for (const photo of photos) {
      if (photo.state === "local") await sendPhoto(photo, token);
    }
  }

  async function sendOne(entry) {
    const now = await standing(entry);
    await sendPhotos(entry, now.token);
    const body = { ...entry.body, owner: entry.owner, sent_ms: Date.now() };
    const { ok, status, told } = await posted(address(entry), now.token, body);
    if (ok) {
      await forget(entry);
      return { state: "delivered", told };
    }
    if (status === 409 || status === 422) throw new Stop("refused", told);
    if (status === 404) throw new Stop("gone");
    if (status === 403) throw new Stop("signed_out");
    throw new Stop("bad");
  }

  async function forget(entry) {
    await store.remove("queue", entry.key);
    await store.remove("drafts", entry.key);
    for (const photo of await store.all("photos", entry.key + "/")) await store.remove("photos", photo.key);
  }

  // Everything that waits for this owner. Returns what became of each, by key; what was refused goes
  // back to being a draft, what could not be sent stays.
  async function flush(owner) {
    const ended = {};
    for (const entry of await store.all("queue", owner + "/")) {
      try {
        ended[entry.key] = await sendOne(entry);
      } catch (error) {
        const stop = error instanceof Stop ? error : new Stop("error");
        ended[entry.key] = { state: stop.state, told: stop.told };
        if (["refused", "gone", "bad"].includes(stop.state)) await store.remove("queue", entry.key);
        if (["waiting", "signed_out", "other_account"].includes(stop.state)) break;
      }
    }
    return ended;
  }

  // One run at a time: whoever asks meanwhile gets the same answer.
  function send(owner) {
    if (!running) running = flush(owner).finally(() => { running = null; });
    return running;
  }

  self.nuanchengSend = { send, standing, posted, sendPhoto, address, Stop };
})();
