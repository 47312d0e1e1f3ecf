"""Where a delivered row lies: names become codes, coordinates become a point inside the city."""

import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data_access.importing.issues import Words
from data_access.places import Boundaries, banners
from data_access.schema import banner, township
from domain.coordinates import PointVerdict, gcj02_to_wgs84, judge_point
from domain.scope import Scope

# Simplified lines are off by some 300 m: a kilometre of grace keeps shops near them in place.
_GRACE_DEG = 0.01
_DECIMALS = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Located:
    """What became of the coordinates of a row.

    Attributes:
        point: WGS-84 in degrees, None when there is no usable one.
        given: As delivered, where both are numbers inside the city (after swapping).
        remark: What is wrong, None when nothing is.
        swapped: The two numbers have changed places.
    """

    point: Point | None = None
    given: Point | None = None
    remark: Words | None = None
    swapped: bool = False


class Locator:
    """Looks up banners, townships and points of one city."""

    def __init__(self, conn: Connection, scope: Scope, boundaries: Boundaries) -> None:
        self._boundaries = boundaries
        self._banners: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.own = frozenset(item.adcode for item in banners(conn, scope))
        for row in conn.execute(select(banner.c.adcode, banner.c.name_zh)):
            self._names[row.adcode] = row.name_zh
            for word in (row.adcode, row.name_zh, row.name_zh.rstrip("区旗")):
                self._banners[word] = row.adcode
        self._townships: dict[tuple[str, str], str] = {}
        columns = (township.c.code, township.c.banner_adcode, township.c.name_zh)
        for place in conn.execute(select(*columns)):
            for word in (place.code, f"{place.code}000", place.name_zh):
                self._townships[place.banner_adcode, word] = place.code
        self._near = cache(self._grown)

    @property
    def banner_words(self) -> dict[str, str]:
        """Name of each banner → its adcode."""
        return {name: adcode for adcode, name in self._names.items()}

    def banner(self, text: str) -> str | None:
        """Adcode of a banner given by adcode or name (区 or 旗 may be left out)."""
        return self._banners.get(unicodedata.normalize("NFKC", text))

    def township(self, adcode: str, text: str) -> tuple[str, bool]:
        """Code of a township of a banner, and False when the text names none of them.

        An empty text is no mistake: the row goes to 未分乡镇 like an unknown name, without a word.
        """
        found = self._townships.get((adcode, unicodedata.normalize("NFKC", text)))
        return found or f"{adcode}000", found is not None or not text

    def point(self, adcode: str, lon: str, lat: str, datum: str) -> Located:
        """Judge the coordinates of a row in banner `adcode`."""
        if not lon and not lat:
            return Located()
        x, y = _number(lon), _number(lat)
        if x is None or y is None:
            return Located(remark=_NO_NUMBERS)
        verdict = judge_point(x, y, self._boundaries.box)
        if verdict is PointVerdict.SWAPPED:
            return Located(remark=_SWAPPED, swapped=True)
        given = (x, y) if verdict is PointVerdict.INSIDE else None
        if given and datum == "gcj02":
            x, y = gcj02_to_wgs84(x, y)
        x, y = round(x, _DECIMALS), round(y, _DECIMALS)
        if given and self._near(adcode).covers(shapely.Point(x, y)):
            return Located((x, y), given)
        other = self._boundaries.banner_of(x, y)
        if other is None:
            return Located(remark=_NOWHERE if x == y == 0 else _OUTSIDE)
        name = self._names.get(other, other)
        remark = (
            f"坐标位于{name}，与所填旗区不符",
            f"the point lies in {name}, not in the banner of the row",
        )
        return Located((x, y), given, remark)

    def _grown(self, adcode: str) -> Any:
        polygon = self._boundaries.polygon(adcode).buffer(_GRACE_DEG)
        shapely.prepare(polygon)
        return polygon


_NO_NUMBERS = (
    "经纬度不完整或不是数字，按未定位处理",
    "coordinates incomplete or no numbers; taken without a point",
)
_SWAPPED = (
    "经度与纬度似乎颠倒，按未定位处理",
    "longitude and latitude seem swapped; taken without a point",
)
_OUTSIDE = ("坐标在本市之外，按未定位处理", "outside the city; taken without a point")
_NOWHERE = ("坐标为 0,0，按未定位处理", "the point is 0,0; taken without a point")


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
