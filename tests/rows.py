"""A handful of rows that most data-access tests need: two banners, three townships, four shops."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, text, update

from data_access.schema import (
    banner,
    camera,
    establishment,
    showcase_street,
    supervision_office,
    township,
)
from domain.scope import Role, Scope

LONG_AGO = datetime(2024, 8, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Planted:
    """Who may see what in the planted rows."""

    leader: Scope
    city: Scope
    dongsheng: Scope
    kangbashi: Scope
    office: Scope
    shop: Scope


def plant(conn: Connection) -> Planted:
    """东胜区 with two townships and shops 1, 2, 3; 康巴什区 with one township and shop 4.

    Office 1 works township 150602001 (shops 1 and 2). Camera 10 n hangs in shop n.
    """
    conn.execute(
        insert(banner),
        [
            {
                "adcode": "150602",
                "name_zh": "东胜区",
                "name_en": "Dongsheng District",
                "population": 574242,
            },
            {
                "adcode": "150603",
                "name_zh": "康巴什区",
                "name_en": "Kangbashi District",
                "population": 118796,
            },
        ],
    )
    conn.execute(
        insert(supervision_office),
        [
            {"id": 1, "banner_adcode": "150602", "name_zh": "交通市场监督管理所"},
            {"id": 2, "banner_adcode": "150603", "name_zh": "滨河市场监督管理所"},
        ],
    )
    conn.execute(
        insert(township),
        [
            {
                "code": "150602001",
                "banner_adcode": "150602",
                "office_id": 1,
                "name_zh": "交通街道",
                "kind": "街道",
            },
            {
                "code": "150602101",
                "banner_adcode": "150602",
                "office_id": None,
                "name_zh": "罕台镇",
                "kind": "镇",
            },
            {
                "code": "150603003",
                "banner_adcode": "150603",
                "office_id": 2,
                "name_zh": "滨河街道",
                "kind": "街道",
            },
        ],
    )
    shops = [
        (1, "150602001", "small"),
        (2, "150602001", "school_canteen"),
        (3, "150602101", "small"),
        (4, "150603003", "medium"),
    ]
    conn.execute(
        insert(establishment),
        [
            {
                "id": n,
                "township_code": place,
                "name": f"{n}号店",
                "category": category,
                "status": "active",
                "risk_level": "B",
                "created_at": LONG_AGO,
                "updated_at": LONG_AGO,
            }
            for n, place, category in shops
        ],
    )
    conn.execute(
        insert(camera),
        [
            {
                "id": 10 * n,
                "establishment_id": n,
                "township_code": place,
                "position": "cooking",
                "label": "C-01",
            }
            for n, place, _ in shops
        ],
    )
    _count_on(conn, "supervision_office", "establishment", "camera")
    return Planted(
        leader=Scope(Role.MUNICIPAL_LEADER, "市领导"),
        city=Scope(Role.CITY_BUREAU, "市局"),
        dongsheng=Scope(Role.BANNER_BUREAU, "东胜局", banner_adcode="150602"),
        kangbashi=Scope(Role.BANNER_BUREAU, "康巴什局", banner_adcode="150603"),
        office=Scope(Role.SUPERVISION_OFFICE, "交通所", office_id=1),
        shop=Scope(Role.ESTABLISHMENT, "1号店", establishment_id=1),
    )


def plant_street(conn: Connection) -> Scope:
    """A showcase street in 交通街道 with shop 1; returns the scope of its manager."""
    conn.execute(
        insert(showcase_street).values(id=1, township_code="150602001", name_zh="团结路示范街区")
    )
    conn.execute(update(establishment).where(establishment.c.id == 1).values(street_id=1))
    return Scope(Role.STREET_MANAGER, "街区", street_id=1)


def _count_on(conn: Connection, *tables: str) -> None:
    """PostgreSQL counts ids by itself: after rows with ids of ours it must go on behind them."""
    if conn.dialect.name == "postgresql":
        for table in tables:
            conn.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
            )
