import numpy as np
import pytest

from domain.coordinates import Box
from domain.map_area import AreaError, AreaFault, Circle, Nearest, Polygon, metres, parse_area
from domain.map_filter import MapFilter

CITY = Box(106.5, 37.5, 111.6, 41.0)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("c:109.98,39.81,200", Circle(109.98, 39.81, 200)),
        ("n:109.98,39.81,20", Nearest(109.98, 39.81, 20)),
        ("p:109.9,39.8;110,39.8;110,39.9", Polygon(((109.9, 39.8), (110, 39.8), (110, 39.9)))),
        # closed by hand: the last point is the first
        (
            "p:109.9,39.8;110,39.8;110,39.9;109.9,39.8",
            Polygon(((110, 39.8), (110, 39.9), (109.9, 39.8))),
        ),
    ],
)
def test_an_area_is_read_as_it_was_written(text, area):
    found = parse_area(text, CITY)
    assert found == area
    assert parse_area(found.written(), CITY) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, AreaFault.UNREADABLE),
        (["c:1,2,3"], AreaFault.UNREADABLE),
        ("", AreaFault.UNREADABLE),
        ("x:109.98,39.81,200", AreaFault.UNREADABLE),
        ("c:109.98,39.81", AreaFault.UNREADABLE),
        ("c:109.98,39.81,nan", AreaFault.UNREADABLE),
        ("c:inf,39.81,200", AreaFault.UNREADABLE),
        ("c:109.98,39.81,200;109.98,39.81,200", AreaFault.UNREADABLE),
        ("p:109.98;39.81;2", AreaFault.UNREADABLE),
        ("c:<script>,39.81,200", AreaFault.UNREADABLE),
        ("p:" + "109.98,39.81;" * 4000, AreaFault.UNREADABLE),
        ("c:0,0,200", AreaFault.OUTSIDE),
        ("c:39.81,109.98,200", AreaFault.OUTSIDE),
        ("c:109.98,39.81,9", AreaFault.RADIUS),
        ("c:109.98,39.81,1e9", AreaFault.RADIUS),
        ("c:109.98,39.81,-200", AreaFault.RADIUS),
        ("n:109.98,39.81,0", AreaFault.COUNT),
        ("n:109.98,39.81,2.5", AreaFault.COUNT),
        ("n:109.98,39.81,201", AreaFault.COUNT),
        ("p:109.9,39.8;110,39.8", AreaFault.VERTICES),
        ("p:109.9,39.8;109.9,39.8;110,39.8", AreaFault.VERTICES),
        ("p:" + ";".join(f"109.9{n},39.8{n % 7}" for n in range(201)), AreaFault.VERTICES),
        ("p:109.9,39.8;110,39.8;110,99", AreaFault.OUTSIDE),
    ],
)
def test_a_forged_area_is_refused_with_its_reason(text, fault):
    with pytest.raises(AreaError) as refused:
        parse_area(text, CITY)
    assert refused.value.fault is fault


def test_distances_are_those_of_a_sphere():
    # a thousandth of a degree of latitude is 111.195 m on the mean sphere
    found = metres(
        109.98, 39.81, np.array([109.98, 109.98, 110.98]), np.array([39.81, 39.811, 39.81])
    )
    assert found == pytest.approx([0, 111.195, 85_417], abs=2)


def test_the_filter_keeps_what_it_knows_and_drops_the_rest():
    asked = {
        "risk": "D,C,X",
        "banner": "150602,<b>",
        "street": "0,7",
        "township": ["150602001"],
        "severity": "9",
        "other": "1",
    }
    found = MapFilter.parse(asked)
    assert found.query() == {"risk": "C,D", "banner": "150602", "street": "7"}
    assert MapFilter.parse(found.query()) == found
    assert found.without("banner", "street").query() == {"risk": "C,D"}
