from dataclasses import replace

import pytest

from api.headers import policy
from data_access.engine import writing
from data_access.mbtiles import TileError, tile
from data_access.request import install
from data_access.sqlite import sqlite3
from domain.map_layers import picture_sources
from settings import ConfigurationError, Settings, load
from settings_map import Map, MapLayer
from tests.rows import plant

PNG = b"\x89PNG\r\n\x1a\nnorth"
KEY = "0123456789abcdef"


@pytest.fixture
def mbtiles(tmp_path):
    path = tmp_path / "city.mbtiles"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        file.execute("INSERT INTO tiles VALUES (1, 0, 1, ?)", (PNG,))
        file.execute("INSERT INTO tiles VALUES (1, 1, 1, ?)", (b"\x1f\x8bvector",))
    file.close()
    return path


@pytest.fixture
def browser(server_app, signed_in, engine, mbtiles):
    with writing(engine) as conn:
        who = plant(conn)
    layers = (
        MapLayer(name="离线", kind="mbtiles", file=mbtiles),
        MapLayer(name="丢失", kind="mbtiles", file=mbtiles.with_name("gone.mbtiles")),
        MapLayer(name="内网", kind="xyz", url="https://tiles.example/{z}/{x}/{y}.png"),
    )
    held = server_app.server.extensions["nuancheng"]
    settings = held.settings.model_copy(update={"map": Map(layers=layers)})
    install(server_app.server, replace(held, settings=settings))
    return signed_in(who.dongsheng)


ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@ONE_ENGINE
def test_a_tile_is_served_by_browser_rows_and_a_second_time_as_304(browser):
    first = browser.get("/map/tiles/0/1/0/0")
    assert (first.status_code, first.data, first.mimetype) == (200, PNG, "image/png")
    assert "private" in first.headers["Cache-Control"]
    again = browser.get("/map/tiles/0/1/0/0", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@ONE_ENGINE
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("0/1/0/1", 200),  # no tile there: a clear pixel
        ("0/1/5/5", 200),
        ("0/1/1/0", 503),  # holds a vector tile
        ("1/1/0/0", 503),  # the file is gone
        ("2/1/0/0", 404),  # not ours to serve
        ("7/1/0/0", 404),
        ("0/23/0/0", 404),
    ],
)
def test_holes_broken_files_and_unknown_layers(browser, path, status):
    answer = browser.get(f"/map/tiles/{path}")
    assert answer.status_code == status
    assert answer.data != PNG


def test_without_a_session_there_is_no_tile(server_app):
    assert server_app.server.test_client().get("/map/tiles/0/1/0/0").status_code in (302, 401)


def test_a_file_that_is_no_database_is_an_error(tmp_path):
    path = tmp_path / "x.mbtiles"
    path.write_bytes(b"not a database, for certain" * 99)
    with pytest.raises(TileError):
        tile(path, 1, 0, 0)


def test_by_default_there_is_no_layer_and_pictures_come_from_here_only():
    assert picture_sources(Settings().map.drawn) == []
    assert "img-src 'self' data: blob:;" in policy([])


def test_only_the_hosts_of_the_layers_may_show_pictures():
    xyz = MapLayer(name="内网", kind="xyz", url="https://tiles.example:8443/a/{z}/{x}/{y}.png")
    sky = MapLayer(name="天地图", kind="tianditu", datum="cgcs2000", sheet="img")
    drawn = Map(tianditu_key=KEY, layers=(xyz, sky)).drawn
    sources = picture_sources(drawn)
    assert sources[0] == "https://tiles.example:8443"
    assert len(sources) == 9
    assert "img-src 'self' data: blob: https://tiles.example:8443 https://t0." in policy(
        [], sources
    )
    assert [("img_w" in one, KEY in one) for one in drawn[1].templates] == [
        (True, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("{name: a, kind: tianditu, datum: cgcs2000}", "NUANCHENG_MAP__TIANDITU_KEY"),
        ("{name: a, kind: tianditu, datum: gcj02}", "cgcs2000"),
        ("{name: a, kind: xyz}", "url"),
        ("{name: a, kind: xyz, url: 'https://h/{z}/{x}/{y};script-src *'}", "url"),
        ("{name: a, kind: xyz, url: 'javascript://h/{z}/{x}/{y}'}", "url"),
        ("{name: a, kind: mbtiles}", "file"),
        ("{name: a, kind: mbtiles, file: a, min_zoom: 9, max_zoom: 3}", "min_zoom"),
        ("{name: a, kind: mbtiles, file: a, wrong: 3}", "unknown key"),
        ("{name: a, kind: mbtiles, file: a}, {name: a, kind: mbtiles, file: b}", "one name"),
    ],
)
def test_a_layer_that_cannot_be_used_stops_the_start_in_words(tmp_path, layer, said):
    path = tmp_path / "config.yaml"
    path.write_text(f"map:\n  layers: [{layer}]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="map") as refused:
        load(path)
    assert said in str(refused.value)
