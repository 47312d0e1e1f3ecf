import random
from collections import Counter
from datetime import date

import numpy as np
import pytest
from sqlalchemy import insert

from data_access.engine import open_engine, reading, writing
from data_access.map_clusters import (
    View,
    cells_in_view,
    rows_in_view,
    seen_count,
    shares,
    worst_in_view,
)
from data_access.map_sift import sift
from data_access.map_table import OVERLAYS, put_together, read_base, read_overlay
from data_access.migrate import upgrade
from data_access.schema import establishment
from domain.categories import Category
from domain.coordinates import Box
from domain.map_filter import GROUPS, PLACE_GROUPS, MapFilter
from tests.rows import LONG_AGO, plant

CITY = Box(106.5, 37.5, 111.6, 41.0)
TODAY = date(2026, 11, 19)
FILTERS = [{}, {"risk": "C,D"}, {"banner": "150603", "category": "small"}, {"severity": "1"}]
VIEWS = [
    Box(106.5, 37.5, 111.6, 41.0),
    Box(109.9, 39.7, 110.05, 39.9),
    Box(109.975, 39.805, 109.985, 39.815),
    Box(100.0, 30.0, 101.0, 31.0),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """3,000 establishments on SQLite: what is tested is arithmetic, not SQL."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('map')}/map.db")
    upgrade(engine)
    with writing(engine) as conn:
        who = plant(conn)
        conn.execute(insert(establishment), [_shop(number) for number in range(10, 3_010)])
    with reading(engine) as conn:
        base = read_base(conn, who.city, CITY)
        overlays = {one: read_overlay(conn, who.city, base, one, TODAY) for one in OVERLAYS}
    yield put_together(base, overlays, "1")
    engine.dispose()


def _shop(number):
    chance = random.Random(number)
    placed = number % 20 > 0
    return {
        "id": number,
        "name": f"{number}号店",
        "township_code": chance.choice(["150602001", "150603003", "150602101"]),
        "category": chance.choice(list(Category)),
        "status": "active",
        "risk_level": chance.choice(["A", "B", "C", "D", None]),
        "lon": 109.98 + chance.gauss(0, 0.2) if placed else None,
        "lat": 39.81 + chance.gauss(0, 0.2) if placed else None,
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }


def _passing(table, wanted):
    """Located rows that pass, looked at one by one."""
    groups = dict(wanted.chosen)
    return [
        row
        for row in range(table.base.located)
        if all(table.value(group, row) in values for group, values in groups.items())
    ]


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("zoom", [0, 6, 8.5, 11, 12, 13.5, 16, 18])
def test_the_cells_of_every_zoom_sum_up_to_what_passes(table, query, zoom):
    wanted = MapFilter.parse(query)
    rows = _passing(table, wanted)
    found = cells_in_view(table, wanted, View(CITY, zoom, "risk"))
    assert found.n.sum() == len(rows)
    risks = [table.value("risk", row) for row in rows]
    assert found.bad.sum() == sum(risk in "CD" for risk in risks)
    assert found.known.sum() == sum(risk != "-" for risk in risks)
    singles = table.base.ids[found.first[found.n == 1]]
    assert set(singles.tolist()) <= {int(table.base.ids[row]) for row in rows}


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("box", VIEWS)
def test_what_is_seen_is_counted_as_one_by_one(table, query, box):
    wanted = MapFilter.parse(query)
    base = table.base
    rows = [row for row in _passing(table, wanted) if box.holds(base.lons[row], base.lats[row])]
    assert sorted(rows_in_view(table, wanted, box).tolist()) == rows
    assert seen_count(table, wanted, View(box, 12, "risk")) == len(rows)
    worst = worst_in_view(table, wanted, box, 50)
    assert set(worst.tolist()) <= set(rows)
    assert [table.value("risk", row) for row in worst] == sorted(
        [table.value("risk", row) for row in rows if table.value("risk", row) != "-"], reverse=True
    )[:50]


@pytest.mark.parametrize(
    "query",
    [
        {"risk": "B,C", "category": "small,medium"},
        {"risk": "D", "township": "150602001", "banner": "150602"},
        {"kitchen": "u", "banner": "150603"},
    ],
)
def test_every_option_says_how_many_it_would_show(table, query):
    wanted = MapFilter.parse(query)
    counts = sift(table, wanted).counts
    for group in (*GROUPS, *PLACE_GROUPS):
        others = dict(wanted.without(group).chosen)
        shown = Counter(
            table.value(group, row)
            for row in range(len(table))
            if all(table.value(other, row) in values for other, values in others.items())
        )
        assert counts[group] == dict(shown)


def test_cells_in_view_lie_in_it_or_touch_its_margin(table):
    box = VIEWS[1]
    found = cells_in_view(table, MapFilter(), View(box, 11, "risk"))
    seen = len(rows_in_view(table, MapFilter(), box))
    assert seen <= found.n.sum() < table.base.located
    assert np.all(found.worst == 9)


def test_shares_of_banners_count_every_establishment_once(table):
    found = shares(table, MapFilter(), "risk", "banner")
    assert sum(n for n, _bad, _known in found.values()) == len(table)
