"""What row-level security costs on PostgreSQL: ours, the same written per row, and none.

Fills an empty database of its own with the planned number of establishments and sixty days of
duties, then asks one banner's thirty-day trend:
.venv/bin/python -m bench.row_security --url postgresql+psycopg2://user@/empty_database
"""

import argparse
import statistics
import time

from sqlalchemy import Engine, text

from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade

ESTABLISHMENTS = 11_266
DAYS = 60
ROUNDS = 15
BANNER = "150602"
TREND = text(
    "SELECT period_start, state, count(*) FROM control_task"
    " WHERE kind = 'daily_control' AND period_start >= current_date - 30"
    " GROUP BY period_start, state"
)
PER_ROW = (
    "current_setting('nuancheng.place', true) = 'city'"
    " OR township_code = ANY (nc_townships()) OR establishment_id = ANY (nc_establishments())"
)


def main() -> None:
    """Print the median of each way and its ratio to ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="an empty database that may be filled")
    engine = open_engine(parser.parse_args().url)
    upgrade(engine)
    fill(engine)
    secured = median_ms(engine)
    with writing(engine) as conn:
        (policy,) = conn.execute(
            text("SELECT qual FROM pg_policies WHERE tablename = 'control_task'")
        ).one()
        set_policy(conn, PER_ROW)
    per_row = median_ms(engine)
    with writing(engine) as conn:
        set_policy(conn, policy)
        conn.execute(text("ALTER TABLE control_task DISABLE ROW LEVEL SECURITY"))
    without = median_ms(engine, bounded=True)
    with writing(engine) as conn:
        conn.execute(text("ALTER TABLE control_task ENABLE ROW LEVEL SECURITY"))
    print(f"sub-selects (ours): {secured:.1f} ms")
    print(f"none, the banner named in the query: {without:.1f} ms = {without / secured:.2f} x")
    print(f"per row: {per_row:.1f} ms = {per_row / secured:.1f} x")
    engine.dispose()


def set_policy(conn: object, condition: str) -> None:
    """Replace the policy of the table of duties."""
    conn.execute(text("DROP POLICY place ON control_task"))
    conn.execute(text(f"CREATE POLICY place ON control_task USING ({condition})"))


def median_ms(engine: Engine, *, bounded: bool = False) -> float:
    """Median of ROUNDS askings as one banner."""
    query = TREND
    if bounded:
        own = (
            "WHERE township_code IN (SELECT code FROM township WHERE banner_adcode = '150602') AND"
        )
        query = text(str(TREND).replace("WHERE", own))
    took = []
    for _round in range(ROUNDS):
        with reading(engine, f"banner:{BANNER}") as conn:
            began = time.perf_counter()
            conn.execute(query).all()
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def fill(engine: Engine) -> None:
    """Nine banners, 81 townships, the establishments and their duties."""
    with writing(engine) as conn:
        for statement in (
            "INSERT INTO banner (adcode, name_zh, name_en)"
            " SELECT (150601 + n)::text, n::text, n::text FROM generate_series(1, 9) n",
            "INSERT INTO township (code, banner_adcode, name_zh, kind)"
            " SELECT b.adcode || lpad(n::text, 3, '0'), b.adcode, n::text, '镇'"
            " FROM banner b, generate_series(1, 9) n",
            "INSERT INTO establishment (id, township_code, name, category, status, cold_room,"
            " takeaway, demo, created_at, updated_at)"
            " SELECT n, (150602 + n % 9)::text || lpad((1 + n / 9 % 9)::text, 3, '0'), n::text,"
            " 'small', 'active', false, false, true, now(), now()"
            f" FROM generate_series(1, {ESTABLISHMENTS}) n",
            "INSERT INTO control_task (establishment_id, kind, period_start, township_code,"
            " category, state, due_at) SELECT e.id, 'daily_control', current_date - d,"
            " e.township_code, 'small',"
            " CASE WHEN (e.id + d) % 20 = 0 THEN 'missed' ELSE 'done' END,"
            f" now() FROM establishment e, generate_series(0, {DAYS}) d",
        ):
            conn.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
