"""Data of the map: establishments as packed columns, banners as GeoJSON, one name at a time.

Whole columns travel once. A browser that has them asks with `?since=<version>` and gets the rows
that changed, as long as the version is still in the cache; else the whole again.
"""

import gzip
import hashlib
import re
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import get_locale
from sqlalchemy import Connection

from data_access.changes import Topic
from data_access.map_points import (
    PER_DEGREE,
    PointColumns,
    category_letters,
    point_changes,
    point_columns,
    register_size,
)
from data_access.places import banners, boundaries_of
from data_access.register import named
from data_access.request import now, read, remembered, scope, services
from data_access.township_cells import placed_townships, township_cells
from domain.clock import city_day
from domain.datum import Datum, shown_in
from domain.scope import OFFICIALS, SUPERVISED, Scope

ROLES = OFFICIALS | SUPERVISED

points = Blueprint("points", __name__, url_prefix="/map")

_CHANGING = (Topic.REGISTER, Topic.RISK, Topic.CONTROL, Topic.ALERTS, Topic.CAMERAS)
_VERSION = re.compile(r"[0-9a-f]{24}")
_LEVEL = 5
"""Of gzip: the next one takes two and a half times as long for 1.5 % less."""
_MOST_CHANGED = 0.2
"""Of all rows; beyond it the whole is hardly larger than the changes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A body made once: gzip bytes and the tag by which a browser knows that it has it."""

    body: bytes
    etag: str


@points.get("/points")
def establishments() -> Response:
    """Columns of all establishments the asker may see (`data_access.map_points`), or the changes.

    Query: `since`, the version that the browser has; `datum` of the map under the points. More
    than `map.server_clusters_above` of them do not travel: then only `many`, how many there are.
    What did not change is not read again: a new alert leaves the register and the duties alone.
    """
    today, datum = city_day(now()), datum_asked()
    number = remembered("map.many", (Topic.REGISTER,), register_size)
    if number > services().settings.map.server_clusters_above:
        return packed_answer({"many": number})
    city = boundaries_of(services().settings.city.boundaries).box

    def build(conn: Connection, asker: Scope) -> Packed:
        columns = point_columns(conn, asker, today, city, datum, remembered)
        letters = {letter: code for code, letter in category_letters().items()}
        told = {name: getattr(columns, name) for name in columns.__slots__}
        return _pack({"perDegree": PER_DEGREE, "letters": letters, **told})

    whole = remembered("map.points", _CHANGING, build, today.isoformat(), datum)
    services().cache.set(_key(whole.etag), whole)
    since = request.args.get("since", "")
    if since == whole.etag:
        answer = Response(status=304)
        answer.set_etag(since)
        return answer
    return _answer(_changes(since, whole) or whole)


def _changes(since: str, whole: Packed) -> Packed | None:
    """The rows that changed after a version, None when that version is not known here any more."""
    cache = services().cache
    older = cache.get(_key(since)) if _VERSION.fullmatch(since) else None
    if older is None:
        return None
    key = f"{_key(whole.etag)}|since|{since}"
    kept: Packed | None = cache.get(key)
    if kept is None:
        (old, old_letters), (new, new_letters) = _columns(older), _columns(whole)
        changes = point_changes(old, new)
        if old_letters != new_letters or len(changes.rows) + len(
            changes.gone
        ) > _MOST_CHANGED * len(new.ids):
            return None
        kept = _pack({"since": since, "version": whole.etag, **asdict(changes)})
        cache.set(key, kept)
    return kept


def _key(version: str) -> str:
    """Of one version in the cache; nobody reads what another scope was sent."""
    return f"map.version|{scope().key}|{version}"


def _columns(packed: Packed) -> tuple[PointColumns, dict[str, str]]:
    """The columns, and what their letters of categories mean."""
    told: dict[str, Any] = orjson.loads(gzip.decompress(packed.body))
    columns = PointColumns(**{name: told[name] for name in PointColumns.__slots__})
    return columns, told["letters"]


def datum_asked() -> Datum:
    """Datum of the map that the browser draws on; 400 for one that nobody knows."""
    try:
        return Datum(request.args.get("datum", Datum.WGS84))
    except ValueError:
        abort(400)


@points.get("/banners")
def outlines() -> Response:
    """Polygons and labels of the banners; `own` tells the asker's from the others."""
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    path, datum = services().settings.city.boundaries, datum_asked()

    def build(conn: Connection, asker: Scope) -> Packed:
        boundaries = boundaries_of(path)
        own = {item.adcode: item.name_en for item in banners(conn, asker)}
        features = [
            _shown(drawn, datum)
            for feature in boundaries.geojson["features"]
            for drawn in _drawn(feature, own, english=english)
        ]
        return _pack({"type": "FeatureCollection", "features": features})

    return _answer(remembered("map.banners", (Topic.REGISTER,), build, datum))


@points.get("/townships")
def cells() -> Response:
    """Cells of the townships the asker may see, a sketch (`data_access.township_cells`)."""
    path, datum = services().settings.city.boundaries, datum_asked()

    def build(conn: Connection, asker: Scope) -> Packed:
        found = township_cells(boundaries_of(path), placed_townships(conn, asker))
        features = [_shown(feature, datum) for feature in found]
        return _pack({"type": "FeatureCollection", "features": features})

    return _answer(remembered("map.townships", (Topic.REGISTER,), build, datum))


@points.get("/names/<row:establishment_id>")
def name(establishment_id: int) -> Response:
    """Name of one establishment, for the one that is pointed at; 404 when it is not the asker's."""
    with read() as conn:
        found = named(conn, scope(), [establishment_id])
    if not found:
        abort(404)
    return jsonify({"name": found[0].name})


def _drawn(
    feature: dict[str, object], own: dict[str, str], *, english: bool
) -> tuple[dict[str, object], dict[str, object]]:
    """A banner's polygon, and the point where its name stands."""
    said = feature["properties"]
    assert isinstance(said, dict)  # noqa: S101 - our own file, checked when it was loaded
    adcode = said["adcode"]
    text = own[adcode] if english and adcode in own else said["name"]
    shown = {"adcode": adcode, "name": text, "own": adcode in own}
    label = {"type": "Point", "coordinates": said["center"]}
    return (
        {"type": "Feature", "properties": shown, "geometry": feature["geometry"]},
        {"type": "Feature", "properties": shown, "geometry": label},
    )


def _shown(feature: dict[str, Any], datum: Datum) -> dict[str, Any]:
    """The feature where it stands on a map of `datum`."""
    if datum is not Datum.GCJ02:
        return feature
    geometry, said = feature["geometry"], dict(feature["properties"])
    if "seat" in said:
        said["seat"] = _moved(said["seat"], datum)
    moved = _moved(geometry["coordinates"], datum)
    return {**feature, "properties": said, "geometry": {**geometry, "coordinates": moved}}


def _moved(nested: Any, datum: Datum) -> Any:
    if isinstance(nested[0], (int, float)):
        return list(shown_in(datum, nested[0], nested[1]))
    return [_moved(part, datum) for part in nested]


def _pack(content: dict[str, object]) -> Packed:
    raw = orjson.dumps(content)
    digest = hashlib.sha256(raw).hexdigest()[:24]
    return Packed(gzip.compress(raw, compresslevel=_LEVEL, mtime=0), digest)


def packed_answer(content: dict[str, object]) -> Response:
    """An answer that is made for one question."""
    return _answer(_pack(content))


def _answer(packed: Packed) -> Response:
    """The body, or 304 when the browser has just this one. Nothing in between may keep it."""
    if request.if_none_match.contains(packed.etag):
        answer = Response(status=304)
    elif request.accept_encodings.best_match(["gzip"]) == "gzip":
        answer = Response(packed.body, mimetype="application/json")
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = Response(gzip.decompress(packed.body), mimetype="application/json")
    answer.set_etag(packed.etag)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
