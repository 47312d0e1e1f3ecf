"""A city that does not exist, as files: three districts, six townships, five categories.

One of these is its own and follows the rules of one of ours.
"""

import csv
import json
from pathlib import Path

import yaml

WEST, SOUTH, SIDE = 113.0, 28.0, 0.1
DISTRICTS = {
    "990102": ("青山区", "Qingshan District", 300_000),
    "990103": ("绿水区", "Lüshui District", 200_000),
    "990124": ("白石县", "Baishi County", 100_000),
}
CATEGORIES = [
    {"code": "medium", "planned": 20},
    {"code": "small", "zh": "小餐饮店", "en": "Small eatery", "planned": 45},
    {"code": "small.noodles", "zh": "面馆", "en": "Noodle shop", "planned": 15},
    {"code": "school_canteen", "planned": 15},
    {"code": "medical_canteen", "planned": 5},
]


def middle(place: int) -> tuple[float, float]:
    """Of one of the three squares."""
    return round(WEST + SIDE * (place + 0.5), 4), round(SOUTH + SIDE / 2, 4)


def write_city(folder: Path, **more: object) -> Path:
    """All files of the city and its config.yaml; the path of the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_boundaries(folder / "city.geojson")
    _write_csv(
        folder / "districts.csv",
        ("adcode", "name_zh", "name_en", "population"),
        [(code, *facts) for code, facts in DISTRICTS.items()],
    )
    townships = []
    for code in DISTRICTS:
        office = "青山市场监督管理所" if code == "990102" else ""
        townships.append((f"{code}001", f"{code[-1]}号街道", code, "街道", office))
        townships.append((f"{code}100", f"{code[-1]}号镇", code, "镇", office))
    _write_csv(
        folder / "townships.csv", ("code", "name", "banner_adcode", "kind", "office"), townships
    )
    (folder / "categories.yaml").write_text(
        yaml.safe_dump(CATEGORIES, allow_unicode=True), encoding="utf-8"
    )
    city = {
        "name_zh": "云梦市",
        "name_en": "Yunmeng",
        "adcode": "990100",
        "boundaries": str(folder / "city.geojson"),
        "banners": str(folder / "districts.csv"),
        "townships": str(folder / "townships.csv"),
        "categories": str(folder / "categories.yaml"),
        "words_zh": {"旗区": "区县", "暖城食安": "云梦食安", "苏木乡镇街道": "乡镇街道"},
        "words_en": {"banner": "district", "banners": "districts", "Nuancheng": "Yunmeng"},
    }
    demo = {"establishments": 90, "days": 10, "seed": 3, "camera_clips": 2}
    config = folder / "config.yaml"
    held = {"city": city, "demo": demo, "data_dir": str(folder / "data")} | more
    config.write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
    return config


def _write_boundaries(path: Path) -> None:
    features = []
    for place, (code, facts) in enumerate(DISTRICTS.items()):
        west, east = WEST + SIDE * place, WEST + SIDE * (place + 1)
        ring = [
            [west, SOUTH],
            [east, SOUTH],
            [east, SOUTH + SIDE],
            [west, SOUTH + SIDE],
            [west, SOUTH],
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"adcode": code, "name": facts[0], "center": middle(place)},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")


def _write_csv(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
