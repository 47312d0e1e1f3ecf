"""Every page at every size and in both themes: nothing runs over, and words can be read."""

import pytest

from tests.browser.settled import settled

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/map",
    "/register",
    "/district/150602",
    "/control",
    "/alerts",
    "/account",
    "/nothing-here",
]
SIZES = [(390, 844), (768, 1024), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160)]

WIDER = """() => {
  const root = document.documentElement;
  const page = document.getElementById("nc-main");
  const wider = (box) => box.scrollWidth > box.clientWidth + 1;
  return [root, page].filter(wider).map((box) => `${box.id || "page"} ${box.scrollWidth}`);
}"""

# Words on a plain ground, their colours as the browser has worked them out (WCAG 2, 1.4.3).
FAINT = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => {
    const a = top[3] ?? 1;
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a));
  };
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none" || Number(style.opacity) < 1) return null;
      const colour = parts(style.backgroundColor);
      if ((colour[3] ?? 1) > 0) layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const faint = [];
  for (const element of document.querySelectorAll("header *, nav *, main *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = element.getBoundingClientRect();
    const apart = element.closest("svg, [hidden], .leaflet-container, :disabled");
    if (!own || box.width < 2 || apart) continue;
    const under = ground(element);
    if (!under) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(over(parts(style.color), under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const [size, weight] = [parseFloat(style.fontSize), Number(style.fontWeight)];
    const large = size >= 24 || (size >= 18.66 && weight >= 700);
    const words = element.textContent.trim().slice(0, 12);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${element.className} ${words} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_every_screen_and_can_be_read_in_both_themes(visit, path):
    visitor = visit("city_bureau", path)
    page = visitor.page
    page.wait_for_selector("#shell-find")
    settled(page)
    found = {"light": faint} if (faint := page.evaluate(FAINT)) else {}
    page.evaluate("window.nuancheng.theme.choose('dark')")
    for width, height in SIZES:  # a theme changes colours only, and by and by
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        found |= {width: wider} if (wider := page.evaluate(WIDER)) else {}
    page.set_viewport_size({"width": 1440, "height": 900})
    found |= {"dark": faint} if (faint := page.evaluate(FAINT)) else {}
    assert found == {}
