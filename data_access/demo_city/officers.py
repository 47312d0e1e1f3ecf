"""Names of the people who take steps on alerts in the demonstration: invented, a few an office."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data_access.demo_city.names import Words, person_name
from data_access.demo_city.plan import Plan
from data_access.schema import banner, supervision_office, township

_OFFICERS_AN_OFFICE = 3


@dataclass(frozen=True, slots=True)
class Post:
    """An office, or the bureau of a banner for townships that no office works.

    Attributes:
        officers: Names as written into events.
    """

    banner_adcode: str
    office_id: int | None
    officers: tuple[str, ...]


def posts(conn: Connection, plan: Plan) -> dict[str, Post]:
    """The post that is in charge of each township, by township code; equal seeds, equal names."""
    draw = Words(plan.rng("officers"), plan.words)
    by_office = {
        row.id: _post(draw, row.banner_adcode, row.id, row.name_zh)
        for row in conn.execute(select(supervision_office).order_by(supervision_office.c.id))
    }
    by_banner = {
        row.adcode: _post(draw, row.adcode, None, f"{row.name_zh}市场监督管理局")
        for row in conn.execute(select(banner).order_by(banner.c.adcode))
    }
    rows = conn.execute(
        select(township.c.code, township.c.banner_adcode, township.c.office_id).order_by("code")
    )
    return {
        row.code: by_banner[row.banner_adcode]
        if row.office_id is None
        else by_office[row.office_id]
        for row in rows
    }


def _post(draw: Words, adcode: str, office_id: int | None, name: str) -> Post:
    short = name.replace("市场监督管理", "")
    officers = tuple(f"{person_name(draw)}（{short}）" for _ in range(_OFFICERS_AN_OFFICE))
    return Post(adcode, office_id, officers)
