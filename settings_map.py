"""The section `map` of config.yaml: optional layers under the points. None is set by default."""

import json
import re
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.datum import Datum
from domain.map_layers import TIANDITU_SHEETS, Layer, TileKind, tianditu

# Into a header and an attribute goes only what can stand there.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d+)?/[^\s'\"<>;,\\]*")


class MapLayer(BaseModel):
    """One layer that a person may choose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=20)
    kind: Literal["xyz", "tianditu", "mbtiles"]
    url: str = ""
    sheet: Literal["vec", "img", "ter"] = "vec"
    file: Path | None = None
    datum: Datum = Datum.WGS84
    attribution: str = Field("", max_length=80)
    review_number: str = Field("", max_length=40)
    min_zoom: int = Field(1, ge=0, le=22)
    max_zoom: int = Field(18, ge=1, le=22)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "xyz":
            places = all(place in self.url for place in ("{z}", "{x}", "{y}"))
            if not places or not _ADDRESS.fullmatch(self.url):
                raise ValueError("url: needed, https://host/…/{z}/{x}/{y}")
        if self.kind == "mbtiles" and self.file is None:
            raise ValueError("file: needed, a raster MBTiles file")
        if self.kind == "tianditu" and self.datum is not Datum.CGCS2000:
            raise ValueError("datum: 天地图 is cgcs2000")
        if self.min_zoom > self.max_zoom:
            raise ValueError("min_zoom: above max_zoom")
        return self


class Map(BaseModel):
    """What lies under the points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tianditu_key: str = Field("", repr=False, pattern=r"^[A-Za-z0-9]*$")
    layers: tuple[MapLayer, ...] = ()
    server_clusters_above: int = Field(30_000, ge=0)

    @field_validator("layers", mode="before")
    @classmethod
    def _listed(cls, value: object) -> Any:
        # From the environment the list comes as the JSON of its entries.
        return json.loads(value) if isinstance(value, str) and value else value or ()

    @model_validator(mode="after")
    def _usable(self) -> Self:
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError("layers: two have one name")
        if not self.tianditu_key and any(layer.kind == "tianditu" for layer in self.layers):
            raise ValueError("tianditu_key: 天地图 needs one (NUANCHENG_MAP__TIANDITU_KEY)")
        return self

    @property
    def drawn(self) -> tuple[Layer, ...]:
        """The layers as a browser draws them, in the order of the file."""
        return tuple(self._drawn(place, layer) for place, layer in enumerate(self.layers))

    def _drawn(self, place: int, layer: MapLayer) -> Layer:
        templates: tuple[str, ...] = (layer.url,)
        if layer.kind == "tianditu":
            sheets = TIANDITU_SHEETS[layer.sheet]
            templates = tuple(tianditu(sheet, self.tianditu_key) for sheet in sheets)
        elif layer.kind == "mbtiles":
            templates = (f"/map/tiles/{place}/{{z}}/{{x}}/{{y}}",)
        return Layer(
            name=layer.name,
            kind=TileKind(layer.kind),
            templates=templates,
            datum=layer.datum,
            attribution=layer.attribution,
            review_number=layer.review_number,
            min_zoom=layer.min_zoom,
            max_zoom=layer.max_zoom,
        )
