"""One delivered row becomes one wanted establishment, with everything that is odd about it said."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from data_access.importing.csv_file import Issue, Level
from data_access.importing.locating import Locator
from data_access.importing.mapping import Mapping
from domain.categories import CATEGORIES, Category
from domain.grades import (
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    GuarantorTier,
    HygieneGrade,
    RiskLevel,
)
from domain.identifiers import credit_code_valid, licence_number_valid

_CATEGORY_WORDS = {
    **{facts.zh: code for code, facts in CATEGORIES.items()},
    "特大型餐馆": Category.EXTRA_LARGE,
    "大型餐馆": Category.LARGE,
    "中型餐馆": Category.MEDIUM,
    "小型餐馆": Category.SMALL,
    "学校食堂": Category.SCHOOL_CANTEEN,
    "幼儿园食堂": Category.SCHOOL_CANTEEN,
    "学校幼儿园食堂": Category.SCHOOL_CANTEEN,
    "机关食堂": Category.GOVERNMENT_CANTEEN,
    "流动餐馆": Category.MOBILE_BANQUET,
    "聚餐流动餐馆": Category.MOBILE_BANQUET,
}
_STATUS_WORDS = {
    **{name: code for code, name in STATUS_NAMES_ZH.items()},
    "存续": EstablishmentStatus.ACTIVE,
    "营业": EstablishmentStatus.ACTIVE,
    "有效": EstablishmentStatus.ACTIVE,
    "歇业": EstablishmentStatus.SUSPENDED,
}
_YES = frozenset({"是", "有", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "0", "n", "no", "false", ""})
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")
_TEXT_LENGTHS = {"name": 120, "address": 200, "principal": 40, "safety_officer": 40, "phone": 20}
_LETTERS: dict[str, type[StrEnum]] = {
    "risk_level": RiskLevel,
    "guarantor_tier": GuarantorTier,
    "hygiene_grade": HygieneGrade,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one row says.

    Attributes:
        row: Line in the file.
        source_key: By which a later delivery is recognised.
        values: Columns of `establishment` that the file speaks of.
        licence: Columns of `licence`, None without a number.
    """

    row: int
    source_key: str
    values: dict[str, Any]
    licence: dict[str, Any] | None


class RowReader:
    """Reads the rows of one file; `issues` collects what is wrong with them."""

    def __init__(self, mapping: Mapping, header: list[str], locator: Locator) -> None:
        self._mapping = mapping
        self._places = {name: header.index(text) for name, text in mapping.columns.items()}
        self._width = len(header)
        self._locator = locator
        self.issues: list[Issue] = []
        self._row = 0
        self._failed = False
        self._fields: list[str] = []

    def read(self, row: int, fields: list[str]) -> Wanted | None:
        """What the row wants, or None when it has an error."""
        self._row, self._fields, self._failed = row, fields, False
        if len(fields) != self._width:
            self._say("", str(len(fields)), f"列数应为{self._width}", Level.ERROR)
            return None
        licence = self._licence()
        source_key = self._source_key(licence)
        values = self._identity() | self._place() | self._grades()
        if self._failed or source_key is None:
            return None
        return Wanted(row, source_key, values, licence)

    def reject(self, row: int, name: str, value: str, reason: str) -> None:
        """Note an error that only shows when rows are compared with each other."""
        self._row = row
        self._say(name, value, reason, Level.ERROR)

    def _text(self, name: str) -> str:
        place = self._places.get(name)
        if place is None:
            return ""
        text = self._fields[place]
        return self._mapping.values.get(name, {}).get(text, text)

    def _code(self, name: str) -> str:
        """A code without the spaces and full-width letters that typing adds."""
        return "".join(unicodedata.normalize("NFKC", self._text(name)).split()).upper()

    def _say(self, name: str, value: str, reason: str, level: Level = Level.WARNING) -> None:
        self._failed = self._failed or level is Level.ERROR
        column = self._mapping.columns.get(name, name)
        self.issues.append(Issue(self._row, column, value, reason, level))

    def _source_key(self, licence: dict[str, Any] | None) -> str | None:
        key = self._code("key")
        if key:
            if len(key) > 76:
                self._say("key", key, "编号过长(最多76字)", Level.ERROR)
            return f"key:{key}"
        if licence is not None:
            return f"licence:{licence['number']}"
        if not self._failed:  # else the number is there, and what is wrong with it has been said
            name = "key" if "key" in self._places else "licence_number"
            self._say(name, "", "缺少编号，无法识别该单位", Level.ERROR)
        return None

    def _licence(self) -> dict[str, Any] | None:
        number = self._code("licence_number")
        if not number:
            return None
        if len(number) > 20:
            self._say("licence_number", number, "许可证编号过长(最多20字)", Level.ERROR)
            return None
        valid = licence_number_valid(number)
        if not valid:
            self._say("licence_number", number, "许可证编号格式或校验位不符，已保留")
        found: dict[str, Any] = {"number": number, "number_valid": valid}
        for name in ("issued_on", "expires_on"):
            if name in self._places:
                found[name] = self._date(name)
        return found

    def _identity(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, length in _TEXT_LENGTHS.items():
            if name not in self._places:
                continue
            text = self._text(name)
            if len(text) > length or not text.isprintable():
                self._say(name, text[:60], f"含控制字符或超过{length}字", Level.ERROR)
            found[name] = text or None
        if not found["name"]:
            self._say("name", "", "单位名称为空", Level.ERROR)
        found["category"] = self._word("category", Category, _CATEGORY_WORDS)
        if "status" in self._places:
            found["status"] = (
                self._word("status", EstablishmentStatus, _STATUS_WORDS)
                if self._text("status")
                else EstablishmentStatus.ACTIVE
            )
        code = self._code("credit_code")
        if len(code) > 18:
            self._say("credit_code", code, "统一社会信用代码超过18位", Level.ERROR)
        elif code and not credit_code_valid(code):
            self._say("credit_code", code, "统一社会信用代码校验位不符，已保留")
        if "credit_code" in self._places:
            found["credit_code"] = code or None
            found["credit_code_valid"] = credit_code_valid(code) if code else None
        return found

    def _place(self) -> dict[str, Any]:
        banner = self._locator.banner(self._text("banner"))
        if banner is None:
            self._say("banner", self._text("banner"), "未知旗区", Level.ERROR)
            return {}
        found: dict[str, Any] = {}
        township, known = self._locator.township(banner, self._text("township"))
        if not known:
            self._say("township", self._text("township"), "未知苏木乡镇街道，归入未分乡镇")
        found["township_code"] = township
        lon, lat = self._text("lon"), self._text("lat")
        point, reason = self._locator.point(banner, lon, lat, self._mapping.datum)
        if reason:
            self._say("lon", f"{lon}, {lat}", reason)
        if point is not None:
            found["lon"], found["lat"] = point
        return found

    def _grades(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, letters in _LETTERS.items():
            if name not in self._places:
                continue
            text = self._code(name).removesuffix("级")
            found[name] = text if text in list(letters) else None
            if text and found[name] is None:
                self._say(name, self._text(name), f"应为{'、'.join(letters)}，按未评定处理")
        if "opened_on" in self._places:
            found["opened_on"] = self._date("opened_on")
        for name in ("cold_room", "takeaway"):
            if name in self._places:
                text = self._text(name).lower()
                found[name] = text in _YES
                if text not in _YES | _NO:
                    self._say(name, text, "应为是或否，按否处理")
        return found

    def _word(self, name: str, codes: type[StrEnum], words: dict[str, Any]) -> str | None:
        text = self._text(name)
        plain = unicodedata.normalize("NFKC", text)
        if text in list(codes):
            return text
        found = words.get(plain)
        if found is None:
            self._say(name, text, f"未知取值；可用：{'、'.join(words)}", Level.ERROR)
            return None
        return str(found)

    def _date(self, name: str) -> date | None:
        text = self._text(name).partition(" ")[0]
        if not text or text == "长期":
            return None
        for form in _DATE_FORMS:
            found = _parsed(text, form)
            if found is not None:
                return found
        self._say(name, text, "日期无法识别，按未知处理")
        return None


def _parsed(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
    return found if 1950 <= found.year <= 2150 else None
