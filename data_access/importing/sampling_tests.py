"""监督抽检: known by sample number."""

from datetime import date
from typing import Any

from data_access.importing.enforcement_rows import (
    Numbered,
    Read,
    later_day,
    needed,
)
from data_access.importing.enforcement_subjects import SAMPLING_TESTS
from data_access.importing.oversight_rows import past_day
from data_access.importing.references import Owners
from data_access.importing.row_values import RowValues
from domain.sampling import (
    CONCLUSION_NAMES_ZH,
    FAMILY_LENGTH,
    FOOD_LENGTH,
    ITEMS_LENGTH,
    LABORATORY_LENGTH,
    NOTE_LENGTH,
    NUMBER_LENGTH,
    STAGE_NAMES_ZH,
    SampleConclusion,
    SampleStage,
    items_text,
    plain_number,
    read_items,
)

STAGE_WORDS: dict[str, SampleStage | str] = {
    **{name: code for code, name in STAGE_NAMES_ZH.items()},
    "餐饮": SampleStage.CATERING,
    "餐饮服务": SampleStage.CATERING,
    "流通": SampleStage.DISTRIBUTION,
    "销售": SampleStage.DISTRIBUTION,
    "生产": SampleStage.PRODUCTION,
}
CONCLUSION_WORDS: dict[str, SampleConclusion | str] = {
    **{name: code for code, name in CONCLUSION_NAMES_ZH.items()},
    "合格样品": SampleConclusion.PASSED,
    "不合格样品": SampleConclusion.FAILED,
    "是": SampleConclusion.PASSED,
    "否": SampleConclusion.FAILED,
}
_TEXTS = {
    "food_category": FAMILY_LENGTH,
    "laboratory": LABORATORY_LENGTH,
    "note": NOTE_LENGTH,
}


def _read(reader: RowValues, owners: Owners, today: date) -> Read | None:
    owner = owners.of(reader)
    on = past_day(reader, "sampled_on", today)
    values: dict[str, Any] = {
        "sample_number": plain_number(needed(reader, "sample_number", NUMBER_LENGTH)),
        "food_name": needed(reader, "food_name", FOOD_LENGTH),
        "sampled_on": on,
        "stage": SampleStage.CATERING.value,
        "conclusion": reader.word("conclusion", SampleConclusion, CONCLUSION_WORDS),
    }
    if reader.text("stage"):
        values["stage"] = reader.word("stage", SampleStage, STAGE_WORDS)
    for name, length in _TEXTS.items():
        if reader.has(name):
            values[name] = reader.bounded(name, length) or None
    known = on
    if reader.has("reported_on"):
        values["reported_on"] = later_day(reader, "reported_on", on, today)
        known = values["reported_on"] or on
    for name in ("handled_on", "published_on"):
        if reader.has(name):
            values[name] = later_day(reader, name, known, today)
    if reader.has("failed_items"):
        values["failed_items"] = _items(reader, values["conclusion"])
    if owner is None or reader.failed:
        return None
    return reader.line, owner, values


def _items(reader: RowValues, conclusion: str | None) -> str | None:
    text = reader.text("failed_items").strip()
    if text in {"", "/", "-", "—", "无"}:
        if conclusion == SampleConclusion.FAILED:
            reader.say("failed_items", text, _NONE_NAMED)
        return None
    items = read_items(text)
    if items is None:
        reader.error("failed_items", text, _UNREADABLE)
        return None
    if conclusion == SampleConclusion.PASSED:
        reader.error("failed_items", text, _PASSED)
        return None
    stored = items_text(items)
    if len(stored) > ITEMS_LENGTH or not stored.isprintable():
        words = (
            f"含控制字符或超过{ITEMS_LENGTH}字",
            f"control characters, or longer than {ITEMS_LENGTH}",
        )
        reader.error("failed_items", text, words)
        return None
    return stored


_NONE_NAMED = ("不合格但没有写明项目", "failed, but no item is named")
_UNREADABLE = (
    "应写作 项目║检验结果║标准值，多项用分号隔开",
    "write item║value║limit, several of them apart by semicolons",
)
_PASSED = ("结论合格，却有不合格项目", "passed, yet names failed items")


ROWS = Numbered(SAMPLING_TESTS, "sample_number", lambda row: (row["sample_number"],), _read)
