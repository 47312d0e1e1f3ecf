"""Where a delivered row lies: names become codes, coordinates become a point inside the city."""

import math
import unicodedata
from functools import cache
from typing import Any

import shapely
from sqlalchemy import Connection

from data_access.places import Boundaries, banners, townships
from domain.coordinates import PointVerdict, gcj02_to_wgs84, judge_point
from domain.scope import Scope

# Simplified lines are off by some 300 m: a kilometre of grace keeps shops near them in place.
_GRACE_DEG = 0.01
_DECIMALS = 6

Point = tuple[float, float]


class Locator:
    """Looks up banners, townships and points of one city."""

    def __init__(self, conn: Connection, scope: Scope, boundaries: Boundaries) -> None:
        self._boundaries = boundaries
        self._banners: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for item in banners(conn, scope):
            self._names[item.adcode] = item.name_zh
            for word in (item.adcode, item.name_zh, item.name_zh.rstrip("区旗")):
                self._banners[word] = item.adcode
        self._townships: dict[tuple[str, str], str] = {}
        for place in townships(conn, scope):
            for word in (place.code, f"{place.code}000", place.name_zh):
                self._townships[place.banner_adcode, word] = place.code
        self._near = cache(self._grown)

    def banner(self, text: str) -> str | None:
        """Adcode of a banner given by adcode or name (区 or 旗 may be left out)."""
        return self._banners.get(unicodedata.normalize("NFKC", text))

    def township(self, banner: str, text: str) -> tuple[str, bool]:
        """Code of a township of `banner`, and False when the text names none of them.

        An empty text is no mistake: the row goes to 未分乡镇 like an unknown name, without a word.
        """
        found = self._townships.get((banner, unicodedata.normalize("NFKC", text)))
        return found or f"{banner}000", found is not None or not text

    def point(self, banner: str, lon: str, lat: str, datum: str) -> tuple[Point | None, str]:
        """WGS-84 point in degrees, None when there is no usable one, and what is wrong with it."""
        if not lon and not lat:
            return None, ""
        x, y = _number(lon), _number(lat)
        if x is None or y is None:
            return None, "经纬度不完整或不是数字，按未定位处理"
        verdict = judge_point(x, y, self._boundaries.box)
        if verdict is PointVerdict.SWAPPED:
            return None, "经度与纬度似乎颠倒，按未定位处理"
        if verdict is PointVerdict.INSIDE and datum == "gcj02":
            x, y = gcj02_to_wgs84(x, y)
        x, y = round(x, _DECIMALS), round(y, _DECIMALS)
        if verdict is PointVerdict.INSIDE and self._near(banner).covers(shapely.Point(x, y)):
            return (x, y), ""
        other = self._boundaries.banner_of(x, y)
        if other is None:
            return None, "坐标在本市之外，按未定位处理"
        return (x, y), f"坐标位于{self._names.get(other, other)}，与所填旗区不符"

    def _grown(self, adcode: str) -> Any:
        polygon = self._boundaries.polygon(adcode).buffer(_GRACE_DEG)
        shapely.prepare(polygon)
        return polygon


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
