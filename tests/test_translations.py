"""Every text of a screen has its English, with the same places for values.

After a change: pybabel extract -F babel.cfg -k lazy_gettext -k counted:1,1 --no-location
--sort-output -o messages.pot . && pybabel update -i messages.pot -d translations -l en
--no-fuzzy-matching
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask_babel import force_locale

from api.language import CATALOGUES, compile_catalogues
from components.wording import counted, unit
from settings import ROOT

METHODS = [
    ("api/templates/**.html", "jinja2.ext.babel_extract"),
    *((f"{room}/**.py", "python") for room in ("api", "components", "data_access", "pages")),
    ("app.py", "python"),
]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "counted": (1, 1)}
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")


@cache
def used():
    """Every text the code asks for."""
    found = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT, method_map=METHODS, keywords=KEYWORDS, directory_filter=lambda path: ours(path)
    ):
        found.add(_first(message))
    for path in (ROOT / "pages").glob("*.py"):  # names of pages are translated by the shell
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "register_page":
                found |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
                }
    return found - {""}


def ours(path):
    name = Path(path).relative_to(ROOT).parts[0] if Path(path) != ROOT else ""
    return name in {"api", "components", "data_access", "pages", ""}


@cache
def english():
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return {_first(message.id): message.string for message in read_po(lines) if message.id}


def forms(translated):
    """The one form of a text, or its singular and plural."""
    return translated if isinstance(translated, tuple) else (translated,)


def _first(message):
    return message[0] if isinstance(message, tuple) else message


def test_the_search_finds_texts_of_every_kind():
    assert {"登录", "演示数据", "风险未评定", "总览"} <= used()


def test_every_text_has_its_english():
    assert sorted(text for text in used() if not all(forms(english().get(text)))) == []


def test_no_english_is_left_without_its_text():
    assert sorted(set(english()) - used()) == []


def test_the_same_values_stand_in_both_languages():
    wrong = {
        text
        for text, whole in english().items()
        for translated in forms(whole)
        if sorted(PLACE.findall(text)) != sorted(PLACE.findall(translated))
        or text.count("%%") != translated.count("%%")
    }
    assert wrong == set()


def test_english_is_english():
    assert [text for text in english().values() if re.search(r"[\u4e00-\u9fff]", str(text))] == []


def test_catalogues_are_compiled_whole_into_the_data_directory(tmp_path):
    compile_catalogues(tmp_path)
    compile_catalogues(tmp_path)
    made = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert made == ["en/LC_MESSAGES/messages.mo"]


@pytest.mark.parametrize(("code", "shown"), [("zh", "登录"), ("en", "Sign in")])
def test_a_page_is_answered_in_the_chosen_language(server_app, code, shown):
    client = server_app.server.test_client()
    with client.session_transaction() as kept:
        kept["language"] = code
    assert f"<h2>{shown}</h2>" in client.get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("en", 1, "1 establishment"),
        ("en", 1200, "1,200 establishments"),
        ("en", 0, "0 establishments"),
        ("zh", 1, "共 1 家"),
    ],
)
def test_one_thing_is_said_in_the_singular(server_app, code, number, shown):
    with server_app.server.test_request_context(), force_locale(code):
        assert counted("共 %(n)s 家", number) == shown


def test_a_unit_after_a_figure_has_a_singular(server_app):
    with server_app.server.test_request_context():
        with force_locale("en"):
            assert [unit("路", n) for n in (0, 1, 2)] == ["cameras", "camera", "cameras"]
            assert unit("家", 1) == "establishment"
        with force_locale("zh"):
            assert unit("路", 1) == "路"
