"""Finding the place that an address names, for one asker: its names, and the scope of it alone."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from data_access.schema import banner, supervision_office, township
from data_access.scoping import in_scope
from domain.area import Area, AreaKind
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Found:
    """A place that the asker may look at.

    Attributes:
        area: As it stands now: a township that was moved names its present banner.
        scope: The asker's, narrowed to the place.
        name_zh: Its own name, empty for the city; `name_en` likewise, where there is one.
        banner_zh: Of the banner that it lies in or is; `banner_en` likewise.
        kind: 镇, 街道, … of a township.
        office: Id and name of the office that works a township.
    """

    area: Area
    scope: Scope
    name_zh: str = ""
    name_en: str = ""
    banner_zh: str = ""
    banner_en: str = ""
    kind: str = ""
    office: tuple[int, str] | None = None


def find(conn: Connection, scope: Scope, area: Area) -> Found | None:
    """The place, or None: it does not exist and the asker may not see all of it look alike.

    A township is found by its own code: the banner beside it in an address may be an earlier one.
    """
    if not scope.sees_sums:
        return None
    if area.kind is AreaKind.TOWNSHIP:
        return _township(conn, scope, str(area.township))
    if area.kind is AreaKind.OFFICE:
        return _office(conn, scope, area.office)
    if area.kind is AreaKind.CITY:
        return Found(area, scope) if scope.whole_city else None
    return _banner(conn, scope, str(area.banner))


def _banner(conn: Connection, scope: Scope, adcode: str) -> Found | None:
    if scope.office_id is not None or scope.banner_adcode not in (None, adcode):
        return None
    row = conn.execute(select(banner).where(banner.c.adcode == adcode)).one_or_none()
    if row is None:
        return None
    names = (row.name_zh, row.name_en)
    return Found(Area(banner=adcode), replace(scope, banner_adcode=adcode), *names, *names)


def _township(conn: Connection, scope: Scope, code: str) -> Found | None:
    row = conn.execute(
        select(
            township.c.name_zh,
            township.c.kind,
            township.c.banner_adcode,
            township.c.office_id,
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            supervision_office.c.name_zh.label("office_zh"),
        )
        .select_from(
            township.join(banner).outerjoin(
                supervision_office, supervision_office.c.id == township.c.office_id
            )
        )
        .where(township.c.code == code, in_scope(scope, township.c.code, None))
    ).one_or_none()
    if row is None:
        return None
    return Found(
        Area(row.banner_adcode, code),
        replace(scope, township_code=code),
        row.name_zh,
        row.name_zh,
        row.banner_zh,
        row.banner_en,
        row.kind,
        (row.office_id, row.office_zh) if row.office_id else None,
    )


def _office(conn: Connection, scope: Scope, number: int | None) -> Found | None:
    if scope.office_id not in (None, number):
        return None
    row = conn.execute(
        select(
            supervision_office.c.name_zh,
            banner.c.adcode,
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
        )
        .select_from(supervision_office.join(banner))
        .where(supervision_office.c.id == number)
    ).one_or_none()
    if row is None or scope.banner_adcode not in (None, row.adcode):
        return None
    return Found(
        Area(row.adcode, office=number),
        replace(scope, office_id=number),
        row.name_zh,
        row.name_zh,
        row.banner_zh,
        row.banner_en,
    )
