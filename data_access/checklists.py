"""Reading checklists: which version a duty is answered under, and every version in its own words.

A published version never changes, so it is read once a process. What says which version is meant
is read every time: a table of a few dozen rows. The lists name no establishment and no person;
they are everybody's to read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    insert,
    or_,
    select,
)

from data_access.schema import camera, checklist, checklist_item, establishment, township
from domain.categories import Category, rules_of
from domain.checklists import (
    FIRST_VERSION,
    Checklist,
    ChecklistItem,
    Confidence,
    ItemGroup,
    ItemScope,
    SheetFacts,
    groups_of,
    item_id,
)
from domain.control import ControlKind
from domain.first_checklists import first_checklist

AnyRow = Row[*tuple[Any, ...]]

# The moment of publication tells apart versions of one number in a database that was made anew.
_Key = tuple[URL, str, int, datetime]
_read: dict[_Key, Checklist] = {}


def in_force(
    conn: Connection, kind: ControlKind, banner_adcode: str | None, day: date
) -> Checklist:
    """The version under which a duty of a period that begins on `day` is answered.

    Args:
        conn: Open connection.
        kind: Which checklist.
        banner_adcode: Banner of the establishment: its own list, where it has one by then, else
            the city's. None asks for the city's.
        day: First day of the period. Before the first version there is the first version.
    """
    city = checklist.c.banner_adcode.is_(None)
    head = conn.execute(
        select(checklist)
        .where(
            checklist.c.kind == kind,
            or_(city, checklist.c.banner_adcode == banner_adcode),
            or_(checklist.c.effective_from <= day, checklist.c.version == FIRST_VERSION),
        )
        .order_by(
            city,
            checklist.c.effective_from.desc(),
            checklist.c.version.desc(),
        )
        .limit(1)
    ).one()
    return _whole(conn, head)


def version(conn: Connection, kind: ControlKind, number: int) -> Checklist:
    """One version, as it was published.

    Raises:
        LookupError: There is no such version.
    """
    head = conn.execute(
        select(checklist).where(checklist.c.kind == kind, checklist.c.version == number)
    ).one_or_none()
    if head is None:
        raise LookupError(f"no version {number} of checklist {kind}")
    return _whole(conn, head)


def versions(
    conn: Connection, kind: ControlKind, banner_adcode: str | None
) -> tuple[Checklist, ...]:
    """All versions of one list, the newest first; None asks for the city's."""
    rows = conn.execute(
        select(checklist)
        .where(
            checklist.c.kind == kind, checklist.c.banner_adcode.is_not_distinct_from(banner_adcode)
        )
        .order_by(checklist.c.effective_from.desc(), checklist.c.version.desc())
    ).all()
    return tuple(_whole(conn, row) for row in rows)


def places_of(conn: Connection, kind: ControlKind, code: str) -> dict[int, list[int]]:
    """Versions by the place, from 0, at which their packed answers hold an item."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, number in conn.execute(
        select(checklist_item.c.place, checklist_item.c.version)
        .where(checklist_item.c.kind == kind, checklist_item.c.code == code)
        .order_by(checklist_item.c.version)
    ):
        found[place].append(number)
    return dict(found)


def fact_columns() -> tuple[ColumnElement[Any], ...]:
    """Columns of a query over `establishment` from which `facts_of` reads."""
    cameras = exists().where(camera.c.establishment_id == establishment.c.id)
    return (establishment.c.cold_room, establishment.c.takeaway, cameras.label("has_cameras"))


def facts_of(row: AnyRow) -> SheetFacts:
    """What decides its items, from a row with `category` and `fact_columns`."""
    return SheetFacts(
        rules_of(row.category), bool(row.cold_room), bool(row.takeaway), bool(row.has_cameras)
    )


def banner_of(township_code: ColumnElement[str]) -> Select[tuple[str]]:
    """Sub-select of the adcode of the banner a township lies in."""
    return select(township.c.banner_adcode).where(township.c.code == township_code)


def ensure_first(conn: Connection) -> None:
    """Put version 1 of every kind into a database that has none; twice is once."""
    present = set(
        conn.scalars(select(checklist.c.kind).where(checklist.c.version == FIRST_VERSION))
    )
    for kind in ControlKind:
        if kind not in present:
            write(conn, [first_checklist(kind)])


def write(conn: Connection, lists: Sequence[Checklist]) -> None:
    """Rows of new versions; who may publish what is `checklist_publishing`'s to say."""
    for sheet in lists:
        # A transaction that failed may have left another of this number behind.
        _read.pop(_key(conn, sheet.kind, sheet.version, sheet.published_at), None)
        headings = {group.letter: group for group in sheet.groups}
        conn.execute(
            insert(checklist).values(
                kind=sheet.kind,
                version=sheet.version,
                banner_adcode=sheet.banner_adcode,
                effective_from=sheet.effective_from,
                note=sheet.note or None,
                published_by=sheet.published_by,
                published_at=sheet.published_at,
            )
        )
        conn.execute(
            insert(checklist_item),
            [
                {"kind": sheet.kind, "version": sheet.version, "place": place}
                | _values(item, headings)
                for place, item in enumerate(sheet.items)
            ],
        )


def _values(item: ChecklistItem, headings: Mapping[str, ItemGroup]) -> dict[str, Any]:
    heading = headings[item.group]
    return {
        "code": item.code,
        "group_letter": item.group,
        "group_zh": heading.zh,
        "group_en": heading.en,
        "zh": item.zh,
        "en": item.en,
        "is_key": item.key,
        "scope": item.scope,
        "categories": ",".join(sorted(item.categories)) or None,
        "source": item.source,
        "article": item.article,
        "confidence": item.confidence,
        "added_by": item.added_by,
    }


def _whole(conn: Connection, head: AnyRow) -> Checklist:
    key = _key(conn, head.kind, head.version, head.published_at)
    if key not in _read:
        rows = conn.execute(
            select(checklist_item)
            .where(checklist_item.c.kind == head.kind, checklist_item.c.version == head.version)
            .order_by(checklist_item.c.place)
        ).all()
        _read[key] = _checklist(head, rows)
    return _read[key]


def _key(conn: Connection, kind: str, number: int, published_at: datetime) -> _Key:
    return (conn.engine.url, kind, number, published_at)


def _checklist(head: AnyRow, rows: Iterable[AnyRow]) -> Checklist:
    kind, rows = ControlKind(head.kind), list(rows)
    return Checklist(
        kind=kind,
        version=head.version,
        banner_adcode=head.banner_adcode,
        effective_from=head.effective_from,
        items=tuple(_item(kind, row) for row in rows),
        groups=groups_of(ItemGroup(row.group_letter, row.group_zh, row.group_en) for row in rows),
        note=head.note or "",
        published_by=head.published_by,
        published_at=head.published_at,
    )


def _item(kind: ControlKind, row: AnyRow) -> ChecklistItem:
    return ChecklistItem(
        id=item_id(kind, row.code),
        code=row.code,
        group=row.group_letter,
        zh=row.zh,
        en=row.en,
        key=row.is_key,
        scope=ItemScope(row.scope),
        source=row.source,
        article=row.article,
        confidence=Confidence(row.confidence),
        categories=frozenset(map(Category, (row.categories or "").split(",")))
        if row.categories
        else frozenset(),
        added_by=row.added_by,
    )
