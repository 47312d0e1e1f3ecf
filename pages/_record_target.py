"""Which form of which record: as an address asks for it, and as a browser sends it back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from components import links
from domain.dossier import Part
from domain.scope import Scope

TABS = tuple(part.value for part in Part)
FIRST_OF_REGISTER = Part.FACTS.value
TAB_OF = {
    "facts": "facts",
    "new": "facts",
    "licence": "licences",
    "person": "people",
    "health_certificate": "people",
    "camera": "cameras",
    "status": "status",
    "inspection": "inspections",
    "penalty": "penalties",
    "sampling_test": "samples",
    "visit": "visits",
}
"""Form → the tab that it stands in."""
_NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_LONGEST = 2000  # of one typed value


@dataclass(frozen=True, slots=True)
class Target:
    """A form.

    Attributes:
        form: Key of TAB_OF, empty when none is open.
        number: The establishment, 0 for a new one.
        part: The licence, person, certificate or camera; None for a new one.
        person: Whose certificate a new one is.
        version: Of the record that the form shows.
        base: What stood in the fields before anybody typed.
    """

    form: str
    number: int
    part: int | None = None
    person: int | None = None
    version: int = 0
    base: Mapping[str, Any] | None = None

    @property
    def tab(self) -> str:
        """The tab that the form stands in."""
        return TAB_OF.get(self.form, "facts")


def number_in(text: object) -> int:
    """A number of a record in an address, 0 for what is none."""
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else 0


def opened(number: int, form: str | None, part: str | None) -> Target:
    """The part form that an address opens: `form=person&part=12`, `part=new`, `part=new-12`."""
    if form not in TAB_OF or form in {"facts", "new", "status"}:
        return Target("", number)
    first, _dash, whose = (part or "").partition("-")
    if first == "new":
        return Target(form, number, person=number_in(whose) or None)
    known = number_in(first)
    return Target(form, number, known) if known else Target("", number)


def sent_back(known: Any) -> Target | None:
    """What a browser says of the form that it shows; None when that is no form."""
    given = known if isinstance(known, dict) else {}
    form, base = given.get("form"), given.get("base")
    if not isinstance(form, str) or form not in TAB_OF:
        return None
    return Target(
        form,
        _whole(given.get("id")) or 0,
        _whole(given.get("part")),
        _whole(given.get("person")),
        _whole(given.get("version")) or 0,
        base if isinstance(base, dict) else {},
    )


def typed(ids: Any, values: Any) -> dict[str, Any]:
    """Field → value of a form that was sent; anything that no field sends is left out."""
    if not isinstance(ids, list) or not isinstance(values, list):
        return {}
    found: dict[str, Any] = {}
    for one, value in zip(ids, values, strict=False):
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and isinstance(value, str | int | float | list | None):
            found[name] = value[:_LONGEST] if isinstance(value, str) else value
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are equal to who typed them."""
    return (one or "") == (other or "")


def here(scope: Scope, number: int) -> str:
    """Address of a record, for whoever asks."""
    own = scope.establishment_id == number
    return links.own_record() if own else links.dossier(number)


def address(scope: Scope, number: int, tab: str, **query: object) -> str:
    """Address of a tab, or of a form in it."""
    asked = {"tab": tab, **query}
    return f"{here(scope, number)}?{urlencode(asked)}"


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
