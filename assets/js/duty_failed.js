// What opens below an item that failed: photo, note, measure, person and time, all required.
(() => {
  const duty = window.nuancheng.duty;
  const HOUR_MS = 3600000;

  const part = (box, name) => box.querySelector('[data-part="' + name + '"]');

  // A moment as a field for local time wants it, in the city's time.
  function cityTime(ms) {
    return new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 16);
  }

  function fieldsOf(item) {
    const { findings } = duty.draft.body;
    if (!findings[item]) findings[item] = {};
    return findings[item];
  }

  function build(row, box) {
    const { item } = row.dataset;
    box.append(document.getElementById("duty-fail").content.cloneNode(true));
    box.addEventListener("input", (event) => {
      const name = event.target.dataset.part;
      if (!name) return;
      fieldsOf(item)[name] = event.target.value;
      duty.changed();
    });
    box.addEventListener("click", (event) => {
      const hours = event.target.dataset.hours;
      if (!hours) return;
      part(box, "due").value = fieldsOf(item).due = cityTime(duty.now() + hours * HOUR_MS);
      duty.changed();
    });
    box.querySelector("[data-shoot]").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (!file) return;
      line(box, duty.handing.words("photo_reading"));
      const why = await duty.camera.add(item, file);
      await drawPhotos(item, box);
      if (why) line(box, why);
    });
  }

  function line(box, text) {
    box.querySelector("[data-photos]").append(duty.notes.made("p", "nc-hint", text));
  }

  async function drawPhotos(item, box) {
    const where = box.querySelector("[data-photos]");
    const photos = await duty.camera.of(item);
    where.textContent = "";
    for (const photo of photos) where.append(picture(photo, item, box));
  }

  function picture(photo, item, box) {
    const { made } = duty.notes;
    const { words } = duty.handing;
    const figure = made("figure", "is-" + photo.state);
    const image = made("img");
    image.alt = words("photo");
    if (photo.blob) {
      const address = URL.createObjectURL(photo.blob);
      image.onload = image.onerror = () => URL.revokeObjectURL(address);
      image.src = address;
    } else {
      image.src = photo.href;
    }
    const told = { local: words("photo_local"), sent: words("photo_sent"), refused: photo.why || words("photo_bad") };
    figure.append(image, made("figcaption", "", told[photo.state]));
    if (photo.state !== "sent") {
      const drop = made("button", "nc-btn nc-btn--icon", "×");
      drop.type = "button";
      drop.setAttribute("aria-label", words("drop_photo"));
      drop.addEventListener("click", async () => {
        await duty.camera.drop(photo);
        await drawPhotos(item, box);
      });
      figure.append(drop);
    }
    return figure;
  }

  function draw(row, failed) {
    const box = row.querySelector("[data-fail]");
    if (failed && !box.childNodes.length) build(row, box);
    box.hidden = !failed;
    if (!failed) return;
    const found = fieldsOf(row.dataset.item);
    for (const name of ["note", "measure", "owner", "due"]) {
      const field = part(box, name);
      if (document.activeElement !== field) field.value = found[name] || "";
    }
    drawPhotos(row.dataset.item, box);
  }

  duty.failed = { draw };
})();
