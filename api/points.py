"""Data of the map: establishments as packed columns, banners as GeoJSON, one name at a time."""

import gzip
import hashlib
from dataclasses import asdict, dataclass

import orjson
from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import get_locale
from sqlalchemy import Connection

from data_access.changes import Topic
from data_access.map_points import CATEGORY_LETTERS, PER_DEGREE, point_columns
from data_access.places import banners, boundaries_of
from data_access.register import named
from data_access.request import now, read, remembered, scope, services
from domain.clock import city_day
from domain.scope import OFFICIALS, SUPERVISED, Scope

ROLES = OFFICIALS | SUPERVISED

points = Blueprint("points", __name__, url_prefix="/map")

_CHANGING = (Topic.REGISTER, Topic.CONTROL, Topic.ALERTS)


@dataclass(frozen=True, slots=True)
class Packed:
    """A body made once: gzip bytes and the tag by which a browser knows that it has it."""

    body: bytes
    etag: str


@points.get("/points")
def establishments() -> Response:
    """Columns of all establishments the asker may see (`data_access.map_points`)."""
    today = city_day(now())

    def build(conn: Connection, asker: Scope) -> Packed:
        columns = asdict(point_columns(conn, asker, today))
        letters = {letter: code for code, letter in CATEGORY_LETTERS.items()}
        return _pack({"perDegree": PER_DEGREE, "letters": letters, **columns})

    return _answer(remembered("map.points", _CHANGING, build, today.isoformat()))


@points.get("/banners")
def outlines() -> Response:
    """Polygons and labels of the banners; `own` tells the asker's from the others."""
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    path = services().settings.city.boundaries

    def build(conn: Connection, asker: Scope) -> Packed:
        boundaries = boundaries_of(path)
        own = {item.adcode: item.name_en for item in banners(conn, asker)}
        features = [
            drawn
            for feature in boundaries.geojson["features"]
            for drawn in _drawn(feature, own, english=english)
        ]
        return _pack({"type": "FeatureCollection", "features": features})

    return _answer(remembered("map.banners", (Topic.REGISTER,), build))


@points.get("/names/<int(max=2147483647):establishment_id>")
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


def _pack(content: dict[str, object]) -> Packed:
    raw = orjson.dumps(content)
    digest = hashlib.sha256(raw).hexdigest()[:24]
    return Packed(gzip.compress(raw, compresslevel=6, mtime=0), digest)


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
