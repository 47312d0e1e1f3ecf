"""What the pages of places share: what is asked for, checked, and its figures as long as they hold.

The address, and the store that repeats it for callbacks, may be forged: nothing is read before
`viewed` has found the place among those that the asker may see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from components.wording import english, term
from data_access.areas import Found, find
from data_access.before import before
from data_access.league import league
from data_access.request import read, remembered, scope, services
from data_access.standing import Standing, standing
from domain.area import Area, AreaKind
from domain.before import Before
from domain.figures import League, Level
from domain.league_order import Order, Placed, order_of, placed
from domain.ranking import Smallest
from domain.reach import Reach
from domain.scope import NotAllowedError, Scope
from pages._figures import COUNTED, Moment, this_minute

LAST_PAGE = 200
PARTS = {
    AreaKind.CITY: Level.BANNER,
    AreaKind.BANNER: Level.TOWNSHIP,
    AreaKind.OFFICE: Level.TOWNSHIP,
    AreaKind.TOWNSHIP: Level.TOWNSHIP,
}
"""What the rows of a place's table are; the rows of a township are its establishments."""


@dataclass(frozen=True, slots=True)
class View:
    """One place over some days, as one asker sees it.

    Attributes:
        page: Of the establishments of a township.
    """

    found: Found
    reach: Reach
    order: Order
    page: int
    moment: Moment

    @property
    def area(self) -> Area:
        """The place as it stands now."""
        return self.found.area

    @property
    def name(self) -> str:
        """In the reader's language."""
        city = services().settings.city
        if self.area.kind is AreaKind.CITY:
            return term(city.name_zh, city.name_en)
        return self.found.name_en if english() else self.found.name_zh

    @property
    def query(self) -> dict[str, str]:
        """What the address says besides the place."""
        order = {} if self.order is Order.DAILY else {"order": str(self.order)}
        return self.reach.query() | order

    @property
    def key(self) -> tuple[str, ...]:
        """Of what is kept: place, days and minute."""
        reach = self.reach
        return (*map(str, self.area.data().items()), reach.span, str(reach.day), self.moment.key)

    def data(self) -> dict[str, str]:
        """For the store; `viewed` reads it back."""
        return self.area.data() | self.query | {"page": str(self.page)}


def view_of(area: Area | None, query: Mapping[str, Any]) -> View | None:
    """What an address asks for, None where the asker may not see it or it does not exist."""
    if area is None:
        return None
    with read() as conn:
        found = find(conn, scope(), area)
    if found is None:
        return None
    moment = this_minute()
    reach = Reach.parse(query, moment.day)
    return View(found, reach, order_of(query.get("order")), _page(query.get("page")), moment)


def viewed(given: Any) -> View:
    """What a callback's store asks for.

    Raises:
        NotAllowedError: It names nothing that the asker may see.
    """
    view = view_of(Area.parse(given), given if isinstance(given, Mapping) else {})
    if view is None:
        raise NotAllowedError("no such place for this account")
    return view


def parts_of(view: View) -> League:
    """The parts of the place and their sum."""

    def build(conn: Connection, _asker: Scope) -> League:
        reach = view.reach
        return league(
            conn,
            view.found.scope,
            PARTS[view.area.kind],
            reach.day,
            view.moment.now,
            since=reach.since,
        )

    return remembered("area-parts", COUNTED, build, *view.key)


def standing_of(view: View) -> Standing:
    """The city, and the rank of the place."""

    def build(conn: Connection, _asker: Scope) -> Standing:
        reach = view.reach
        return standing(
            conn,
            view.found.scope,
            view.area,
            reach.day,
            view.moment.now,
            smallest(),
            since=reach.since,
        )

    return remembered("area-standing", COUNTED, build, *view.key)


def before_of(view: View) -> Before:
    """One period earlier."""

    def build(conn: Connection, _asker: Scope) -> Before:
        return before(conn, view.found.scope, view.reach, view.moment.now)

    return remembered("area-before", COUNTED, build, *view.key)


def rows_of(view: View) -> list[Placed]:
    """The parts in the order of the table."""
    return placed(parts_of(view), view.order, standing_of(view).city, smallest())


def smallest() -> Smallest:
    """From which size on places are ranked, by the settings."""
    given = services().settings.ranking
    return Smallest(given.min_establishments, given.min_cases)


def _page(given: object) -> int:
    known = isinstance(given, str) and given.isascii() and given.isdigit() and len(given) <= 3
    return min(max(int(str(given)), 1), LAST_PAGE) if known else 1
