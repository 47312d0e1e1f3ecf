// Photos of what failed: made smaller on the phone when they are large, kept until they are sent, and
// sent at once while there is a network. What this browser cannot read goes to the server as it is,
// which says in words what it cannot take.
(() => {
  const store = self.nuanchengStore;
  const sender = self.nuanchengSend;
  const duty = window.nuancheng.duty;
  const AS_IS_BYTES = 3 * 1024 * 1024; // keeps the time that the camera wrote
  const MOST_BYTES = 12 * 1024 * 1024; // the server refuses more by its announced length
  const SIDE_PX = 1600;
  const QUALITY = 0.85;

  const prefix = (item) => duty.draft.key + "/" + item + "/";

  function read(file) {
    return new Promise((resolve, reject) => {
      const address = URL.createObjectURL(file);
      const picture = new Image();
      picture.onload = () => { URL.revokeObjectURL(address); resolve(picture); };
      picture.onerror = () => { URL.revokeObjectURL(address); reject(new Error("unreadable")); };
      picture.src = address;
    });
  }

  async function smaller(file) {
    if (file.size <= AS_IS_BYTES) return file;
    let picture;
    try {
      picture = await read(file);
    } catch (error) {
      return file;
    }
    const scale = Math.min(1, SIDE_PX / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return made || file;
  }

  // Those of an item that prove something: of this phone, and those that the server has already.
  async function of(item) {
    let local = [];
    try {
      local = await store.all("photos", prefix(item));
    } catch (error) {
      local = Object.values(duty.photos).filter((one) => one.item === item);
    }
    const sent = (duty.told.photos[item] || [])
      .filter((href) => !local.some((one) => one.href === href))
      .map((href) => ({ item, href, state: "sent" }));
    return [...sent, ...local];
  }

  // Returns why it cannot even be kept here, in words; what the server says stands at the photo.
  async function add(item, file) {
    const { owner, kind, start } = duty.draft;
    const blob = await smaller(file);
    const key = prefix(item) + Date.now().toString(36);
    const photo = { key, owner, kind, start, item, blob, name: file.name || "photo.jpg", state: "local", why: "", href: "" };
    if (blob.size > MOST_BYTES) return duty.handing.words("photo_large");
    try {
      await store.put("photos", photo);
    } catch (error) {
      duty.photos[key] = photo; // no room on this phone: held until the page closes
    }
    await send(photo);
    return "";
  }

  async function send(photo) {
    try {
      const { token } = await sender.standing(photo);
      return await sender.sendPhoto(photo, token);
    } catch (error) {
      return photo; // it goes with the record
    }
  }

  // What was not sent yet, once the network is back.
  async function sendWaiting() {
    const photos = await store.all("photos", duty.draft.key + "/").catch(() => []);
    for (const photo of photos) if (photo.state === "local") await send(photo);
  }

  const drop = (photo) => store.remove("photos", photo.key);

  duty.camera = { of, add, drop, sendWaiting };
})();
