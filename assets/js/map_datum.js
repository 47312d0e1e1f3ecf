// Between where a thing is (WGS-84) and where a shifted layer shows it (GCJ-02): what is drawn on such
// a layer has to be known where it is. The formula of domain/coordinates.py; a test holds the two
// together.
(() => {
  const map = (window.nuancheng = window.nuancheng || {}).map = window.nuancheng.map || {};
  const AXIS_M = 6378245; // Krasovsky
  const ECCENTRICITY_2 = 0.00669342162296594323;
  const PRECISE_DEG = 1e-9;
  const ROUNDS = 30;
  const { PI, sin, cos, sqrt, abs } = Math;

  function offsets(x, y) {
    const shared = (20 * sin(6 * PI * x) + 20 * sin(2 * PI * x)) * 2 / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared
      + (20 * sin(PI * x) + 40 * sin(PI * x / 3)) * 2 / 3
      + (150 * sin(PI * x / 12) + 300 * sin(PI * x / 30)) * 2 / 3;
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared
      + (20 * sin(PI * y) + 40 * sin(PI * y / 3)) * 2 / 3
      + (160 * sin(PI * y / 12) + 320 * sin(PI * y / 30)) * 2 / 3;
    return [east, north];
  }

  function shifted({ lng, lat }) {
    const [east, north] = offsets(lng - 105, lat - 35);
    const phi = lat * PI / 180;
    const bend = 1 - ECCENTRICITY_2 * sin(phi) ** 2;
    const meridian = AXIS_M * (1 - ECCENTRICITY_2) / bend ** 1.5;
    const parallel = AXIS_M / sqrt(bend) * cos(phi);
    return { lng: lng + east * 180 / (PI * parallel), lat: lat + north * 180 / (PI * meridian) };
  }

  function unshifted(at) {
    let found = { lng: at.lng, lat: at.lat };
    for (let round = 0; round < ROUNDS; round += 1) {
      const there = shifted(found);
      const [east, north] = [there.lng - at.lng, there.lat - at.lat];
      found = { lng: found.lng - east, lat: found.lat - north };
      if (abs(east) < PRECISE_DEG && abs(north) < PRECISE_DEG) break;
    }
    return found;
  }

  const isShifted = () => map.controls.datum() === "gcj02";

  map.datum = {
    // Where the layer in use shows a point of WGS-84.
    shown(at) { return isShifted() ? shifted(at) : at; },
    // Which point of WGS-84 stands at a place of the layer in use.
    real(at) { return isShifted() ? unshifted(at) : at; },
  };
})();
