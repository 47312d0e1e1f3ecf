"""Which column of a file is which field: by its header, by likeness, and by how its values look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from data_access.importing.fields import Field, Subject
from data_access.importing.table import plain_header

TAKEN_FROM = 60
"""Percent from which on a guess is taken without asking."""

_EXACT, _WITHIN, _AT_THE_END, _ALIKE = 100, 75, 82, 80
_BY_VALUES = 70
_FITS, _MISFITS = 0.8, 0.2  # shares of the sample


@dataclass(frozen=True, slots=True)
class Guess:
    """A column for a field, and how sure that is, in percent."""

    header: str
    percent: int


def guess_columns(
    subject: Subject,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    taken: Iterable[str] = (),
    without: Iterable[str] = (),
) -> dict[str, Guess]:
    """The likeliest column of each field; each column serves one field.

    Args:
        subject: What the file is about.
        header: Texts of the header.
        sample: Some of its rows.
        taken: Columns that are spoken for.
        without: Fields that have their column.
    """
    gone, done = set(taken), set(without)
    columns = {
        text: [row[at] for row in sample if at < len(row) and row[at]]
        for at, text in enumerate(header)
        if text and text not in gone
    }
    scored = [
        (percent, name, text)
        for name, field in subject.fields.items()
        if name not in done
        for text, values in columns.items()
        if (percent := _percent(field, text, values)) >= TAKEN_FROM
    ]
    found: dict[str, Guess] = {}
    for percent, name, text in sorted(scored, key=lambda one: -one[0]):
        if name not in found and text not in gone:
            found[name] = Guess(text, min(100, round(percent)))
            gone.add(text)
    return found


def known_headers(subject: Subject) -> frozenset[str]:
    """Every header under which a field of `subject` is known, as `plain_header` writes it."""
    return frozenset(plain_header(text) for one in subject.fields.values() for text in _names(one))


def _percent(field: Field, header: str, values: Sequence[str]) -> float:
    by_header = _by_header(field, plain_header(header))
    share = _looks(field, values)
    if share is None or by_header >= _EXACT - 1:
        return by_header
    if by_header:
        if share <= _MISFITS:
            return by_header - 50
        return by_header + 12 if share >= _FITS else by_header
    return _BY_VALUES if field.telling and share >= _FITS and len(values) >= 2 else 0


def _by_header(field: Field, header: str) -> float:
    best = 0.0
    for rank, name in enumerate(_names(field)):
        known = plain_header(name)
        if header == known:
            best = max(best, _EXACT - rank / 100)  # the likelier name wins where two stand
        elif len(known) >= 2 and header.endswith(known):
            best = max(best, _AT_THE_END)
        elif len(known) >= 2 and known in header:
            best = max(best, _WITHIN)
        elif len(header) >= 3:
            ratio = SequenceMatcher(None, header, known).ratio()
            best = max(best, ratio * _ALIKE if ratio >= _ALIKE / 100 else 0)
    return best


def _looks(field: Field, values: Sequence[str]) -> float | None:
    if field.look is None or not values:
        return None
    return sum(bool(field.look(value)) for value in values) / len(values)


def _names(field: Field) -> tuple[str, ...]:
    return (field.zh, *field.headers)
