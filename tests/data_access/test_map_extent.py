from sqlalchemy import update

from data_access.engine import reading, writing
from data_access.map_extent import extent
from data_access.schema import establishment
from domain.coordinates import Box
from domain.scope import Role, Scope
from tests.rows import plant

CITY = Box(106.0, 37.0, 112.0, 41.0)


def placed(engine, points):
    with writing(engine) as conn:
        known = plant(conn)
        for number, (lon, lat) in points.items():
            conn.execute(
                update(establishment).where(establishment.c.id == number).values(lon=lon, lat=lat)
            )
    return known


def test_the_view_holds_the_askers_own_and_no_mistaken_point(engine):
    known = placed(engine, {1: (110.0, 39.8), 2: (0.0, 0.0), 3: (109.0, 39.0), 4: (111.0, 40.0)})
    with reading(engine) as conn:
        whole = extent(conn, known.city, CITY)
        shop = extent(conn, Scope(role=Role.ESTABLISHMENT, actor="店", establishment_id=1), CITY)
        nowhere = extent(conn, known.city, Box(1, 1, 2, 2))
    assert whole.holds(109.0, 39.0)
    assert whole.holds(111.0, 40.0)
    assert not whole.holds(100.0, 38.0)
    assert shop.holds(110.0, 39.8)
    assert not shop.holds(109.9, 39.8)
    assert nowhere is None
