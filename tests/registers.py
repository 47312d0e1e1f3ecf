"""Register files of our own making for tests of the import."""

import csv
from pathlib import Path

from domain.identifiers import LicenceSubject, make_credit_code, make_licence_number

HEADER = (
    "单位名称",
    "许可证编号",
    "统一社会信用代码",
    "业态",
    "旗区",
    "乡镇",
    "地址",
    "经度",
    "纬度",
    "有效期至",
    "风险等级",
)
SHOP = (
    "东胜示例面馆",
    make_licence_number(LicenceSubject.CATERING, "150602", 1),
    make_credit_code("92", "150602", "MA0K1234"),
    "小型餐饮",
    "东胜区",
    "交通街道",
    "鄂尔多斯西街1号",
    "109.9921",
    "39.8163",
    "2029-03-31",
    "B",
)


def shop(**changes: str) -> list[str]:
    """The sample row with some of its fields replaced, by header."""
    values = dict(zip(HEADER, SHOP, strict=True)) | changes
    return [values[name] for name in HEADER]


def numbered(n: int) -> list[str]:
    """The n-th of many different rows, spread over the middle of 东胜区."""
    return shop(
        单位名称=f"示例{n}号店",
        许可证编号=make_licence_number(LicenceSubject.CATERING, "150602", n),
        经度=f"{109.90 + n % 100 / 1000:.5f}",
        纬度=f"{39.75 + n // 100 / 1000:.5f}",
    )


def write_register(path: Path, rows: list[list[str]], header: tuple[str, ...] = HEADER) -> Path:
    """Write a CSV file and give its path back."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
