"""One delivered row becomes one wanted establishment, with everything that is odd about it said."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data_access.importing.locating import Locator, Point
from data_access.importing.mapping import Mapping
from data_access.importing.row_values import NO, YES, RowValues
from data_access.importing.subjects import ESTABLISHMENTS
from data_access.importing.table import Row
from domain.categories import CATEGORIES, CODES, Category, facts_of
from domain.grades import (
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    GuarantorTier,
    HygieneGrade,
    RiskLevel,
)
from domain.identifiers import credit_code_valid, licence_number_valid

_FURTHER_WORDS = {
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


def category_words() -> dict[str, str]:
    """Words for categories, the city's name of each first."""
    said = {facts_of(code).zh: code for code in CODES}
    ours = {facts.zh: str(code) for code, facts in CATEGORIES.items()}
    return said | {word: code for word, code in (ours | _FURTHER_WORDS).items() if word not in said}


STATUS_WORDS = {
    **{
        name: code
        for code, name in STATUS_NAMES_ZH.items()
        if code is not EstablishmentStatus.MERGED  # what only a merge here can make
    },
    "备案": EstablishmentStatus.FILED,
    "存续": EstablishmentStatus.ACTIVE,
    "营业": EstablishmentStatus.ACTIVE,
    "有效": EstablishmentStatus.ACTIVE,
    "歇业": EstablishmentStatus.SUSPENDED,
}
_TEXT_LENGTHS = {"name": 120, "address": 200, "principal": 40, "safety_officer": 40}
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
        given: The point as delivered, before any shift, None without a usable one.
        swapped: Longitude and latitude have changed places.
    """

    row: int
    source_key: str
    values: dict[str, Any]
    licence: dict[str, Any] | None
    given: Point | None
    swapped: bool


class RowReader(RowValues):
    """Reads the rows of one file."""

    def __init__(self, mapping: Mapping, header: list[str], locator: Locator) -> None:
        super().__init__(mapping, header, ESTABLISHMENTS)
        self._categories = category_words()
        self._locator = locator

    def read(self, row: Row) -> Wanted | None:
        """What the row wants, or None when it has an error."""
        if not self.open(row):
            return None
        licence = self._licence()
        source_key = self._source_key(licence)
        values = self._identity()
        place, given, swapped = self._place()
        values |= place | self._grades()
        if self.failed or source_key is None:
            return None
        return Wanted(self.line, source_key, values, licence, given, swapped)

    def _source_key(self, licence: dict[str, Any] | None) -> str | None:
        key = self.code("key")
        if key:
            if len(key) > 76:
                self.error("key", key, ("编号过长(最多76字)", "longer than 76 characters"))
            return f"key:{key}"
        if licence is not None:
            return f"licence:{licence['number']}"
        if not self.failed:  # else the number is there, and what is wrong with it has been said
            name = "key" if self.has("key") else "licence_number"
            self.error(
                name,
                "",
                ("缺少编号，无法识别该单位", "no number by which to know the establishment"),
            )
        return None

    def _licence(self) -> dict[str, Any] | None:
        number = self.code("licence_number")
        if not number or self.failed:
            return None
        if len(number) > 20:
            self.error(
                "licence_number",
                number,
                ("许可证编号过长(最多20字)", "longer than 20 characters"),
            )
            return None
        valid = licence_number_valid(number)
        if not valid:
            self.say(
                "licence_number",
                number,
                ("许可证编号格式或校验位不符，已保留", "form or check digit is wrong; kept"),
            )
        found: dict[str, Any] = {"number": number, "number_valid": valid}
        for name in ("issued_on", "expires_on"):
            if self.has(name):
                found[name] = self.day(name)
        return found

    def _identity(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, length in _TEXT_LENGTHS.items():
            if self.has(name):
                found[name] = self.bounded(name, length) or None
        if self.has("phone"):
            found |= self.phone("phone")
        if not found["name"]:
            self.error("name", "", ("单位名称为空", "no name"))
        found["category"] = self.word("category", CODES, self._categories)
        if self.has("status"):
            found["status"] = (
                self.word("status", EstablishmentStatus, STATUS_WORDS)
                if self.text("status")
                else EstablishmentStatus.ACTIVE
            )
        if self.has("credit_code"):
            code = self.code("credit_code")
            found["credit_code"] = code or None
            found["credit_code_valid"] = credit_code_valid(code) if code else None
            if len(code) > 18:
                self.error(
                    "credit_code", code, ("统一社会信用代码超过18位", "longer than 18 characters")
                )
            elif code and not found["credit_code_valid"]:
                self.say(
                    "credit_code",
                    code,
                    ("统一社会信用代码校验位不符，已保留", "the check character is wrong; kept"),
                )
        return found

    def _place(self) -> tuple[dict[str, Any], Point | None, bool]:
        text = self.text("banner")
        banner = self._locator.banner(text)
        if banner is None:
            self.unknown_word(
                "banner", text, self._locator.banner_words, ("未知旗区", "unknown banner")
            )
            return {}, None, False
        if banner not in self._locator.own:
            self.error("banner", text, ("不属于本旗区", "not of your banner"))
            return {}, None, False
        township, known = self._locator.township(banner, self.text("township"))
        if not known:
            self.say(
                "township",
                self.text("township"),
                ("未知苏木乡镇街道，归入未分乡镇", "unknown township; taken as 未分乡镇"),
            )
        found: dict[str, Any] = {"township_code": township}
        lon, lat = self.text("lon"), self.text("lat")
        located = self._locator.point(banner, lon, lat, self.mapping.datum)
        if located.remark is not None:
            self.say("lon", f"{lon}, {lat}", located.remark)
        if located.point is not None:
            found["lon"], found["lat"] = located.point
        return found, located.given, located.swapped

    def _grades(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, letters in _LETTERS.items():
            if not self.has(name):
                continue
            text = self.code(name).removesuffix("级")
            found[name] = text if text in list(letters) else None
            if text and found[name] is None:
                self.say(
                    name,
                    self.text(name),
                    (
                        f"应为{'、'.join(letters)}，按未评定处理",
                        f"expected {', '.join(letters)}; taken as not assessed",
                    ),
                )
        if self.has("opened_on"):
            found["opened_on"] = self.day("opened_on")
        for name in ("cold_room", "takeaway"):
            if self.has(name):
                text = self.text(name).lower()
                found[name] = text in YES
                if text not in YES | NO:
                    self.say(
                        name, text, ("应为是或否，按否处理", "yes or no expected; taken as no")
                    )
        return found
