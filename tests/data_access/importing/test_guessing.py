import pytest

from data_access.importing.guessing import TAKEN_FROM, guess_columns
from data_access.importing.mapping import Mapping, signature
from data_access.importing.subjects import CAMERAS, CERTIFICATES, ESTABLISHMENTS, PEOPLE, SUBJECTS
from data_access.importing.templates import template_rows
from tests.deliveries import EXAMPLES
from tests.registers import HEADER, numbered

ROWS = [numbered(n) for n in range(20)]


def guessed(subject, header, rows=()):
    found = guess_columns(subject, header, rows)
    return {name: guess.header for name, guess in found.items()}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_the_headers_of_our_own_templates_are_all_recognised(subject):
    header, *rows = template_rows(subject, EXAMPLES)
    found = guess_columns(subject, header, rows)
    assert {name: guess.header for name, guess in found.items()} == {
        name: field.zh for name, field in subject.fields.items()
    }
    assert {guess.percent for guess in found.values()} == {100}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_every_header_names_one_field_of_its_subject(subject):
    for name, field in subject.fields.items():
        for header in (field.zh, *field.headers):
            assert guessed(subject, [header]) == {name: header}


@pytest.mark.parametrize(
    "header",
    [
        "旗区",
        "县区",
        "区县",
        "县",
        "区",
        "市",
        "旗",
        "旗县",
        "县市区",
        "district",
        "County",
        "BANNER",
    ],
)
@pytest.mark.parametrize("district", ["青山区", "白石县", "达拉特旗", "义乌市"])
def test_the_district_is_known_under_every_usual_header(header, district):
    rows = [["一号店", district], ["二号店", district]]
    found = guess_columns(ESTABLISHMENTS, ["单位名称", header], rows)
    assert (found["banner"].header, found["banner"].percent >= 99) == (header, True)


def test_of_a_county_and_its_city_the_county_is_the_district():
    assert guessed(ESTABLISHMENTS, ["市", "县"])["banner"] == "县"


def test_values_of_counties_and_cities_speak_for_a_header_that_is_only_like_ours():
    for district in ("白石县", "义乌市", "青山区", "达拉特旗", "350121"):
        found = guess_columns(ESTABLISHMENTS, ["所在地县区名"], [[district]] * 3)
        assert found["banner"].percent > 80


def test_headers_that_are_only_like_ours_are_guessed_with_less_certainty():
    header = [
        "餐饮单位名称（全称）",
        "食品经营许可证编号*",
        "所属旗县区市",
        "业态分类",
        "所在乡镇街道",
    ]
    found = guess_columns(ESTABLISHMENTS, header, [])
    assert {name: guess.header for name, guess in found.items()} == {
        "name": header[0],
        "licence_number": header[1],
        "banner": header[2],
        "category": header[3],
        "township": header[4],
    }
    assert found["banner"].percent < 100
    assert all(guess.percent >= TAKEN_FROM for guess in found.values())


def test_values_speak_where_headers_do_not():
    places = [
        HEADER.index(name) for name in ("许可证编号", "统一社会信用代码", "经度", "纬度", "业态")
    ]
    header = ["列1", "列2", "列3", "列4", "列5"]
    found = guessed(ESTABLISHMENTS, header, [[row[at] for at in places] for row in ROWS])
    assert found == {
        "licence_number": "列1",
        "credit_code": "列2",
        "lat": "列4",
        "lon": "列3",
        "category": "列5",
    }


def test_a_header_whose_values_contradict_it_is_not_taken():
    header = ["法定代表人身份证", "单位名称"]
    rows = [["110105194912310" + f"{n:03d}", "面馆"] for n in range(9)]
    assert "principal" not in guessed(ESTABLISHMENTS, header, rows)


def test_of_two_columns_that_fit_the_likelier_is_taken():
    assert guessed(ESTABLISHMENTS, ["名称", "单位名称"])["name"] == "单位名称"
    assert guessed(PEOPLE, ["单位名称", "姓名"]) == {"establishment": "单位名称", "name": "姓名"}


def test_subjects_read_the_same_header_as_their_own():
    assert guessed(CERTIFICATES, ["健康证号"]) == {"number": "健康证号"}
    assert guessed(CAMERAS, ["RTSP地址"]) == {"source": "RTSP地址"}


def test_the_signature_knows_a_set_of_columns_in_any_order():
    assert signature(["a", "b"]) == signature(["b", "a"])
    assert signature(["a", "b"]) != signature(["a", "c"])


def test_a_mapping_survives_its_keeping():
    mapping = Mapping(
        {"name": "商户"}, {"category": {"面馆": "small"}}, "gcj02", True, "update", ";", "gb18030"
    )
    assert Mapping.from_kept(mapping.kept(), ESTABLISHMENTS) == mapping
