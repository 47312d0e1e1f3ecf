"""S22: two thousand odd paths: none breaks the server, none leads out of the folders it serves."""

import random
from itertools import islice
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from data_access.engine import writing
from settings import ROOT
from tests.rows import plant

FILES = (
    "/assets/", "/assets/css/", "/assets/js/", "/assets/img/",
    "/_dash-component-suites/dash/", "/_dash-component-suites/dash_leaflet/",
)  # fmt: skip
FOLDERS = (
    *FILES, "/fonts/", "/media/look/", "/papers/archive/", "/stickers/", "/map/tiles/0/0/0/",
    "/duty/", "/imports/template/", "/c/", "/v/", "/api/v1/", "/",
)  # fmt: skip
STEPS = (
    "..", "%2e%2e", ".%2e", "%252e%252e", "..%00", "%00..", "%c0%ae%c0%ae", "%e0%80%ae", "．．",
    "..;", "....", "..%20", ".", "%2e", "", "~", "%ff", "..%5c..", "C:", "\\\\?\\",
)  # fmt: skip
UP = ("../", "%2e%2e/", "..%2f", ".%2e%2f")
BETWEEN = ("/", "/", "/", "%2f", "%252f", "\\", "%5c", "//", "/./", "∕")
TARGETS = (
    "settings.py", "config.yaml", "app.py", "pages/map.py", ".git/config", "pyproject.toml",
    "etc/passwd", "proc/self/environ", "served/secret_key", "secret_key", "css/../../app.py", "CON",
    "", "%00.css", "10-tokens.css%00.py", "\u202e\u0000", "𒐫" * 40, "%f0%9f%8d%9c", "%",
    "%zz", "'\"<>",
)  # fmt: skip
SECRET = b"a-key-that-nobody-may-read-0123456789abcdef0123456789"
FORBIDDEN = (SECRET, b"root:x:0", b"register_page(", b"from pydantic", b"[tool.ruff]", b"[core]")
"""What stands in those targets and in no answer."""
LONG = ["/" + "a" * 70_000, "/assets/" + "../" * 3000 + "etc/passwd", "/" + "%2e%2e%2f" * 2000]


def odd_paths(folders, seed):
    """Without end: a folder, some steps out of it, and something that lies there.

    Every other one goes straight up, so that a careless join of folder and path would be found.
    """
    dice = random.Random(seed)
    while True:
        many = dice.randrange(1, 7)
        steps, between = [dice.choice(STEPS) for _ in range(many)], dice.choice(BETWEEN)
        yield dice.choice(folders) + between.join([*steps, dice.choice(TARGETS)])
        yield dice.choice(folders) + dice.choice(UP) * many + dice.choice(TARGETS)


def status_and_body(browser, path):
    """As a server hands a path on: percent signs decoded once, bytes as Latin-1."""
    raw = unquote_to_bytes(path).decode("latin-1")
    with browser.get("/", environ_overrides={"PATH_INFO": raw, "REQUEST_URI": path}) as answer:
        return answer.status_code, answer.get_data()


@pytest.fixture
def who(engine, server_app, tmp_path):
    (tmp_path / "served").mkdir(exist_ok=True)
    (tmp_path / "served" / "secret_key").write_bytes(SECRET)
    with writing(engine) as conn:
        return plant(conn)


def test_what_is_forbidden_lies_where_the_paths_lead():
    held = b"".join((ROOT / name).read_bytes() for name in ("settings.py", "pages/map.py"))
    held += (ROOT / "pyproject.toml").read_bytes() + Path("/etc/passwd").read_bytes()
    assert all(one in held for one in (b"register_page(", b"from pydantic", b"[tool.ruff]"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_odd_path_breaks_anything_or_leads_out(server_app, signed_in, who):
    anybody, bureau = server_app.server.test_client(), signed_in(who.city)
    asked = [(anybody, path) for path in islice(odd_paths(FOLDERS, 7), 1600)]
    # Most other addresses answer a bureau with the document of the pages, which takes longer.
    asked += [(bureau, path) for path in islice(odd_paths(FILES, 8), 400)]
    asked += [(bureau, path) for path in [*LONG, *islice(odd_paths(FOLDERS, 9), 20)]]
    wrong = []
    for browser, path in asked:
        status, body = status_and_body(browser, path)
        if status >= 500 or any(one in body for one in FORBIDDEN):
            wrong.append((path[:200], status))
    assert wrong == []
