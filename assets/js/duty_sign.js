// The signature: strokes of a finger on a ground of 300 × 100, as the path of an SVG in the grammar
// that the server takes. It stays on this phone until the record is handed in.
(() => {
  const WIDTH = 300;
  const HEIGHT = 100;
  const STEP = 1.5; // closer points add nothing to see
  const LONGEST = 11000;
  const FEWEST = 8;

  function start(pad, clear, onChange) {
    const brush = pad.getContext("2d");
    let strokes = [];
    let open = false;

    const round = (value) => Math.round(value * 10) / 10;
    const within = (value, most) => Math.min(Math.max(value, 0), most);

    function point(event) {
      const box = pad.getBoundingClientRect();
      return [
        round(within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH)),
        round(within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT)),
      ];
    }

    function draw() {
      const scale = pad.width / WIDTH;
      brush.clearRect(0, 0, pad.width, pad.height);
      brush.strokeStyle = getComputedStyle(pad).color;
      brush.lineWidth = 2.2 * scale;
      brush.lineCap = brush.lineJoin = "round";
      for (const stroke of strokes) {
        brush.beginPath();
        stroke.forEach(([x, y], at) => (at ? brush.lineTo(x * scale, y * scale) : brush.moveTo(x * scale, y * scale)));
        brush.stroke();
      }
      pad.parentElement.classList.toggle("is-signed", strokes.length > 0);
    }

    pad.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      open = true;
      strokes.push([point(event)]);
    });
    pad.addEventListener("pointermove", (event) => {
      if (!open) return;
      const stroke = strokes[strokes.length - 1];
      const [x, y] = point(event);
      const [lastX, lastY] = stroke[stroke.length - 1];
      if (Math.hypot(x - lastX, y - lastY) < STEP) return;
      stroke.push([x, y]);
      draw();
    });
    const end = () => {
      if (!open) return;
      open = false;
      onChange();
    };
    pad.addEventListener("pointerup", end);
    pad.addEventListener("pointercancel", end);
    clear.addEventListener("click", () => {
      strokes = [];
      draw();
      onChange();
    });
    addEventListener("nc-theme", draw);

    // Every nth point of each stroke, its last one in any case.
    function written(every) {
      return strokes
        .map((stroke) =>
          stroke
            .filter((_point, at) => at % every === 0 || at === stroke.length - 1)
            .map(([x, y], at) => (at ? "L" : "M") + x + " " + y)
            .join("")
        )
        .join("");
    }

    function path() {
      let every = 1;
      while (written(every).length > LONGEST && every < 64) every *= 2;
      return written(every);
    }

    return {
      path,
      signed: () => strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= FEWEST,
    };
  }

  window.nuancheng.duty.sign = { start };
})();
