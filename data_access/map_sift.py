"""What of a map's table passes a filter, and how many each option would show: live counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from data_access.map_table import Column, MapTable
from domain.map_filter import GROUPS, PLACE_GROUPS, MapFilter


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows that pass a filter, ascending, and of every option how many it would show."""

    rows: Column
    passes: Column
    counts: dict[str, dict[str, int]]


def sift(table: MapTable, wanted: MapFilter) -> Sifted:
    """One pass of a filter over all rows; kept as long as the table stands."""
    found = table.kept.get(wanted)
    if found is None:
        found = table.keep(wanted, _sifted(table, wanted))
    return found  # type: ignore[no-any-return]


def _sifted(table: MapTable, wanted: MapFilter) -> Sifted:
    """By the mix of a row for all groups but places: one look-up and one tally for seven groups."""
    allowed = {group: table.is_one_of(group, values) for group, values in wanted.chosen}
    mixes = np.ones(1, dtype=bool)
    for group in GROUPS:
        open_to = np.ones(len(GROUPS[group]), dtype=bool)
        mixes = np.logical_and.outer(mixes, allowed.get(group, open_to)).reshape(-1)
    mixed = mixes[table.mix]
    places = {one: allowed[one][table.codes[one]] for one in PLACE_GROUPS if one in allowed}
    counts = _mixed_counts(table, allowed, _both(places.values()))
    passes = _both([mixed, *places.values()])
    for group in PLACE_GROUPS:
        others = [place for one, place in places.items() if one != group]
        shown = table.codes[group][_both([mixed, *others])]
        tally = np.bincount(shown, minlength=len(table.values[group]))
        counts[group] = _named(table.values[group], tally)
    return Sifted(np.flatnonzero(passes).astype(np.int32), passes, counts)


def _mixed_counts(
    table: MapTable, allowed: Mapping[str, Column], here: Column
) -> dict[str, dict[str, int]]:
    """Of every option of GROUPS how many of the rows `here` it would show, the others kept."""
    sizes = [len(values) for values in GROUPS.values()]
    mix = table.mix if here.ndim == 0 else table.mix[here]
    cube = np.bincount(mix, minlength=int(np.prod(sizes))).reshape(sizes)
    counts = {}
    for place, group in enumerate(GROUPS):
        left = cube
        for axis, other in enumerate(GROUPS):
            if other != group and other in allowed:
                left = left.compress(allowed[other], axis)
        tally = left.sum(axis=tuple(axis for axis in range(len(sizes)) if axis != place))
        counts[group] = _named(tuple(GROUPS[group]), tally)
    return counts


def _both(conditions: Iterable[Column]) -> Column:
    """All of them; a single True where there is none."""
    found: Column = np.array(True)
    for one in conditions:
        found = one if found.ndim == 0 else found & one
    return found


def _named(values: tuple[str, ...], tally: Column) -> dict[str, int]:
    return {value: int(n) for value, n in zip(values, tally, strict=False) if n}
