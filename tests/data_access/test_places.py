import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import select, update

import settings
from data_access.engine import reading, writing
from data_access.places import Boundaries, PlacesError, banners, townships
from data_access.places_loading import load_places
from data_access.schema import banner, supervision_office, township
from domain.scope import Role, Scope, system_scope
from tests.rows import plant

CITY = settings.load().city
EVERYTHING = system_scope("test")
# Geodesic areas of the full lines, km² (WGS-84): what the simplified polygons must keep.
AREA_KM2 = {
    "150602": 2164.1,
    "150603": 359.3,
    "150621": 8249.9,
    "150622": 7546.8,
    "150623": 12220.8,
    "150624": 20369.5,
    "150625": 18790.2,
    "150626": 11652.7,
    "150627": 5486.8,
}


def _area_km2(polygon):
    """Area on the WGS-84 ellipsoid, by Lambert's cylindrical equal-area projection."""
    e2 = 0.00669437999014
    e = e2**0.5

    def authalic(sine):
        return (1 - e2) * (
            sine / (1 - e2 * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
        )

    def project(points):
        lon, lat = np.radians(points).T
        return 6371.0072 * np.column_stack([lon, authalic(np.sin(lat)) / authalic(1.0)])

    return shapely.transform(polygon, project).area


@pytest.fixture(scope="module")
def boundaries():
    return Boundaries.load(CITY.boundaries)


def test_polygons_keep_the_area_of_every_banner_and_of_the_city(boundaries):
    areas = {adcode: _area_km2(boundaries.polygon(adcode)) for adcode in AREA_KM2}
    assert areas == pytest.approx(AREA_KM2, rel=0.01)
    assert sum(areas.values()) == pytest.approx(86840.1, rel=0.001)


def test_polygons_leave_no_gap_and_no_overlap(boundaries):
    polygons = [shape(feature["geometry"]) for feature in boundaries.geojson["features"]]
    assert all(polygon.is_valid for polygon in polygons)
    assert shapely.coverage_is_valid(polygons)
    whole = shapely.union_all(polygons)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_label_centres_lie_inside_their_own_polygon(boundaries):
    for feature in boundaries.geojson["features"]:
        properties = feature["properties"]
        assert boundaries.banner_of(*properties["center"]) == properties["adcode"]


def test_the_file_is_small_and_names_the_banners_of_the_table(boundaries, engine):
    assert CITY.boundaries.stat().st_size <= 70_000
    with writing(engine) as conn:
        load_places(conn, CITY)
        table = {item.adcode: item.name_zh for item in banners(conn, EVERYTHING)}
    drawn = {
        feature["properties"]["adcode"]: feature["properties"]["name"]
        for feature in boundaries.geojson["features"]
    }
    assert drawn == table


def test_seats_lie_in_their_banner_and_beijing_in_none(boundaries, engine):
    with writing(engine) as conn:
        load_places(conn, CITY)
        for item in banners(conn, EVERYTHING):
            assert boundaries.banner_of(item.seat_lon, item.seat_lat) == item.adcode
    assert boundaries.banner_of(116.4, 39.9) is None


def test_the_sketch_is_small_and_still_the_same_city(boundaries):
    sketch = boundaries.sketch
    assert sketch.keys() == AREA_KM2.keys()
    assert sum(map(len, sketch.values())) < 800
    drawn = shapely.union_all([shapely.Polygon(ring) for ring in sketch.values()])
    whole = shapely.union_all([boundaries.polygon(adcode) for adcode in AREA_KM2])
    assert drawn.symmetric_difference(whole).area < 0.03 * whole.area


def test_the_box_of_some_banners_lies_in_the_box_of_all(boundaries):
    one = boundaries.box_of(["150603"])
    assert boundaries.box.holds(one.west, one.south)
    assert boundaries.box.holds(one.east, one.north)
    assert one.holds(109.7844, 39.6065)
    assert boundaries.box_of(["999999"]) == boundaries.box


def test_a_broken_file_of_boundaries_is_named(tmp_path):
    path = tmp_path / "broken.geojson"
    for content in ["", "[]", '{"type":"FeatureCollection","features":[]}', '{"features":[{}]}']:
        path.write_text(content)
        with pytest.raises(PlacesError, match=r"broken\.geojson"):
            Boundaries.load(path)


def test_all_townships_are_loaded_and_each_banner_has_an_unassigned_one(engine):
    with writing(engine) as conn:
        load_places(conn, CITY)
        found = townships(conn, EVERYTHING)
    assert len(found) == 88 + 9
    assert sum(item.kind == "未分乡镇" for item in found) == 9
    regular = [item for item in found if item.kind in {"镇", "乡", "苏木", "街道"}]
    assert len(regular) == 77
    assert all(item.code.startswith(item.banner_adcode) for item in found)


def test_loading_twice_changes_nothing_and_repairs_only_what_differs(engine):
    with writing(engine) as conn:
        load_places(conn, CITY)
        conn.execute(
            supervision_office.insert().values(id=7, banner_adcode="150602", name_zh="交通所")
        )
        conn.execute(update(township).where(township.c.code == "150602001").values(office_id=7))
        conn.execute(update(banner).where(banner.c.adcode == "150602").values(name_zh="?"))
        before = conn.execute(select(township).order_by(township.c.code)).all()
        load_places(conn, CITY)
        assert conn.execute(select(township).order_by(township.c.code)).all() == before
        assert banners(conn, EVERYTHING)[0].name_zh == "东胜区"


def test_a_missing_column_is_named_with_its_line(engine, tmp_path):
    path = tmp_path / "townships.csv"
    path.write_text("code,name,banner_adcode,kind\n150602001,交通街道,,街道\n", encoding="utf-8")
    with (
        pytest.raises(PlacesError, match="line 2 has no banner_adcode"),
        writing(engine) as conn,
    ):
        load_places(conn, CITY.model_copy(update={"townships": path}))
    with reading(engine) as conn:
        assert banners(conn, EVERYTHING) == []


def test_each_asker_sees_own_places_only(engine):
    with writing(engine) as conn:
        who = plant(conn)
        assert [item.adcode for item in banners(conn, who.leader)] == ["150602", "150603"]
        assert [item.adcode for item in banners(conn, who.dongsheng)] == ["150602"]
        assert [item.code for item in townships(conn, who.office)] == ["150602001"]
        assert [item.code for item in townships(conn, who.shop)] == ["150602001"]
        assert townships(conn, who.dongsheng, "150603") == []
        nobody = Scope(Role.BANNER_BUREAU, "x", banner_adcode="999999")
        assert banners(conn, nobody) == []


def test_the_file_has_one_feature_a_line():
    lines = CITY.boundaries.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["type"] for line in lines[1:-1]] == ["Feature"] * 9
