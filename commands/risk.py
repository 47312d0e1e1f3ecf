"""`python app.py risk`: scores of the whole city anew, or one score explained point by point."""

from argparse import ArgumentParser, Namespace

from sqlalchemy import Connection, select

from data_access.engine import reading
from data_access.opening import open_database
from data_access.risk import risk_of
from data_access.risk_work import mark_city, work_off
from data_access.schema import establishment, establishment_code, licence
from domain.clock import CITY_TIME, city_day, utc_now
from domain.risk import Point
from domain.risk_cells import BY_CODE
from domain.scope import system_scope
from settings import Settings

NAME = "risk"
HELP = "work out the risk scores of the whole city, or explain one"
SCOPE = system_scope(NAME)


def add_arguments(parser: ArgumentParser) -> None:
    """One of the two."""
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--rebuild", action="store_true", help="score everybody and say what moved")
    wanted.add_argument(
        "--explain", metavar="CODE", help="id, licence number, credit code or 食安码 of one"
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Print what was done or found; 1 when there is no such establishment or no score."""
    engine = open_database(settings)
    now = utc_now()
    try:
        if arguments.rebuild:
            mark_city(engine, SCOPE, now)
            done = work_off(engine, SCOPE, now)
            print(f"scored {done.scored:,}: {done.changed:,} changed, {done.levels:,} levels moved")
            return 0
        with reading(engine) as conn:
            number = _find(conn, arguments.explain)
            lines = _explained(conn, number) if number is not None else []
    finally:
        engine.dispose()
    print("\n".join(lines) if lines else f"{arguments.explain}: no establishment with a score")
    return 0 if lines else 1


def _find(conn: Connection, code: str) -> int | None:
    own = establishment.c
    if code.isdecimal() and len(code) < 10:
        return conn.scalar(select(own.id).where(own.id == int(code)))
    for query in (
        select(licence.c.establishment_id).where(licence.c.number == code),
        select(establishment_code.c.establishment_id).where(establishment_code.c.code == code),
        select(own.id).where(own.credit_code == code),
    ):
        found = conn.scalar(query.limit(1))
        if found is not None:
            return int(found)
    return None


def _explained(conn: Connection, number: int) -> list[str]:
    found = risk_of(conn, SCOPE, number, city_day(utc_now()))
    if found is None:
        return []
    name = conn.scalar(select(establishment.c.name).where(establishment.c.id == number))
    at = f"{found.computed_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
    lines = [
        f"{number} {name}",
        f"level {found.effective or '-'} (computed {found.level or '-'}), "
        f"score {found.score:g} ({found.low:g}-{found.high:g}): "
        f"static {found.static:g}, dynamic {found.dynamic:g}",
        f"table {found.table_version} (示例分值), since {at}",
    ]
    if found.override:
        ends = found.override.expires_on.isoformat()
        lines.append(f"人工调整 {found.override.level} until {ends}: {found.override.reason}")
    return lines + [_line(point) for point in found.points]


def _line(point: Point) -> str:
    fact = "unknown" if point.value is None else f"{point.value:g}"
    row = " ".join(str(part) for part in (point.row_kind, point.row_id or "", point.row_day or ""))
    return f"  +{point.points:<4g} {BY_CODE[point.code].zh} = {fact}  [{row.strip()}]"
