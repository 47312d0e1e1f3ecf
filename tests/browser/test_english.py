"""The screens in English: no Chinese but names, nothing cut off in the frame and the headings."""

import pytest

from tests.browser.settled import settled

pytestmark = pytest.mark.browser
TABS = ("facts", "licences", "people", "cameras", "status", "history")
PAGES = {
    "city_bureau": [
        "/",
        "/map",
        "/district",
        "/district/150602",
        "/control",
        "/alerts",
        "/videowall",
        "/nothing-here",
        "/register",
        "/register/import",
        "/register/import?state=open",
        "/register/batches",
        "/register/duplicates",
        "/register/certificates",
        "/register/new",
        *(f"/register/1?tab={tab}" for tab in TABS),
    ],
    "security_admin": ["/admin/accounts", "/admin/sessions", "/admin/tokens", "/admin/models"],
    "system_admin": ["/admin/settings", "/admin/jobs", "/admin/storage"],
    "auditor": ["/admin/audit"],
}
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
  const title = document.title.replace(document.querySelector("h1")?.textContent ?? "", "");
  return han.test(title) ? [...found, title] : found;
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
        ".nc-crumb li + li",
        ".nc-record__name h1",
        ".nc-record__place",
        '[id*="township_code"]',
        ".nc-people__who b",
        ".nc-people__paper span",
        *(f'.ag-cell[col-id="{name}"]' for name in ("name", "township", "safety_officer")),
        ".nc-cards td.who",
        ".nc-cards td:first-child b",
        '.nc-cards td[data-head="Scope"]',
        ".nc-ops__settings td:nth-child(n + 3)",
        ".nc-chain p",
        ".nc-data td.who b",
        ".nc-batches td:nth-child(3)",  # names of files and of who brought them
        ".nc-batches td:nth-child(6)",
        ".nc-batches td small",
        ".nc-import__recent b",
        ".nc-import__recent span:last-child small",
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
def reads(visit):
    """`reads(role)` is somebody who reads English."""

    def as_role(role):
        visitor = visit(role, "/account")
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

    return as_role


@pytest.mark.parametrize("role", PAGES)
def test_every_page_speaks_english_and_fits(reads, role):
    reader, said = reads(role), {}
    for path in PAGES[role]:
        reader.open(path)
        page = reader.page
        page.wait_for_function(FILLED)
        settled(page)  # figures and lists that come by callbacks
        found = page.evaluate(CHINESE.replace("NAMES", repr(NAMES)))
        said[path] = found, page.evaluate(CUT), page.evaluate(WIDER)
    assert said == dict.fromkeys(PAGES[role], ([], [], False))
