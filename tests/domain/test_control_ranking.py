"""Ranking of places: load is taken out, excused is left out, small places are not ranked."""

from domain.categories import Category
from domain.control_ranking import expected_on_time, ranked
from domain.figures import Completion
from domain.ranking import Smallest

SMALL, OFFICE = Category.SMALL, Category.GOVERNMENT_CANTEEN
ENOUGH = Smallest(10, 10)


def place(code):
    return (code, code, code, "150602")


def order(places, smallest=ENOUGH):
    return [(row.code, row.rank) for row in ranked(places, 10, smallest)]


def test_many_establishments_are_no_worse_for_being_many():
    one = {SMALL: Completion(done=90, missed=10)}
    ten = {SMALL: Completion(done=900, missed=100)}
    assert order({place("a"): one, place("b"): ten}) == [("a", 1), ("b", 1)]


def test_a_place_is_held_to_its_own_mix_of_categories():
    """Canteens reach 99 %, small restaurants 80 %: b is good at what it has, a is not."""
    canteens = {OFFICE: Completion(done=970, missed=30), SMALL: Completion(done=80, missed=20)}
    shops = {OFFICE: Completion(done=100), SMALL: Completion(done=850, missed=150)}
    rows = ranked({place("a"): canteens, place("b"): shops}, 10, ENOUGH)
    assert [row.code for row in rows] == ["b", "a"]
    best, worst = rows
    assert best.tasks.on_time.percent < worst.tasks.on_time.percent
    assert best.points > 0 > worst.points


def test_excused_duties_change_nothing():
    plain = {SMALL: Completion(done=90, missed=10)}
    free = {SMALL: Completion(done=90, missed=10, excused=500)}
    rows = ranked({place("a"): plain, place("b"): free}, 10, ENOUGH)
    assert {row.load for row in rows} == {10.0}
    assert {row.rank for row in rows} == {1}


def test_small_places_are_shown_and_not_ranked_and_empty_ones_not_shown():
    places = {
        place("a"): {SMALL: Completion(done=5)},
        place("b"): {SMALL: Completion(done=150, missed=50)},
        place("c"): {SMALL: Completion(excused=300)},
    }
    assert order(places) == [("b", 1), ("a", None)]
    assert expected_on_time({}, {}) is None
