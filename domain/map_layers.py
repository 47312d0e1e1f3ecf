"""Layers of pictures under the points of the map, and where a browser gets them from.

天地图 is addressed by its WMTS service, tile matrix `w` (Web Mercator); its datum is CGCS2000.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from domain.datum import Datum


class TileKind(StrEnum):
    """Where a layer comes from."""

    XYZ = "xyz"
    TIANDITU = "tianditu"
    MBTILES = "mbtiles"


TIANDITU_SHEETS = {"vec": ("vec", "cva"), "img": ("img", "cia"), "ter": ("ter", "cta")}
"""Vector, imagery, terrain: each with its sheet of labels, drawn over it."""
_TIANDITU_HOSTS = tuple(f"t{n}.tianditu.gov.cn" for n in range(8))


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        name: As the layer button says it.
        kind: Where it comes from.
        templates: Addresses with {z}, {x}, {y}; drawn one over the other. {s} is 0 to 7.
        datum: Of its tiles; points are shown in it.
        attribution: Whose it is.
        review_number: 审图号.
        min_zoom: Fewest zoom it has tiles for.
        max_zoom: Most.
    """

    name: str
    kind: TileKind
    templates: tuple[str, ...]
    datum: Datum
    attribution: str
    review_number: str
    min_zoom: int
    max_zoom: int


def tianditu(sheet: str, key: str) -> str:
    """Address of one sheet of 天地图 in Web Mercator."""
    return (
        "https://t{s}.tianditu.gov.cn/"
        f"{sheet}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={sheet}&STYLE=default"
        "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=" + key
    )


def picture_sources(layers: Iterable[Layer]) -> list[str]:
    """Origins that a page must be allowed to load pictures from, each once."""
    found: dict[str, None] = {}
    for layer in layers:
        if layer.kind is TileKind.TIANDITU:
            found |= dict.fromkeys(f"https://{host}" for host in _TIANDITU_HOSTS)
        elif layer.kind is TileKind.XYZ:
            parts = urlsplit(layer.templates[0])
            found[f"{parts.scheme}://{parts.netloc}"] = None
    return list(found)
