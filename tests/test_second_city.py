"""Another city from files alone: demonstration, pages, map, register, names and words."""

import csv
import gzip
import io
import json
from dataclasses import replace
from datetime import date
from itertools import accumulate
from types import SimpleNamespace

import pytest
import shapely
from babel.messages.pofile import read_po
from docx import Document
from flask import Flask
from flask_babel import force_locale, gettext
from openpyxl import load_workbook
from sqlalchemy import func, select

from api.language import CATALOGUES, install_languages
from api.second_proof import issuer
from commands import main
from components.wording import term
from data_access.api_tokens import NewToken, add
from data_access.cache import open_cache
from data_access.city_categories import adopt_categories, category_facts
from data_access.demo_city.make import make_city
from data_access.engine import reading, writing
from data_access.importing.subjects import SUBJECTS
from data_access.places import Boundaries, PlacesError
from data_access.places_loading import load_places
from data_access.register_list import count
from data_access.register_options import option_counts
from data_access.request import services
from data_access.schema import (
    control_rollup,
    control_task,
    establishment,
    supervision_office,
    township,
)
from domain.categories import adopt
from domain.identifiers import LicenceSubject, licence_number_valid, make_licence_number
from domain.register_filter import RegisterFilter
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH, Role, Scope, system_scope
from settings import ROOT, load
from tests.conftest import NOON
from tests.posted import LIVE, filled, open_page, words
from tests.registers import shop, write_register
from tests.second_city import CATEGORIES, DISTRICTS, middle, write_city

SYSTEM = system_scope("test")
LEADER = Scope(Role.CITY_BUREAU, "市局")


OWN = "small.noodles"


@pytest.fixture
def settings(tmp_path):
    return load(write_city(tmp_path / "city"))


@pytest.fixture(autouse=True)
def categories(settings):
    """Those of the other city, as when a process of it starts, and none of them afterwards."""
    adopt_categories(settings.city)
    yield
    adopt({})


@pytest.fixture
def city(engine, settings):
    make_city(engine, settings, NOON, lambda _step, _share: None)
    return settings


@pytest.fixture
def browser(server_app, signed_in, city, monkeypatch):
    """The city bureau of the other city, signed in."""
    with server_app.server.app_context():
        held = services()
    cache = open_cache(server_app.server, city, server_app.server.secret_key)
    other = replace(held, settings=city, cache=cache)
    monkeypatch.setitem(server_app.server.extensions, "nuancheng", other)
    return signed_in(LEADER)


def test_the_demonstration_stands_in_its_own_districts_and_categories(engine, city):
    boundaries = Boundaries.load(city.city.boundaries)
    with reading(engine) as conn:
        rows = conn.execute(select(establishment)).all()
        offices = conn.scalars(select(supervision_office.c.name_zh)).all()
        unworked = conn.scalar(
            select(func.count()).where(
                township.c.office_id.is_(None), township.c.kind != "未分乡镇"
            )
        )
    assert len(rows) == 90
    assert {row.township_code[:6] for row in rows} == set(DISTRICTS)
    assert {row.category for row in rows} == {one["code"] for one in CATEGORIES}
    for row in rows:
        if row.lon is not None:
            polygon = boundaries.polygon(row.township_code[:6])
            assert polygon.covers(shapely.Point(row.lon, row.lat))
        assert "东胜" not in row.address + row.name
    # The file names one office; the others come to be one for each district.
    assert sorted(offices) == ["白石县市场监督管理所", "绿水区市场监督管理所", "青山市场监督管理所"]
    assert unworked == 0


def test_its_pages_answer_and_their_sums_agree(engine, browser):
    for path in ("/", "/map", "/alerts", "/control", "/district", "/videowall"):
        assert "nc-" in str(open_page(browser, path)), path
    title, _verdict = filled(
        browser, [("overview-head", "children"), ("overview-verdict", "children")]
    )
    assert "90" in words(title)
    assert "3 个" in words(title)
    by_daily = [("overview-order", "data", "daily"), *LIVE]
    league = words(filled(browser, ("overview-league", "children"), by_daily))
    assert all(facts[0] in league for facts in DISTRICTS.values())
    with reading(engine) as conn:
        registered = dict(
            conn.execute(
                select(establishment.c.category, func.count())
                .where(establishment.c.status.in_(("active", "suspended")))
                .group_by(establishment.c.category)
            ).all()
        )
    table = filled(
        browser,
        ("overview-categories", "children"),
        [("live-control", "data", 1), ("live-register", "data", 1)],
    )
    assert sum(registered.values()) == 90
    for one in CATEGORIES:
        assert f"{registered[one['code']]}" in words(table)
    assert "特大型餐饮" not in words(table)


def unpacked(browser, address):
    answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
    return json.loads(gzip.decompress(answer.data))


def test_its_map_is_its_own(browser, city):
    shapes = unpacked(browser, "/map/banners")
    assert {one["properties"]["adcode"] for one in shapes["features"]} == set(DISTRICTS)
    points = unpacked(browser, "/map/points")
    assert len(points["ids"]) == 90
    assert points["located"] > 80
    box = Boundaries.load(city.city.boundaries).box
    for values, least, most in (
        (points["lons"], box.west, box.east),
        (points["lats"], box.south, box.north),
    ):
        placed = [one / points["perDegree"] for one in accumulate(values[: points["located"]])]
        assert least <= min(placed)
        assert max(placed) <= most


def test_its_register_comes_in_by_name(engine, tmp_path, monkeypatch):
    """Real rows by the command, where no demonstration has been."""
    monkeypatch.setenv("NUANCHENG_DATABASE__URL", engine.url.render_as_string(hide_password=False))
    config = write_city(tmp_path / "city", demo={"enabled": False})
    rows = [
        shop(
            单位名称=f"云梦{n}号店",
            许可证编号=make_licence_number(LicenceSubject.CATERING, code, n + 1),
            统一社会信用代码="",
            业态=("小型餐饮", "小餐饮店", "面馆")[n],
            旗区=facts[0],
            乡镇=f"{code[-1]}号镇",
            经度=str(middle(n)[0]),
            纬度=str(middle(n)[1]),
        )
        for n, (code, facts) in enumerate(DISTRICTS.items())
    ]
    path = write_register(tmp_path / "register.csv", rows)
    assert main(["import", "establishments", str(path), "--config", str(config)]) == 0
    with reading(engine) as conn:
        found = conn.execute(select(establishment).order_by(establishment.c.id)).all()
    assert [row.township_code for row in found] == [f"{code}100" for code in DISTRICTS]
    assert [(row.lon, row.lat) for row in found] == [middle(n) for n in range(3)]
    assert [row.category for row in found] == ["small", "small", OWN]


def test_a_category_of_its_own_is_wherever_categories_are(engine, browser):
    with reading(engine) as conn:
        one = conn.scalar(select(establishment.c.id).where(establishment.c.category == OWN))
        number = count(conn, LEADER, RegisterFilter.parse({"category": f"{OWN},x"}), NOON.date())
        sizes = option_counts(conn, LEADER, RegisterFilter(), NOON.date()).options["category"]
        told = conn.scalar(select(func.sum(control_rollup.c.done)).filter_by(category=OWN))
    assert number == sizes[OWN] == 13
    assert told > 0
    assert sum(sizes.values()) == 90
    for path in ("/map", "/control", "/register/new", "/risk/draft", f"/establishment/{one}"):
        assert "面馆" in str(open_page(browser, path)), path
    narrowed = browser.get(f"/export/register.csv?category={OWN}").get_data(as_text=True)
    assert narrowed.count("面馆") >= number
    points = unpacked(browser, "/map/points")
    assert [points["letters"][letter] for letter in points["categories"]].count(OWN) == number


def texts_about_banners():
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return [message.id for message in read_po(lines) if message.id and "旗区" in message.id]


@pytest.fixture
def speaking(settings):
    server = Flask("speaking")
    server.secret_key = "x"
    install_languages(server, settings)
    return server


@pytest.mark.parametrize(
    ("language", "own", "foreign"),
    [
        ("zh", ("云梦食安", "区县阳光榜", "区县监管部门", "小餐饮店"), "旗区"),
        (
            "en",
            ("Yunmeng Food Safety", "Districts compared", "District bureau", "Small eatery"),
            "anner",
        ),
    ],
)
def test_it_says_its_own_words_in_both_languages(speaking, language, own, foreign):
    with speaking.test_request_context(), force_locale(language):
        said = (
            gettext("暖城食安"),
            gettext("旗区阳光榜"),
            term(ROLE_NAMES_ZH[Role.BANNER_BUREAU], ROLE_NAMES_EN[Role.BANNER_BUREAU]),
            term("小型餐饮", "Small restaurant"),
        )
        assert said == own
        shown = [gettext(text) for text in texts_about_banners()]
        assert shown
        assert not [text for text in shown if foreign in text]


def test_a_city_that_says_nothing_differently_leaves_no_words_behind(speaking, tmp_path):
    plain = load(write_city(tmp_path / "city", city={"name_zh": "云梦市"}))
    other = Flask("plain")
    other.secret_key = "x"
    install_languages(other, plain)
    assert not list((plain.data_dir / "translations" / "zh").rglob("*.mo"))


def test_the_sign_in_page_names_the_city(server_app, city, monkeypatch):
    with server_app.server.app_context():
        held = services()
    monkeypatch.setitem(server_app.server.extensions, "nuancheng", replace(held, settings=city))
    page = server_app.server.test_client().get("/sign-in").get_data(as_text=True)
    assert "云梦市" in page
    assert "鄂尔多斯" not in page


def test_its_papers_are_by_its_own_platform(engine, browser):
    with reading(engine) as conn:
        one, day = conn.execute(
            select(control_task.c.establishment_id, control_task.c.period_start)
            .where(control_task.c.kind == "daily_control", control_task.c.state == "done")
            .limit(1)
        ).one()
    address = f"/papers/{one}/daily_control/{day}"
    record = Document(io.BytesIO(browser.get(f"{address}.docx").data))
    book = load_workbook(io.BytesIO(browser.get(f"{address}/{day}.xlsx").data))
    assert record.core_properties.author == book.properties.creator == "云梦市云梦食安"
    said = "".join(node.text or "" for node in record.element.body.iter())
    assert "本记录由云梦市云梦食安平台按提交内容生成" in said
    assert "暖城" not in said


def test_paper_tells_the_city_above_and_below_what_is_printed(browser):
    frame = browser.get("/_dash-layout").get_data(as_text=True)
    assert '"platform":"' + json.dumps("云梦市 · ")[1:-1] in frame
    assert "暖城" not in (ROOT / "assets" / "css" / "62-print.css").read_text("utf-8")


def template(browser, name):
    answer = browser.get(f"/imports/template/{name}")
    assert answer.status_code == 200
    return answer.data


def cells(workbook):
    for sheet in load_workbook(io.BytesIO(workbook)):
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value)


def test_its_templates_have_examples_of_its_own_places(browser, city):
    text = template(browser, "establishments.csv").decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["区县"], first["乡镇"], first["业态"]) == ("青山区", "2号街道", "小餐饮店")
    assert (second["区县"], second["乡镇"]) == ("绿水区", "3号街道")
    boundaries = Boundaries.load(city.city.boundaries)
    for row, adcode in ((first, "990102"), (second, "990103")):
        assert boundaries.banner_of(float(row["经度"]), float(row["纬度"])) == adcode
        assert licence_number_valid(row["许可证编号"])
        assert row["许可证编号"][3:9] == adcode


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_template_of_it_speaks_of_another_city(browser, subject):
    text = template(browser, f"{subject}.csv").decode("utf-8-sig")
    text += "\n".join(cells(template(browser, f"{subject}.xlsx")))
    for foreign in ("鄂尔多斯", "东胜", "康巴什", "1506", "{", "Banner"):
        assert foreign not in text


def test_a_district_bureau_has_examples_of_its_own_district_only(signed_in, browser):
    client = signed_in(Scope(Role.BANNER_BUREAU, "白石县局", banner_adcode="990124"))
    text = template(client, "establishments.csv").decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["区县"], first["乡镇"]) == ("白石县", "4号街道")
    assert (second["区县"], second["乡镇"]) == ("白石县", "4号镇")


def test_its_template_comes_in_as_it_is(engine, browser, tmp_path, monkeypatch):
    monkeypatch.setenv("NUANCHENG_DATABASE__URL", engine.url.render_as_string(hide_password=False))
    path = tmp_path / "template.csv"
    path.write_bytes(template(browser, "establishments.csv"))
    config = str(tmp_path / "city" / "config.yaml")
    told = ["import", "establishments", str(path), "--into-demo", "--config", config]
    assert main(told) == 0
    with reading(engine) as conn:
        found = conn.execute(
            select(establishment.c.name, establishment.c.township_code, establishment.c.lon)
            .order_by(establishment.c.id.desc())
            .limit(2)
        ).all()
    assert [row[:2] for row in found] == [
        ("绿水示例小学食堂", "990103001"),
        ("青山第一示例面馆", "990102001"),
    ]
    assert all(row.lon for row in found)


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "云梦食安 云梦市"), ("en", "Yunmeng Food Safety Yunmeng")]
)
def test_a_phone_lists_its_codes_under_its_own_name(speaking, settings, language, told):
    speaking.extensions["nuancheng"] = SimpleNamespace(settings=settings)
    with speaking.test_request_context(), force_locale(language):
        assert issuer() == told


def test_its_data_interface_is_described_under_its_own_name(engine, browser):
    with writing(engine) as conn:
        security = Scope(Role.SECURITY_ADMIN, "安管", account_id=5)
        secret = add(conn, security, NewToken("t", None, date(2026, 12, 31)), NOON)[1]
    headers = {"Authorization": f"Bearer {secret}"}
    told = browser.get("/api/v1/openapi.json", headers=headers).json
    assert told["info"]["title"] == "云梦市云梦食安 data interface"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (
            "- {code: nothing, planned: 1}",
            r"city\.categories: .*entry 0.code.*'nothing'",
        ),
        ("- {code: bakery.bread, zh: 面包, en: Bread, planned: 1}", "'bakery.bread' is none of"),
        ("- {code: small.Bread, zh: 面包, en: Bread, planned: 1}", "small letters"),
        ("- {code: small.a_very_long_name_indeed, zh: 长, en: Long, planned: 1}", "at most 24"),
        ("- {code: small.bread, zh: 面包, planned: 1}", "small.bread needs names"),
        (
            "- {code: small.bread, zh: 小型餐饮, en: B, planned: 1}\n- {code: small, planned: 1}",
            "called",
        ),
        (
            "\n".join(
                f"- {{code: small.n{n}, zh: 名{n}, en: N{n}, planned: 1}}" for n in range(16)
            ),
            "15",
        ),
        ("- {code: small}", "entry 0.planned"),
        ("- {code: small, planned: 1}\n- {code: small, planned: 2}", "stands twice"),
        ("- {code: small, planned: 0}", "no establishment"),
        ("small: 1", "entry"),
        ("- [", "cannot be read"),
    ],
)
def test_a_file_of_categories_that_cannot_be_used_is_named(settings, tmp_path, text, match):
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(PlacesError, match=match):
        category_facts(settings.city.model_copy(update={"categories": broken}))


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("990199001,无,990199,镇,", "line 8: no banner 990199"),
        ("990103001,错,990102,镇,", "line 8: code 990103001"),
        ("9901020,短,990102,镇,", "expected nine digits"),
    ],
)
def test_a_township_that_fits_no_district_is_named(engine, settings, row, match):
    with settings.city.townships.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with writing(engine) as conn, pytest.raises(PlacesError, match=match):
        load_places(conn, settings.city)
