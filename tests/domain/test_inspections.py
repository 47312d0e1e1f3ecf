import pytest

from domain.grades import HygieneGrade
from domain.inspections import InspectionResult, hygiene_of, verdict


@pytest.mark.parametrize(
    ("key", "checked", "failed", "expected"),
    [
        (0, 20, 0, InspectionResult.CONFORMING),
        (0, 20, 6, InspectionResult.MOSTLY),
        (0, 20, 7, InspectionResult.NOT_CONFORMING),
        (1, 20, 0, InspectionResult.NOT_CONFORMING),
        (0, 0, 0, InspectionResult.CONFORMING),
    ],
)
def test_verdict(key, checked, failed, expected):
    assert verdict(key, checked, failed) is expected


@pytest.mark.parametrize("counts", [(-1, 3, 0), (0, 3, 4)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match="counts of an inspection"):
        verdict(*counts)


@pytest.mark.parametrize(
    ("points", "key", "expected"),
    [
        (9.0, 0, HygieneGrade.A),
        (8.9, 1, HygieneGrade.B),
        (7.4, 0, HygieneGrade.C),
        (5.9, 0, None),
        (9.5, 2, None),
    ],
)
def test_hygiene_grade_of_a_visit(points, key, expected):
    assert hygiene_of(points, key) is expected
