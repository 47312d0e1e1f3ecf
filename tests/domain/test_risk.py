"""Facts to points, points to a level: the rules of the score."""

from dataclasses import replace

import numpy as np
import pytest

from domain.categories import Category
from domain.risk import (
    LEVEL_TOPS,
    Facts,
    levels,
    moved_most,
    points_as_json,
    points_from_json,
    score,
)
from domain.risk_cells import BY_CODE, CELLS, CODES, FROM_FILES, PART_CAPS, Measure, Part
from domain.risk_shipped import FIRST, SHIPPED
from domain.risk_table import (
    TableRefusedError,
    as_content,
    caps,
    from_content,
)

COUNT = 400
OLD = 1000.0


def drawn(seed=0, count=COUNT, unknown=0.15):
    """Random facts, some of them not known."""
    rng = np.random.default_rng(seed)
    values = {}
    for cell in CELLS:
        if cell.measure is Measure.CATEGORY:
            found = rng.integers(0, len(Category), count)
        elif cell.measure is Measure.STATE:
            found = rng.integers(0, len(cell.states) + 1, count)
        elif cell.measure is Measure.SHARE:
            found = rng.uniform(0, 100, count)
        else:
            found = rng.integers(0, 15, count)
        values[cell.code] = np.where(rng.random(count) < unknown, np.nan, found.astype(float))
    return Facts(values, np.full(count, OLD))


def changed(facts, code, values):
    return replace(facts, values={**facts.values, code: values})


def good(**facts):
    """One establishment of which everything is known and good, but for `facts`."""
    values = {code: np.zeros(1) for code in CODES}
    values["category"] = values["diners"] = np.array([float(list(Category).index("small"))])
    return Facts(
        values | {code: np.array([value]) for code, value in facts.items()}, np.array([OLD])
    )


def test_every_cell_has_two_names_a_source_and_a_rule():
    assert set(SHIPPED.rules) == set(CODES)
    assert all(cell.zh and cell.en and cell.source for cell in CELLS)
    assert SHIPPED.example
    for part in Part:
        assert caps(SHIPPED, part) <= PART_CAPS[part]


def test_the_limits_of_the_levels_belong_to_the_better_one():
    at = np.array([0, 30, 30.5, 45, 45.1, 60, 60.1, 100])
    assert list(levels(at)) == ["A", "A", "B", "B", "C", "C", "D", "D"]
    assert list(LEVEL_TOPS.values()) == [30, 45, 60]


@pytest.mark.parametrize("code", [c.code for c in CELLS if c.measure is not Measure.CATEGORY])
def test_a_worse_fact_never_lowers_the_score(code):
    facts = drawn(1)
    before = score(SHIPPED, facts)
    step = np.random.default_rng(2).integers(1, 5, COUNT)
    worse = np.minimum(facts.values[code] + step, _worst(code))
    after = score(SHIPPED, changed(facts, code, worse))
    assert (after.score >= before.score).all()
    assert (after.low >= before.low).all()
    assert (after.high >= before.high).all()


def _worst(code):
    states = BY_CODE[code].states
    return max(states) if states else np.inf


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_fact_is_never_better_than_a_known_good_one(code):
    known = score(SHIPPED, good())
    unknown = score(SHIPPED, good(**{code: np.nan}))
    if BY_CODE[code].measure is not Measure.CATEGORY:
        assert unknown.score[0] > known.score[0]
    assert unknown.high[0] > known.high[0]
    assert unknown.high[0] > unknown.low[0]


def test_the_band_holds_the_score_and_all_that_missing_facts_could_make_of_it():
    facts = drawn(3)
    found = score(SHIPPED, facts)
    assert (found.low <= found.score).all()
    assert (found.score <= found.high).all()
    filled = {
        code: np.where(np.isnan(values), drawn(4, unknown=0).values[code], values)
        for code, values in facts.values.items()
    }
    whole = score(SHIPPED, replace(facts, values=filled))
    assert (found.low <= whole.score).all()
    assert (whole.score <= found.high).all()
    assert (whole.low == whole.high).all()
    assert (whole.score >= 0).all()
    assert (whole.score <= 100).all()


def test_too_little_known_or_too_new_gives_no_level():
    newcomer = replace(good(), age_days=np.array([89.0]))
    assert score(SHIPPED, newcomer).level[0] is None
    assert score(SHIPPED, replace(good(), age_days=np.array([90.0]))).level[0] == "A"
    nothing = {code: np.nan for code in CODES if BY_CODE[code].part is Part.DYNAMIC}
    assert score(SHIPPED, good(**nothing)).level[0] is None
    never_inspected = good(inspection_newest=np.nan, inspection_worst=np.nan)
    assert score(SHIPPED, never_inspected).level[0] is not None


def test_points_are_kept_with_value_and_survive_json():
    facts = good(daily_missed=3.0, inspection_newest=np.nan, cold_room=1.0)
    found = score(SHIPPED, facts)
    points = points_from_json(points_as_json(facts, found)[0])
    assert sum(point.points for point in points) == found.score[0]
    by_code = {point.code: point for point in points}
    assert by_code["daily_missed"].value == 3
    assert by_code["inspection_newest"].unknown
    assert by_code["inspection_newest"].value is None
    assert [p.points for p in points] == sorted((p.points for p in points), reverse=True)


def test_the_cell_that_moved_most_is_the_cause():
    assert moved_most({"takeaway": 4}, {"takeaway": 4}) is None
    assert moved_most({"daily_missed": 2}, {"daily_missed": 8, "licence": 2}) == "daily_missed"


@pytest.mark.parametrize("table", [FIRST, SHIPPED])
def test_a_table_survives_its_json(table):
    assert from_content(table.version, as_content(table), example=True) == table


def test_a_version_from_before_a_cell_reads_as_it_was_and_misses_nothing():
    content = as_content(FIRST)
    for code in FROM_FILES:
        del content["cells"][code]
    old = from_content(1, content, example=True)
    assert old == FIRST
    nothing_told = good(**dict.fromkeys(FROM_FILES, np.nan))
    punished = good(penalties=3.0, penalty_gravest=3.0, samples_failed=2.0)
    for facts in (nothing_told, punished):
        found = score(old, facts)
        assert found.low[0] == found.high[0] == score(old, good()).score[0]
        assert not found.unknown.any()


def test_penalties_and_failed_samples_weigh_and_untold_ones_widen_the_band():
    clean = score(SHIPPED, good())
    punished = score(SHIPPED, good(penalties=1.0, penalty_gravest=2.0, samples_failed=1.0))
    assert punished.score[0] - clean.score[0] == 5
    untold = score(SHIPPED, good(**dict.fromkeys(FROM_FILES, np.nan)))
    assert untold.high[0] - untold.low[0] == 8
    assert untold.score[0] > clean.score[0]
    never_inspected = dict.fromkeys(("inspection_newest", "inspection_worst"), np.nan)
    both = good(**dict.fromkeys(FROM_FILES, np.nan), **never_inspected)
    assert score(SHIPPED, both).level[0] is not None


def edited(code, **values):
    content = as_content(SHIPPED)
    content["cells"][code] = content["cells"][code] | values
    return content


@pytest.mark.parametrize(
    ("content", "cell", "kind"),
    [
        (None, "", "missing"),
        ([], "", "missing"),
        ({"cells": 3}, "", "missing"),
        (edited("licence", cap="5"), "licence", "not_a_number"),
        (edited("licence", cap=float("nan")), "licence", "not_a_number"),
        (edited("licence", cap=10**30), "licence", "not_a_number"),
        (edited("licence", cap=True), "licence", "not_a_number"),
        (edited("licence", unknown=0), "licence", "unknown_good"),
        (edited("licence", unknown=9), "licence", "above_cap"),
        (edited("licence", steps=[[1, 3], [2, 2]]), "licence", "not_rising"),
        (edited("licence", steps=[[1, 2], [3, 3]]), "licence", "states"),
        (edited("licence", steps=[[1, 2], [2, 50]]), "licence", "above_cap"),
        (edited("daily_missed", steps=[[3, 1], [3, 2]]), "daily_missed", "not_rising"),
        (edited("daily_missed", steps=[[1, None]]), "daily_missed", "not_a_number"),
        (edited("daily_missed", steps=[[-1, 2]]), "daily_missed", "negative"),
        (edited("daily_missed", steps=[]), "daily_missed", "steps"),
        (edited("daily_missed", steps=[[n, 1] for n in range(1, 99)]), "daily_missed", "steps"),
        (edited("category", choices={"small": 3}), "category", "categories"),
        (edited("daily_missed", cap=60, unknown=30), "", "part_cap_dynamic"),
        (as_content(SHIPPED) | {"widest_band": 0}, "", "band"),
        (as_content(SHIPPED) | {"new_days": None}, "", "new_days"),
    ],
)
def test_a_wrong_table_is_refused_and_the_cell_is_named(content, cell, kind):
    with pytest.raises(TableRefusedError) as refused:
        from_content(2, content, example=True)
    assert (cell, kind) in [(fault.cell, fault.kind) for fault in refused.value.faults]


def test_a_cell_that_does_not_exist_is_refused():
    content = as_content(SHIPPED)
    content["cells"]["<script>"] = {}
    del content["cells"]["licence"]
    with pytest.raises(TableRefusedError) as refused:
        from_content(2, content, example=True)
    assert [(f.cell, f.kind) for f in refused.value.faults] == [
        ("<script>", "unknown_cell"),
        ("licence", "missing"),
    ]
