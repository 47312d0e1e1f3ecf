"""Every number of 总览 and of places opens a list as long as it says, for every asker."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access import control_rollup
from data_access.alert_rollup import rebuild as rebuild_alerts
from data_access.engine import writing
from data_access.importing import batches
from data_access.importing.subjects import ESTABLISHMENTS
from data_access.schema import (
    alert,
    alert_event,
    camera,
    control_task,
    establishment,
    evidence,
    guarantee,
    guarantor,
    health_certificate,
    licence,
    person,
    showcase_street,
    status_change,
)
from domain.alerts import AlertState, Step
from domain.checklists import Answer
from domain.control import ControlKind, ControlState, period_start
from domain.first_checklists import first_checklist
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.figure_links import heard, listed, numbers
from tests.figure_rows import inspected, raised, task
from tests.posted import filled, links, open_page, words
from tests.rows import plant

both = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
GUARDED = ("banner", "office", "street")
"""On PostgreSQL row security narrows their figures and lists besides the scope."""


def asked_by(*askers):
    """Everybody on SQLite, and on PostgreSQL those of whom it keeps rows back."""
    pairs = [("sqlite", one) for one in askers]
    pairs += [("postgresql", one) for one in askers if one in GUARDED]
    return pytest.mark.parametrize(("engine", "asker"), pairs, indirect=["engine"])


TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
LIVE = [(f"live-{topic}", "data", 1) for topic in ("register", "control", "alerts", "cameras")]
OFFICIAL = {
    "overview-head": [("overview-head", "children"), ("overview-verdict", "children")],
    "overview-needs": [("overview-needs", "children")],
    "overview-figures": [("overview-kpis", "children"), ("overview-five", "children")],
    "overview-league": [("overview-league", "children")],
    "overview-categories": [("overview-categories", "children")],
}
STREET = [(f"street-{part}", "children") for part in ("head", "verdict", "kpis", "shops")]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        _street(conn)
        _control(conn)
        _alerts(conn)
        _cameras(conn)
        _papers(conn)
        _oversight(conn)
        _imports(conn, planted)
        control_rollup.rebuild(conn)
        rebuild_alerts(conn)
    street = Scope(Role.STREET_MANAGER, "街区", street_id=1)
    return {
        "leader": planted.leader,
        "city": planted.city,
        "banner": planted.dongsheng,
        "other banner": planted.kangbashi,
        "office": planted.office,
        "street": street,
    }


def _street(conn):
    conn.execute(insert(showcase_street).values(id=1, township_code="150602001", name_zh="暖阳里"))
    conn.execute(update(establishment).where(establishment.c.id.in_((1, 2))).values(street_id=1))


def _control(conn):
    for back in range(5):
        day = TODAY - back * DAY
        task(conn, 1, day, ControlState.DONE)
        task(conn, 2, day, ControlState.MISSED if back else ControlState.OPEN)
        task(conn, 3, day, ControlState.EXCUSED)
        task(conn, 4, day, ControlState.LATE if back else ControlState.DONE)
    sheet = first_checklist(ControlKind.DAILY_CONTROL)
    for shop, answer in ((1, Answer.PASS), (4, Answer.FAIL)):
        conn.execute(
            update(control_task)
            .where(control_task.c.establishment_id == shop, control_task.c.period_start == TODAY)
            .values(checklist_version=1, answers=sheet.pack({"daily.B01": answer}))
        )
    for kind in (ControlKind.WEEKLY_REVIEW, ControlKind.MONTHLY_DISPATCH):
        task(conn, 1, period_start(kind, TODAY), ControlState.DONE, kind=kind)
        task(conn, 2, period_start(kind, TODAY), ControlState.OPEN, kind=kind)


def _alerts(conn):
    late = NOON - 3 * DAY
    raised(conn, 1, NOON - DAY / 24, severity=1)
    raised(conn, 1, late, severity=1)
    raised(conn, 2, late, severity=2, state=AlertState.CONFIRMED)
    raised(conn, 2, NOON - DAY / 2, severity=3, state=AlertState.CONFIRMED)
    raised(conn, 3, late, severity=4, state=AlertState.RECTIFIED, rectified_at=late + DAY / 2)
    raised(conn, 4, late, severity=3, state=AlertState.RECTIFIED, rectified_at=NOON - DAY)
    raised(conn, 1, late, severity=3, state=AlertState.FALSE)
    raised(conn, 3, late, severity=3, state=AlertState.CLOSED, rectified_at=late + DAY / 2)
    raised(conn, 4, late, severity=3, state=AlertState.CLOSED, rectified_at=NOON)
    raised(conn, 4, NOON - 40 * DAY, severity=3, state=AlertState.CLOSED, rectified_at=NOON)
    closed = conn.scalars(
        select(alert.c.id).where(alert.c.state == AlertState.CLOSED).order_by(alert.c.id)
    ).all()
    conn.execute(update(alert).where(alert.c.id == closed[1]).values(demo_history=True))
    for step in (Step.RAISE, Step.CONFIRM, Step.RECTIFY, Step.CLOSE):
        conn.execute(insert(alert_event).values(alert_id=closed[0], at=NOON, step=step, actor="甲"))
    conn.execute(
        insert(evidence).values(
            alert_id=closed[0],
            kind="boxed",
            path="evidence/1.jpg",
            sha256="a" * 64,
            bytes=9,
            taken_at=NOON,
            boxes=[],
        )
    )


def _cameras(conn):
    for number, state, since in (
        (10, "online", NOON),
        (20, "offline", NOON - 2 * DAY),
        (30, "unreadable", NOON - DAY / 2),
    ):
        conn.execute(
            update(camera)
            .where(camera.c.id == number)
            .values(state=state, state_since=since, source=f"clip:{number}", last_look_at=NOON)
        )


def _papers(conn):
    for shop, days in ((1, 400), (2, 20), (3, -1)):
        conn.execute(
            insert(licence).values(
                establishment_id=shop,
                number=f"JY2150602000001{shop}",
                number_valid=True,
                expires_on=TODAY + days * DAY,
            )
        )
    conn.execute(
        update(establishment)
        .where(establishment.c.id == 1)
        .values(address="街1号", hygiene_grade="A", safety_officer="李敏", lon=110.0, lat=39.8)
    )
    for number, shop, days in ((1, 1, 200), (2, 1, 10), (3, 2, -5), (4, 4, None)):
        town = conn.scalar(select(establishment.c.township_code).where(establishment.c.id == shop))
        conn.execute(
            insert(person).values(
                id=number,
                establishment_id=shop,
                township_code=town,
                name=f"员工{number}",
                post="cook",
                created_at=NOON,
                updated_at=NOON,
            )
        )
        if days is not None:
            conn.execute(
                insert(health_certificate).values(
                    person_id=number,
                    establishment_id=shop,
                    township_code=town,
                    number=f"H{number}",
                    expires_on=TODAY + days * DAY,
                )
            )
    conn.execute(
        insert(status_change).values(
            establishment_id=2,
            township_code="150602001",
            status="suspended",
            effective_on=TODAY + 3 * DAY,
            reason="装修",
            recorded_by="甲",
            recorded_at=NOON,
        )
    )


def _oversight(conn):
    """Of C, D and not assessed: one inspected in time, one late, one suspended, one never."""
    inspected(conn, 1, "150602001", "conforming", TODAY - 10 * DAY)
    inspected(conn, 4, "150603003", "conforming", TODAY - 400 * DAY)
    conn.execute(
        update(establishment).where(establishment.c.id == 3).values(opened_on=TODAY - 900 * DAY)
    )
    conn.execute(
        insert(guarantor).values(
            id=1,
            name="巴图",
            position="副镇长",
            tier="C",
            township_code="150602001",
            created_at=NOON,
            updated_at=NOON,
        )
    )
    for shop, town, days in (
        (1, "150602001", 300),
        (2, "150602001", 170),
        (3, "150602101", 5),
        (4, "150603003", 300),
    ):
        conn.execute(
            insert(guarantee).values(
                guarantor_id=1, establishment_id=shop, township_code=town, since=TODAY - days * DAY
            )
        )


def _imports(conn, people):
    """More waiting uploads than stand beside a new one, and some that wait for nobody."""
    for scope, uploads in ((people.dongsheng, 9), (people.city, 2)):
        for number in range(uploads):
            state = batches.UPLOADED if number % 2 else batches.CHECKED
            waits = {"file_name": f"{number}.csv", "sha256": "0" * 64, "state": state}
            batches.opened(conn, scope, ESTABLISHMENTS, NOON, **waits)
    done = {"file_name": "done.csv", "sha256": "0" * 64, "state": batches.DONE}
    batches.opened(conn, people.dongsheng, ESTABLISHMENTS, NOON, **done)


ASKERS = ("leader", "city", "banner", "other banner", "office", "street")


@asked_by(*ASKERS)
def test_every_number_is_the_length_of_the_list_it_opens(who, signed_in, engine, asker):
    scope = who[asker]
    browser = signed_in(scope)
    shown = list(numbers(_screen(browser, scope)))
    assert len(shown) > (8 if asker == "street" else 30)
    if asker in ("city", "banner", "office"):
        shown += _numbers_of_trends(browser)
    for href, number in shown:
        assert (href, number) == (href, listed(browser, engine, scope, href))


PLACES = {
    "leader": ("/district", "/district/150602", "/district/150602/150602001", "/office/1"),
    "banner": ("/district", "/district/150602/150602101", "/office/1"),
    "other banner": ("/district", "/district/150603/150603003"),
    "office": ("/district", "/district/150602/150602001"),
}
QUERIES = ("", "?order=alerts", "?order=risk&day=2026-11-18", "?period=week", "?period=month")


@asked_by(*PLACES)
def test_every_number_of_a_place_is_the_length_of_its_list(who, signed_in, engine, asker):
    scope = who[asker]
    browser = signed_in(scope)
    lengths = {}
    queries = QUERIES if asker == "leader" else QUERIES[2:4]
    for path in PLACES[asker]:
        for query in queries:
            shown = list(numbers(open_page(browser, path, query)))
            assert len(shown) > 8
            for href, number in shown:
                if href not in lengths:
                    lengths[href] = listed(browser, engine, scope, href)
                assert (path + query, href, number) == (path + query, href, lengths[href])


@both
def test_inspections_visits_and_cadres_of_places_open_their_lists(who, signed_in):
    browser = signed_in(who["city"])
    office = dict(numbers(open_page(browser, "/office/1")))
    assert office["/register?office=1&inspection=overdue"] == 1
    assert office["/register?office=1&visit=due"] == 1
    assert office["/register?office=1&visit=late"] == 1
    town = dict(numbers(open_page(browser, "/district/150602/150602001")))
    assert town["/register?township=150602001&cadre=1"] == 2
    assert town["/register?township=150602001&visit=due&cadre=1"] == 1
    assert town["/register?township=150602001&visit=late&cadre=1"] == 1
    assert town["/register?township=150602001"] == 2


@both
def test_a_median_opens_the_alerts_it_was_taken_over_and_they_state_it(who, signed_in, engine):
    with writing(engine) as conn:
        kept = alert.c
        first = conn.scalars(select(kept.id).order_by(kept.id).limit(3)).all()
        for number, hours in zip(first, (1, 2, 9), strict=True):
            conn.execute(
                update(alert)
                .where(kept.id == number)
                .values(
                    establishment_id=1,
                    township_code="150602001",
                    state=AlertState.CONFIRMED,
                    raised_at=NOON - DAY,
                    raised_on=TODAY - DAY,
                    confirmed_at=NOON - DAY + timedelta(hours=hours),
                )
            )
    browser = signed_in(who["city"])
    address = "/alerts?state=timed_confirm&office=1&since=2026-10-21&until=2026-11-19"
    assert links(open_page(browser, "/office/1"))[address] == "2.0"
    path, query = address.split("?")
    assert "有确认用时 3 件，按剩余时间排序，截至 12:00　用时中位数 2.0 小时" in words(
        open_page(browser, path, f"?{query}")
    )


@both
def test_days_levels_and_sums_of_a_township_are_counted(who, signed_in):
    browser = signed_in(who["city"])
    town, where = "/district/150602/150602001", "township=150602001"
    week = dict(numbers(open_page(browser, town, "?period=week")))
    days = f"/control?kind=daily_control&list=current&show={{}}&{where}&since=2026-11-16"
    assert week[days.format("answered")] == 4
    assert week[days.format("due")] == 8
    today = open_page(browser, town)
    shown = dict(numbers(today))
    assert shown[f"/register?risk=B&{where}"] == 2
    assert shown[f"/alerts?state=open&{where}"] == 4
    assert shown[f"/alerts?state=open&{where}&overdue=1"] == 2
    assert shown[f"/videowall?show=every&{where}"] == 2
    said = heard(today)
    assert said[f"/alerts?state=open&{where}&overdue=1"] == " 合计 超时预警，打开清单"
    assert said["/establishment/1?tab=control"].endswith("近30日应报，打开清单")


@both
def test_a_cadre_is_named_only_to_those_who_see_what_is_held(who, signed_in):
    page = words(open_page(signed_in(who["city"]), "/register", "?cadre=1"))
    assert "巴图" in page
    forged = words(open_page(signed_in(who["city"]), "/register", "?cadre=2"))
    assert "不在权限范围内" in forged


@both
def test_what_is_counted_is_there_to_be_counted(who, signed_in):
    browser = signed_in(who["city"])
    shown = dict(numbers(_screen(browser, who["city"])))
    since = "since=2026-10-21&until=2026-11-19"
    assert shown["/control?kind=daily_control&list=previous&show=streak"] == 1
    assert shown["/control?kind=daily_control&list=current&show=purchases_passed"] == 1
    assert shown["/control?kind=daily_control&list=current&show=purchases"] == 2
    assert shown[f"/alerts?state=ended&{since}"] == 3
    assert shown[f"/alerts?state=due&{since}"] == 6
    assert shown[f"/alerts?state=closed_here&{since}"] == 1
    assert shown[f"/alerts?state=documented&{since}"] == 1
    assert shown[f"/alerts?state=false&{since}"] == 1
    assert shown["/videowall?show=long_unusable"] == 1
    assert shown["/register?kitchen=online"] == 1
    assert shown["/register?information=complete"] == 1
    assert shown["/register?certificate=expired"] == 2
    assert shown["/register?certificate=expiring"] == 1
    assert shown["/register?change=coming"] == 1
    assert shown["/register?licence=expired"] == 1
    assert shown["/register?licence=expiring"] == 1
    assert shown["/register/certificates?state=valid"] == 2
    assert shown["/register/certificates?state=every"] == 4
    assert shown["/register/import?state=open"] == 11
    own = dict(numbers(_screen(signed_in(who["banner"]), who["banner"])))
    assert own["/register/import?state=open"] == 9


TRENDS = {
    "overview-daily": ("words", "table"),
    "overview-alerts": ("words", "table", "note"),
}


def _numbers_of_trends(browser):
    found = []
    for span in ("day", "week", "month"):
        for figure, parts in TRENDS.items():
            outputs = [(figure, "figure"), *((f"{figure}-{part}", "children") for part in parts)]
            live = LIVE[:2] if figure == "overview-daily" else LIVE[2:3]
            rows = filled(browser, outputs, [("overview-steps", "data", span), *live])[2]
            shown = list(numbers(rows))
            assert shown
            found += shown
    return found


def _screen(browser, scope):
    if scope.street_id is not None:
        return filled(browser, STREET)
    found = []
    for name, outputs in OFFICIAL.items():
        inputs = LIVE
        if name == "overview-categories":
            inputs = [LIVE[1], LIVE[0]]
        if name == "overview-league":
            inputs = [("overview-order", "data", "daily"), *LIVE]
        found.append(filled(browser, outputs, inputs))
    return found
