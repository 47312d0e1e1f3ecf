"""The screens in English: no Chinese but names, nothing cut off in the frame and the headings."""

import pytest

from tests.browser.settled import settled

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/map",
    "/district",
    "/district/150602",
    "/control",
    "/alerts",
    "/videowall",
    "/nothing-here",
]
# Words as the reader meets them, with the classes of what holds them.
CHINESE = r"""() => {
  const han = /[\u4e00-\u9fff]/, found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const held = text.parentElement;
    if (!han.test(text.data) || ["SCRIPT", "STYLE"].includes(held.tagName)) continue;
    if (held.checkVisibility() && !held.closest(NAMES)) found.push(text.data.trim());
  }
  for (const name of ["title", "aria-label", "placeholder", "alt"])
    for (const held of document.querySelectorAll(`[${name}]`))
      if (han.test(held.getAttribute(name)) && !held.closest(NAMES))
        found.push(`${name}: ${held.getAttribute(name)}`);
  return han.test(document.title) ? [...found, document.title] : found;
}"""
# Names of establishments, townships and people, the way to Chinese, and the laws behind an item.
NAMES = ", ".join(
    [
        ".nc-user",
        'form[action*="/language"]',
        ".nc-table td",
        ".nc-queue__who",
        ".nc-worst",
        ".nc-map__side button",
        "aside button b",
        "aside button span",
        ".nc-alert__b span",
        ".nc-tile footer b",
        ".nc-drawer header p",
        ".nc-drawer__meta",
        ".nc-clg li",
        ".nc-contacts dd",
    ]
)
CUT = r"""() => [...document.querySelectorAll(
    ".nc-rail a, .nc-top *, .nc-bkpi h3, .nc-bkpi header span, .nc-bkpi em, .nc-btn, "
    + ".nc-table th, .nc-heat__r > span"
  )].filter((held) => held.checkVisibility() && !held.closest(".visually-hidden")
    && getComputedStyle(held).display !== "inline"
    && held.scrollWidth > held.clientWidth + 1).map((held) => held.textContent.trim())"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"
FILLED = "() => document.querySelector('main').innerText && !document.querySelector('.nc-skel')"


@pytest.fixture
def reader(visit):
    """The city bureau, reading English."""
    visitor = visit("city_bureau", "/account")
    page = visitor.page
    page.wait_for_selector("#live-time:not(:empty)")  # the frame is drawn and stays
    token = page.get_attribute('.nc-top form[action*="/language"] button', "value")
    answer = page.request.post(
        f"{visitor.address}/language?to=en",
        form={"csrf_token": token},
        headers={"Origin": visitor.address, "Referer": f"{visitor.address}/"},
    )
    assert answer.ok
    visitor.open("/")
    page.wait_for_selector('html[lang="en"] main')
    return visitor


def test_every_page_speaks_english_and_fits(reader):
    said = {}
    for path in PAGES:
        reader.open(path)
        page = reader.page
        page.wait_for_function(FILLED)
        settled(page)  # figures and lists that come by callbacks
        found = page.evaluate(CHINESE.replace("NAMES", repr(NAMES)))
        said[path] = found, page.evaluate(CUT), page.evaluate(WIDER)
    assert said == dict.fromkeys(PAGES, ([], [], False))
