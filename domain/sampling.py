"""食品安全监督抽检: a sample, its conclusion, and what failed against which limit.

Sources: 食品安全抽样检验管理办法 (总局令15号; articles from general knowledge): a failed sample is
handled (核查处置) and published; regulations.md section 3: it raises the risk.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NUMBER_LENGTH, FOOD_LENGTH, FAMILY_LENGTH, LABORATORY_LENGTH, NOTE_LENGTH = 60, 80, 60, 80, 300
ITEMS_LENGTH = 600
SHOWN_DAYS = 365
"""So long a published failed sample stands on the public page: 平台规则."""
_ITEMS_APART = re.compile(r"[;；\r\n]+")
_PARTS_APART = re.compile(r"[║|｜]+")
_MEASURED = re.compile(r"([<>≤≥]?[\d.,×^]+)\s*(\D.*)?")


class SampleStage(StrEnum):
    """Where it was taken."""

    CATERING = "catering"
    DISTRIBUTION = "distribution"
    PRODUCTION = "production"


STAGE_NAMES_ZH = {
    SampleStage.CATERING: "餐饮环节",
    SampleStage.DISTRIBUTION: "流通环节",
    SampleStage.PRODUCTION: "生产环节",
}
STAGE_NAMES_EN = {
    SampleStage.CATERING: "catering",
    SampleStage.DISTRIBUTION: "distribution",
    SampleStage.PRODUCTION: "production",
}


class SampleConclusion(StrEnum):
    """合格 or 不合格."""

    PASSED = "passed"
    FAILED = "failed"


CONCLUSION_NAMES_ZH = {
    SampleConclusion.PASSED: "合格",
    SampleConclusion.FAILED: "不合格",
}
CONCLUSION_NAMES_EN = {
    SampleConclusion.PASSED: "passed",
    SampleConclusion.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class FailedItem:
    """What failed: item, measured value, its unit, and the limit, all as the report words them."""

    name: str
    value: str
    unit: str
    limit: str


@dataclass(frozen=True, slots=True)
class SamplingTest:
    """A sample as a dossier lists it.

    Attributes:
        failed_items: As stored, for `items_of`; None of one that passed.
        handled_on: Day on which 核查处置 of a failed one was done; None: not yet.
        withdrawn_on: Day from which it no longer counts: overturned by a second test (复检), or
            entered by mistake.
    """

    id: int
    sample_number: str
    food_name: str
    food_category: str | None
    sampled_on: date
    reported_on: date | None
    stage: str
    conclusion: str
    failed_items: str | None
    laboratory: str | None
    handled_on: date | None
    published_on: date | None
    withdrawn_on: date | None
    note: str | None

    @property
    def failed(self) -> bool:
        """Whether it failed and still counts."""
        return self.conclusion == SampleConclusion.FAILED and self.withdrawn_on is None


def read_items(text: str) -> list[FailedItem] | None:
    """Items of a cell or of a field: one a line or set apart by ；, parts set apart by ║ or |.

    Public notices word them 项目║检验结果║标准值; a unit may stand with the value or as a part of
    its own. None: an item has no name or no value.
    """
    found = []
    for line in filter(None, map(str.strip, _ITEMS_APART.split(text))):
        parts = [part.strip() for part in _PARTS_APART.split(line)]
        if not 2 <= len(parts) <= 4 or not parts[0] or not parts[1]:
            return None
        name, value, *rest = parts
        if len(rest) == 2:
            unit, limit = rest
        else:
            limit = rest[0] if rest else ""
            value, unit = _measured(value)
        found.append(FailedItem(name, value, unit, limit))
    return found


def items_text(items: list[FailedItem]) -> str:
    """Items as they are stored and shown in a field."""
    return "；".join(f"{one.name}║{one.value}║{one.unit}║{one.limit}" for one in items)


def items_of(text: str | None) -> list[FailedItem]:
    """What `items_text` wrote."""
    return (read_items(text) if text else None) or []


def plain_number(text: str) -> str:
    """A sample number as it is kept: no spaces, no full-width signs, capital letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _measured(text: str) -> tuple[str, str]:
    """Value and unit of 0.13mg/kg; words such as 检出 have no unit."""
    found = _MEASURED.fullmatch(unicodedata.normalize("NFC", text))
    return (found[1], (found[2] or "").strip()) if found else (text, "")
