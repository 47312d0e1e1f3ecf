"""Facts of 一企一档 for tests: cadres, visits and inspections of the planted shops."""

from datetime import date

from sqlalchemy import Connection, insert, select

from data_access.schema import establishment, guarantee, guarantor, guarantor_visit, inspection
from tests.conftest import NOON


def hold(conn: Connection, shop: int, name: str = "白超", *, until: date | None = None) -> int:
    """A cadre who holds a shop since 2025; the cadre's id."""
    number = conn.execute(
        insert(guarantor)
        .values(
            name=name,
            position="包保干部",
            tier="D",
            phone="13900001111",
            created_at=NOON,
            updated_at=NOON,
        )
        .returning(guarantor.c.id)
    ).scalar_one()
    conn.execute(
        insert(guarantee).values(
            guarantor_id=number,
            establishment_id=shop,
            township_code=_place(conn, shop),
            since=date(2025, 1, 1),
            until=until,
        )
    )
    return int(number)


def visit(conn: Connection, shop: int, cadre: int, on: date, note: str | None = None) -> None:
    """A visit that found nothing."""
    conn.execute(
        insert(guarantor_visit).values(
            guarantor_id=cadre,
            establishment_id=shop,
            township_code=_place(conn, shop),
            visited_on=on,
            manner="on_site",
            companion="于文斌",
            answers="ppppppp",
            note=note,
            course="none",
            recorded_at=NOON,
        )
    )


def inspect(conn: Connection, shop: int, on: date, **more: object) -> None:
    """A routine inspection, mostly conforming, published on its day unless said otherwise."""
    conn.execute(
        insert(inspection).values(
            establishment_id=shop,
            township_code=_place(conn, shop),
            inspected_on=on,
            recorded_at=NOON,
            **{
                "kind": "routine",
                "inspectors": "高娃、于文斌",
                "key_checked": 12,
                "key_failed": 0,
                "general_checked": 26,
                "general_failed": 2,
                "result": "mostly",
                "rule_version": 1,
                "hygiene_grade": "B",
                "published_on": on,
            }
            | more,
        )
    )


def _place(conn: Connection, shop: int) -> str:
    return str(
        conn.execute(
            select(establishment.c.township_code).where(establishment.c.id == shop)
        ).scalar_one()
    )
