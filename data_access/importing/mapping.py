"""Which column of a delivered file is which field: guessed from the headers, or said in YAML."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DATUMS = ("wgs84", "gcj02")
REQUIRED = ("name", "category", "banner")

# Headers as they stand in registers; the first one found in a file is taken.
GUESSES: dict[str, tuple[str, ...]] = {
    "key": ("主体编号", "单位编号", "档案编号"),
    "name": ("单位名称", "经营者名称", "主体名称", "餐饮单位名称", "名称", "name"),
    "licence_number": ("许可证编号", "食品经营许可证编号", "许可证号", "licence_number"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "credit_code"),
    "category": ("业态", "类别", "单位类别", "经营类别", "业态类别", "category"),
    "banner": ("旗区", "所属旗区", "旗县区", "区县", "行政区划", "banner"),
    "township": ("乡镇", "苏木乡镇", "苏木乡镇街道", "乡镇街道", "所属乡镇", "街道", "township"),
    "address": ("地址", "经营地址", "经营场所", "详细地址", "address"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "issued_on": ("发证日期", "签发日期", "有效期自", "issued_on"),
    "expires_on": ("有效期至", "有效期止", "到期日期", "expires_on"),
    "status": ("状态", "经营状态", "status"),
    "risk_level": ("风险等级", "风险级别", "risk_level"),
    "guarantor_tier": ("包保层级", "包保等级", "guarantor_tier"),
    "hygiene_grade": ("量化等级", "hygiene_grade"),
    "principal": ("主要负责人", "负责人", "法定代表人", "principal"),
    "safety_officer": ("食品安全员", "安全员", "safety_officer"),
    "phone": ("联系电话", "电话", "phone"),
    "opened_on": ("开业日期", "成立日期", "opened_on"),
    "cold_room": ("专间", "有无专间", "冷食专间", "cold_room"),
    "takeaway": ("网络餐饮", "外卖", "takeaway"),
}


class ImportRefusedError(Exception):
    """The file or its mapping cannot be used at all; nothing was written."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read a file.

    Attributes:
        columns: Field → header.
        values: Field → text in the file → our value (category, banner, status, …).
        datum: Datum of the coordinates, one of `DATUMS`.
        delimiter: Between two fields of a line.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    datum: str = "wgs84"
    delimiter: str = ","

    def fitted_to(self, header: list[str]) -> "Mapping":
        """This mapping with what it leaves open guessed from `header`.

        Raises:
            ImportRefusedError: A named or a needed column is missing, or stands twice.
        """
        absent = [name for name in self.columns.values() if name not in header]
        if absent:
            raise ImportRefusedError(
                f"the mapping names columns that the file does not have: {', '.join(absent)}; "
                f"it has: {', '.join(header)}"
            )
        taken = set(self.columns.values())
        columns = dict(self.columns)
        for name, guesses in GUESSES.items():
            if name not in columns:
                found = [text for text in guesses if text in header and text not in taken]
                if found:
                    columns[name] = found[0]
        missing = [name for name in REQUIRED if name not in columns]
        if "key" not in columns and "licence_number" not in columns:
            missing.append("licence_number (or key)")
        if missing:
            raise ImportRefusedError(
                f"no column found for {', '.join(missing)}; the file has: {', '.join(header)}. "
                "Name the columns in a file given with --mapping."
            )
        twice = sorted({text for text in columns.values() if header.count(text) > 1})
        if twice:
            raise ImportRefusedError(f"columns that stand twice in the file: {', '.join(twice)}")
        return Mapping(columns, self.values, self.datum, self.delimiter)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping from YAML.

    Raises:
        ImportRefusedError: Not readable, or an unknown key or value; the message names it.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImportRefusedError(f"{path}: mapping cannot be read ({error})") from error
    allowed = ("columns", "values", "datum", "delimiter")
    if not isinstance(content, dict) or set(content) - set(allowed):
        raise ImportRefusedError(f"{path}: expected only the keys {', '.join(allowed)}")
    columns = _texts(path, "columns", content.get("columns") or {})
    values = content.get("values") or {}
    if not isinstance(values, dict):
        raise ImportRefusedError(f"{path}: values: expected field → text → value")
    translations = {
        str(name): _texts(path, f"values.{name}", table) for name, table in values.items()
    }
    unknown = sorted((set(columns) | set(translations)) - set(GUESSES))
    if unknown:
        raise ImportRefusedError(
            f"{path}: unknown fields {', '.join(unknown)}; known: {', '.join(GUESSES)}"
        )
    datum, delimiter = content.get("datum", "wgs84"), content.get("delimiter", ",")
    if datum not in DATUMS:
        raise ImportRefusedError(f"{path}: datum {datum!r}: expected {' or '.join(DATUMS)}")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise ImportRefusedError(f"{path}: delimiter {delimiter!r}: expected one character")
    return Mapping(columns, translations, datum, delimiter)


def _texts(path: Path, place: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise ImportRefusedError(f"{path}: {place}: expected name → text")
    return {str(key): str(value) for key, value in table.items()}
