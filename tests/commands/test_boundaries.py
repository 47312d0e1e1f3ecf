import json
from argparse import ArgumentParser

import pytest

import settings
from commands import boundaries
from data_access.boundaries import MAX_BYTES, BoundaryError, build
from data_access.sqlite import sqlite3


def _arguments(*words):
    parser = ArgumentParser()
    boundaries.add_arguments(parser)
    return parser.parse_args(list(words))


def _square(west, south, wiggle=0.0):
    east, north = west + 0.1, south + 0.1
    middle = [west + 0.05, south + wiggle]
    ring = [[west, south], middle, [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


@pytest.fixture
def package(tmp_path):
    """A package of our own making: two neighbours of prefecture 990100."""
    lines = tmp_path / "data/datasets/administrative/amap/land"
    lines.mkdir(parents=True)
    (tmp_path / "data/index").mkdir()
    index = sqlite3.connect(tmp_path / "data/index/administrative.db")
    index.execute("CREATE TABLE administrative (district TEXT, path TEXT)")
    for code, name, geometry in [
        ("990102", "甲区", _square(109.0, 39.0)),
        ("990103", "乙旗", _square(109.1, 39.0)),
    ]:
        (lines / f"{code}.geojson").write_text(json.dumps(geometry))
        row = (name, f"administrative/amap/land/{code}.geojson")
        index.execute("INSERT INTO administrative VALUES (?, ?)", row)
    index.commit()
    index.close()
    return tmp_path


def test_polygons_are_shifted_to_wgs84_and_labelled_inside(package):
    found = build("990100", package)
    assert [item["properties"]["name"] for item in found["features"]] == ["甲区", "乙旗"]
    corner = min(found["features"][0]["geometry"]["coordinates"][0])
    assert 0.001 < 109.0 - corner[0] < 0.01  # GCJ-02 lies east of WGS-84
    lon, lat = found["features"][0]["properties"]["center"]
    assert 108.99 < lon < 109.1
    assert 38.99 < lat < 39.1


def test_lines_that_overlap_are_refused(package):
    path = package / "data/datasets/administrative/amap/land/990103.geojson"
    path.write_text(json.dumps(_square(109.05, 39.0)))
    with pytest.raises(BoundaryError, match="gaps or overlap"):
        build("990100", package)


@pytest.mark.parametrize("adcode", ["150602", "15", "../../", "１５０６００"])
def test_only_a_prefecture_can_be_built(package, adcode):
    with pytest.raises(BoundaryError, match="expected the six digits"):
        build(adcode, package)


def test_an_unknown_prefecture_is_said_to_be_unknown(package):
    with pytest.raises(BoundaryError, match="knows no divisions"):
        build("880100", package)


def test_without_the_package_the_command_says_what_to_install(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("data_access.boundaries.importlib.util.find_spec", lambda _name: None)
    out = tmp_path / "city.geojson"
    assert boundaries.run(_arguments("build", "--out", str(out)), settings.load()) == 1
    assert "pip install" in capsys.readouterr().err
    assert not out.exists()


def test_the_limit_leaves_room_for_the_committed_file():
    assert MAX_BYTES <= 70_000
