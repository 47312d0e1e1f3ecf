"""What tests of single records share: the ground they stand on, and people with papers."""

from datetime import date

from sqlalchemy import insert, select

from data_access.part_reading import Installation
from data_access.places import boundaries_of
from data_access.record_point import Ground
from data_access.schema import establishment, licence
from settings import load

KEYS = Installation("k" * 40)
# In 东胜区, and what a vendor's map says of the same place.
HERE = (109.99, 39.82)


def ground() -> Ground:
    return Ground(boundaries_of(load().city.boundaries), {"150602": "东胜区", "150603": "康巴什区"})


def identity(first17: str = "15060219900101123") -> str:
    """An invented identity number with its check character (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(d) for w, d in zip(weights, first17, strict=True))
    return first17 + "10X98765432"[total % 11]


def shop_row(conn, number):
    query = select(establishment).where(establishment.c.id == number)
    return conn.execute(query).mappings().one()


def give_licence(conn, number, code="JY21506020000012", issued=date(2024, 3, 1)):
    conn.execute(
        insert(licence).values(
            establishment_id=number, number=code, number_valid=True, issued_on=issued
        )
    )
