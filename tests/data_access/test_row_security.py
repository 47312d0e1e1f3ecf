"""PostgreSQL's own narrowing behind every scope: it holds for queries that forgot theirs."""

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from data_access.alerts import take_step
from data_access.engine import bypasses_row_security, reading, widened, writing
from data_access.schema import (
    alert,
    alert_event,
    alert_rollup,
    camera,
    establishment,
    licence,
    metadata,
    showcase_street,
)
from domain.alerts import Step
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.rows import plant

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database(postgresql_engine):
    """SQLite has no such thing: there only the scope in each query narrows."""
    return postgresql_engine


@pytest.fixture
def planted(database):
    with writing(database) as conn:
        known = plant(conn)
        conn.execute(
            insert(showcase_street).values(id=1, township_code="150602001", name_zh="示例街")
        )
        conn.execute(update(establishment).where(establishment.c.id == 2).values(street_id=1))
        conn.execute(
            insert(licence),
            [
                {"establishment_id": n, "number": f"JY{n}", "number_valid": False}
                for n in (1, 2, 3, 4)
            ],
        )
        for n, place in ((1, "150602001"), (4, "150603003")):
            conn.execute(
                insert(alert).values(
                    id=n,
                    establishment_id=n,
                    township_code=place,
                    alert_class="ai.no_mask",
                    severity=3,
                    state="raised",
                    raised_at=NOON,
                    raised_on=NOON.date(),
                    last_seen_at=NOON,
                    confirm_by=NOON,
                    rectify_by=NOON,
                    dedupe_key=str(n),
                )
            )
            conn.execute(insert(alert_event).values(alert_id=n, at=NOON, step="raise", actor="x"))
    return known


def seen(engine, place, table):
    key = next(iter(table.primary_key.columns))
    with reading(engine, place) as conn:
        return set(conn.scalars(select(key)))


def places(planted):
    return {
        "city": planted.city,
        "banner": planted.dongsheng,
        "office": planted.office,
        "shop": planted.shop,
        "street": Scope(Role.STREET_MANAGER, "街区", street_id=1),
        "admin": Scope(Role.SECURITY_ADMIN, "安全管理员"),
    }


@pytest.mark.parametrize(
    ("who", "shops", "alerts"),
    [
        ("city", {1, 2, 3, 4}, {1, 4}),
        ("banner", {1, 2, 3}, {1}),
        ("office", {1, 2}, {1}),
        ("shop", {1}, {1}),
        ("street", {2}, set()),
        ("admin", set(), set()),
    ],
)
def test_a_query_without_any_condition_shows_only_the_place(database, planted, who, shops, alerts):
    place = places(planted)[who].place
    assert seen(database, place, establishment) == shops
    assert seen(database, place, camera) == {10 * shop for shop in shops}
    assert seen(database, place, alert) == alerts
    with reading(database, place) as conn:
        assert set(conn.scalars(select(licence.c.establishment_id))) == shops
        assert set(conn.scalars(select(alert_event.c.alert_id))) == alerts


@pytest.mark.parametrize("place", ["", "nothing", "banner:", "office:", "street:", "CITY", "x:1"])
def test_a_place_that_names_nothing_shows_nothing(database, planted, place):
    assert seen(database, place, establishment) == set()
    assert seen(database, place, alert) == set()


def test_a_transaction_that_names_no_place_sees_nothing(database, planted):
    with database.connect() as conn:
        conn.execute(text("RESET nuancheng.place"))
        assert conn.scalar(select(func.count()).select_from(establishment)) == 0


def test_no_row_is_written_into_another_place(database, planted):
    row = {
        "id": 40,
        "establishment_id": 4,
        "township_code": "150603003",
        "position": "cooking",
        "label": "C-02",
    }
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        writing(database, planted.dongsheng.place) as conn,
    ):
        conn.execute(insert(camera).values(row | {"id": 41}))
    with writing(database, planted.dongsheng.place) as conn:
        changed = conn.execute(update(establishment).values(risk_level="D"))
    assert changed.rowcount == 3
    with reading(database) as conn:
        assert conn.scalar(select(establishment.c.risk_level).where(establishment.c.id == 4)) == "B"


def test_a_rectified_alert_counts_in_sums_its_establishment_does_not_see(database, planted):
    with writing(database) as conn:
        conn.execute(update(alert).where(alert.c.id == 1).values(state="confirmed"))
    with writing(database, planted.shop.place) as conn:
        take_step(conn, planted.shop, 1, Step.RECTIFY, 1, "已整改", NOON)
    with reading(database) as conn:
        assert conn.scalar(select(func.sum(alert_rollup.c.rectified))) == 1
    assert seen(database, planted.shop.place, alert_rollup) == set()


def test_widening_ends_with_its_block(database, planted):
    with reading(database, planted.shop.place) as conn:
        with widened(conn):
            assert conn.scalar(select(func.count()).select_from(establishment)) == 4
        assert conn.scalar(select(func.count()).select_from(establishment)) == 1


def test_every_table_about_establishments_is_secured_for_its_owner_too(database):
    told = {"township_code", "establishment_id", "alert_id", "camera_id"}
    # Places and accounts say where somebody belongs, not what is known of an establishment.
    apart = {"account", "showcase_street"}
    about = {
        table.name
        for table in metadata.tables.values()
        if told & set(table.c.keys()) or table is establishment
    } - apart
    about.add("document_order")  # an archive of a banner's records
    with reading(database) as conn:
        forced = set(
            conn.scalars(
                text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            )
        )
    assert about == forced


def test_the_role_of_the_tests_is_bound_by_it(database):
    assert not bypasses_row_security(database)
