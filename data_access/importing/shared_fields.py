"""Columns that several kinds of deliveries have, and how values look."""

import re
from collections.abc import Iterable

from data_access.importing.fields import Field, Look


def like(pattern: str) -> Look:
    """Looks like a pattern, whole and in any case."""
    return re.compile(pattern, re.ASCII | re.IGNORECASE).fullmatch  # type: ignore[return-value]


def one_of(names: Iterable[str]) -> Look:
    """Is one of some words."""
    known = frozenset(names)
    return lambda text: text in known


def between(low: float, high: float) -> Look:
    """Is a decimal fraction in a range."""

    def look(text: str) -> bool:
        try:
            return low <= float(text) <= high and "." in text
        except ValueError:
            return False

    return look


CODE = like(r"[0-9A-HJ-NPQRTUWXY]{17}[0-9A-Z]")
LICENCE = like(r"JY\d{14}")
PHONE = like(r"1\d{2}[\d*]{4}\d{4}|0\d{2,3}-?\d{7,8}")
DAY = like(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( .*)?|\d{8}|长期")
IDENTITY = like(r"\d{17}[\dXx]")
ADDRESS = like(r"(rtsps?|https?)://.+")
LETTER = like(r"[A-D]级?")
PERSON = like(r"[^\d@/:]{2,12}")

EXAMPLE_NAMES = ("{short}第一示例面馆", "{short}示例小学食堂")

LICENCE_NUMBER = Field(
    "许可证编号",
    "Licence number",
    ("食品经营许可证编号", "许可证号", "食品经营许可证号", "licence_number", "license no"),
    LICENCE,
    True,
    ("{licence}", "{licence}"),
)
CREDIT_CODE = Field(
    "统一社会信用代码",
    "Unified social credit code",
    ("社会信用代码", "信用代码", "统一信用代码", "credit_code", "uscc"),
    CODE,
    True,
)
KEY = Field("主体编号", "Register key", ("单位编号", "档案编号", "key"))
BANNER = Field(
    "旗区",
    "Banner",
    (
        "所属旗区",
        "旗县区",
        "区县",
        "行政区划",
        "所属区县",
        "县区",
        "旗县",
        "县市区",
        "banner",
        "district",
        "county",
        "旗",
        "县",
        "区",
        "市",
    ),
    like(r".{1,15}[旗区县市]|\d{6}"),
    False,
    ("{banner}", "{banner}"),
)
TOWNSHIP = Field(
    "乡镇",
    "Township",
    ("苏木乡镇", "苏木乡镇街道", "乡镇街道", "所属乡镇", "街道", "所属街道", "township"),
    like(r".+(镇|乡|苏木|街道|开发区|园区|基地)|\d{9,12}"),
    False,
    ("{township}", "{township}"),
)
ESTABLISHMENT = {
    "licence_number": LICENCE_NUMBER,
    "credit_code": CREDIT_CODE,
    "key": KEY,
    "establishment": Field(
        "单位名称",
        "Establishment",
        ("所属单位", "餐饮单位名称", "主体名称", "经营者名称", "单位", "establishment"),
        None,
        False,
        EXAMPLE_NAMES,
    ),
    "township": TOWNSHIP,
}
REFERENCE = ("licence_number", "credit_code", "key", "establishment")

PERSON_NAME = Field(
    "姓名",
    "Name",
    ("人员姓名", "从业人员姓名", "员工姓名", "person", "name"),
    PERSON,
    False,
    ("王示例", "赵示例"),
)
IDENTITY_NUMBER = Field(
    "身份证号",
    "Identity number",
    ("身份证号码", "公民身份号码", "证件号码", "身份证", "identity_number"),
    IDENTITY,
    True,
)
