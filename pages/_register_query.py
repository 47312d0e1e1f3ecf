"""What the list of the register is asked for by its address, and what it reads to answer."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection

from components.wording import english
from data_access.changes import Topic
from data_access.place_names import PlaceNames, named_places
from data_access.register_list import block, order
from data_access.register_options import OptionCounts, option_counts
from data_access.request import now, read, remembered, scope
from domain.clock import city_day
from domain.register_columns import ListLayout, SortKey
from domain.register_filter import RegisterFilter
from domain.register_row import RegisterRow
from domain.scope import Scope

PATH = "/register"
LAST_PAGE = 10_000
_LONGEST_QUERY = 4000


@dataclass(frozen=True, slots=True)
class View:
    """What an address shows.

    Attributes:
        page: Of the cards on a phone, from 1.
    """

    wanted: RegisterFilter
    shown: ListLayout
    page: int = 1

    @property
    def query(self) -> str:
        """The address behind its question mark; `parse` reads it back."""
        page = {"page": str(self.page)} if self.page > 1 else {}
        return urlencode({**self.wanted.query(), **self.shown.query(), **page}, safe=",")

    @property
    def address(self) -> str:
        """The address."""
        return f"{PATH}?{self.query}" if self.query else PATH

    def filtered(self, wanted: RegisterFilter) -> "View":
        """Another filter, from its first page."""
        return replace(self, wanted=wanted, page=1)

    def sorted_by(self, keys: tuple[SortKey, ...]) -> "View":
        """Another order, from its first page."""
        return replace(self, shown=replace(self.shown, sort=keys), page=1)


def parse(query: Mapping[str, Any]) -> View:
    """The view that an address asks for; what makes no sense is left out."""
    page = query.get("page")
    number = int(page) if isinstance(page, str) and page.isascii() and page.isdigit() else 1
    return View(
        RegisterFilter.parse(query), ListLayout.parse(query), min(max(number, 1), LAST_PAGE)
    )


def parse_text(query: Any) -> View:
    """The view of an address text that a browser sends back."""
    text = query if isinstance(query, str) else ""
    return parse(dict(parse_qsl(text[:_LONGEST_QUERY])))


def listed(view: View) -> "array[int]":
    """Ids of the whole list in its order, kept until the register changes."""
    today = city_day(now())

    def build(conn: Connection, asker: Scope) -> "array[int]":
        return order(conn, asker, view.wanted, view.shown.sort, today)

    return remembered(
        "register.order", _topics(view), build, repr((view.wanted, view.shown.sort)), f"{today}"
    )


def sizes(view: View) -> OptionCounts:
    """Sizes of the lists one click away."""
    today = city_day(now())

    def build(conn: Connection, asker: Scope) -> OptionCounts:
        return option_counts(conn, asker, view.wanted, today)

    topics = (Topic.REGISTER, Topic.CAMERAS)
    return remembered("register.options", topics, build, repr(view.wanted), f"{today}")


def rows_of(ids: Sequence[int]) -> list[RegisterRow]:
    """What some rows say."""
    asker = scope()
    with read() as conn:
        return block(conn, asker, ids, city_day(now()))


def place_names() -> PlaceNames:
    """Names of places by code or id, in the reader's language."""
    language = english()

    def build(conn: Connection, asker: Scope) -> PlaceNames:
        return named_places(conn, asker, english=language)

    return remembered("register.places", (Topic.REGISTER,), build)


def _topics(view: View) -> tuple[Topic, ...]:
    """Cameras change by the minute: only what looks at them waits for them."""
    looks = (
        view.wanted.camera
        or view.wanted.kitchen
        or any(key.column == "cameras" for key in view.shown.sort)
    )
    return (Topic.REGISTER, Topic.CAMERAS) if looks else (Topic.REGISTER,)
