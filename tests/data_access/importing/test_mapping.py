import pytest

from data_access.importing.issues import ImportRefusedError
from data_access.importing.mapping import Mapping, load_mapping
from data_access.importing.subjects import ESTABLISHMENTS

HEADER = ["商户", "许可证编号", "类型", "旗区", "备注"]


def _write(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_named_columns_come_first_and_the_rest_is_guessed(tmp_path):
    path = _write(tmp_path, "columns: {name: 商户, category: 类型}\ndatum: gcj02\n")
    fitted = load_mapping(path, ESTABLISHMENTS).fitted_to(HEADER, ESTABLISHMENTS)
    assert fitted.columns == {
        "name": "商户",
        "category": "类型",
        "licence_number": "许可证编号",
        "banner": "旗区",
    }
    assert fitted.datum == "gcj02"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("column: {}", "expected only the keys"),
        ("- name", "expected only the keys"),
        ("columns: {nmae: 商户}", "unknown fields nmae"),
        ("columns: [name]", "columns: expected"),
        ("values: {category: 1}", r"values\.category: expected"),
        ("datum: bd09", "expected wgs84 or gcj02"),
        ('delimiter: ";;"', "expected one character"),
        ("columns: {name: [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_mapping_is_named(tmp_path, text, reason):
    with pytest.raises(ImportRefusedError, match=reason):
        load_mapping(_write(tmp_path, text), ESTABLISHMENTS)


def test_a_named_column_must_exist():
    with pytest.raises(ImportRefusedError, match="店名"):
        Mapping({"name": "店名"}).fitted_to(HEADER, ESTABLISHMENTS)
