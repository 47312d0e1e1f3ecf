"""The lists as bureaus see them: the city's, and each banner's for itself and for the city."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data_access.checklist_publishing import owner
from data_access.checklists import version, versions
from data_access.schema import banner, checklist
from domain.checklists import Checklist
from domain.control import ControlKind
from domain.scope import NotAllowedError, Scope


@dataclass(frozen=True, slots=True)
class ListHead:
    """One list.

    Attributes:
        adcode: Banner whose list it is; None: the city's.
        name_zh: Of the banner; empty for the city's.
        own: The asker is who changes it.
    """

    adcode: str | None
    name_zh: str
    name_en: str
    own: bool


def lists(conn: Connection, scope: Scope, kind: ControlKind) -> tuple[ListHead, ...]:
    """The city's list, and those of banners that the asker may see.

    A bureau of a banner sees its own although it may have none yet; the city sees those there are.

    Raises:
        NotAllowedError: The asker's role publishes no list.
    """
    mine = owner(scope)
    wanted = banner.c.adcode == mine
    if mine is None:
        held = select(checklist.c.banner_adcode).where(checklist.c.kind == kind)
        wanted = banner.c.adcode.in_(held)
    rows = conn.execute(select(banner).where(wanted).order_by(banner.c.adcode))
    return (
        ListHead(None, "", "", mine is None),
        *(ListHead(row.adcode, row.name_zh, row.name_en, row.adcode == mine) for row in rows),
    )


def history(
    conn: Connection, scope: Scope, kind: ControlKind, adcode: str | None
) -> tuple[Checklist, ...]:
    """Versions of one list, the newest first; empty for a banner that has none of its own.

    Raises:
        NotAllowedError: The asker's role publishes no list, or it is another banner's.
    """
    if not _sees(scope, adcode):
        raise NotAllowedError(f"{scope.role} does not see the list of {adcode}")
    return versions(conn, kind, adcode)


def shown(conn: Connection, scope: Scope, kind: ControlKind, number: int) -> Checklist | None:
    """One version, None when there is none that the asker may see.

    Raises:
        NotAllowedError: The asker's role publishes no list.
    """
    owner(scope)
    try:
        found = version(conn, kind, number)
    except LookupError:
        return None
    return found if _sees(scope, found.banner_adcode) else None


def _sees(scope: Scope, adcode: str | None) -> bool:
    return adcode is None or owner(scope) in (None, adcode)
