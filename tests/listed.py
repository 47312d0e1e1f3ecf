"""Four shops that differ in all that the list of the register can be filtered by."""

from datetime import date, timedelta

from sqlalchemy import Connection, insert, update

from data_access.schema import camera, establishment, licence
from tests.rows import Planted, plant

TODAY = date(2026, 11, 19)
ALL = "active,suspended,moved,closed,filed,merged"


def plant_listed(conn: Connection) -> Planted:
    """Shop 1 complete; 2 expiring, offline; 3 expired, number wrong, closed; 4 without licence."""
    planted = plant(conn)
    conn.execute(
        insert(licence),
        [
            _licence(1, "JY21506020000016", 400),
            _licence(1, "JY21506020000024", -30),  # the older one counts no more
            _licence(2, "JY21506020000032", 30),
            _licence(3, "JY21506020000040", -1, valid=False),
        ],
    )
    put(
        conn,
        1,
        name="东胜面馆",
        name_initials="dsmg",
        address="鄂尔多斯西街1号",
        hygiene_grade="A",
        guarantor_tier="C",
        safety_officer="李敏",
        credit_code="91150602MA0K12345X",
        lon=109.98,
        lat=39.81,
    )
    put(conn, 3, status="closed", risk_level=None)
    put(conn, 4, risk_level="D")
    for number, state in ((10, "online"), (20, "offline")):
        conn.execute(update(camera).where(camera.c.id == number).values(state=state))
    conn.execute(camera.delete().where(camera.c.id == 40))
    return planted


def put(conn: Connection, number: int, **values: object) -> None:
    """Set columns of one shop."""
    conn.execute(update(establishment).where(establishment.c.id == number).values(**values))


def _licence(owner: int, number: str, days: int, *, valid: bool = True) -> dict[str, object]:
    return {
        "establishment_id": owner,
        "number": number,
        "number_valid": valid,
        "expires_on": TODAY + timedelta(days=days),
    }
