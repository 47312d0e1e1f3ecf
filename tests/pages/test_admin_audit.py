"""The auditor's page: filters in the address, a chain that is checked, a file of what is shown."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from components.audit_query import address, asked, last_days, parse
from data_access.audit import record
from data_access.audit_archive import archive
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.audit import Event, Result
from domain.clock import city_moment
from domain.scope import Role, Scope, system_scope
from tests.conftest import NOON
from tests.data_access.test_audit import drop_guards
from tests.pages.test_admin_accounts import BAD_NAME, city, scope_of  # noqa: F401 - a fixture
from tests.posted import links, open_page, words
from tests.pressed import body_for, press

OTHERS = sorted(set(Role) - {Role.AUDITOR})
FORMULA = "=HYPERLINK(1)"
CALLBACKS = {"pages.admin_audit", "pages._audit_archives"}


@pytest.fixture
def log(engine, city):  # noqa: F811 - the fixture
    """120 rows of others, half a minute apart, before the auditor comes."""
    bureau = Scope(Role.CITY_BUREAU, "市局", account_id=77, address="10.9.8.7")
    forger = Scope(Role.ESTABLISHMENT, BAD_NAME, account_id=78, address=FORMULA, establishment_id=1)
    with writing(engine) as conn:
        for n in range(120):
            at = NOON - timedelta(minutes=60) + timedelta(seconds=30 * n)
            if n % 40 == 0:
                record(conn, forger, Event.DENIED, at, on=("address", BAD_NAME[:60]),
                       result=Result.DENIED, reason=BAD_NAME)  # fmt: skip
            else:
                record(conn, bureau, Event.ALERT_STEP, at, on=("alert", n), step="confirm")


@pytest.fixture
def auditor(signed_in, log):
    return signed_in(Scope(Role.AUDITOR, "审计员"))


def rows_shown(tree):
    """Ids of the rows, from the ids of what opens them."""
    found = []

    def walk(one):
        if isinstance(one, list):
            for child in one:
                walk(child)
        elif isinstance(one, dict):
            props = one.get("props", {})
            if str(props.get("id", "")).startswith("row-"):
                found.append(int(props["id"][4:]))
            walk(props.get("children"))

    walk(tree)
    return found


def test_the_log_is_shown_newest_first_page_by_page(auditor):
    first = open_page(auditor, "/admin/audit")
    shown = rows_shown(first)
    assert len(shown) == 50
    assert shown == sorted(shown, reverse=True)
    older = next(href for href, text in links(first).items() if text == "较早")
    second = rows_shown(open_page(auditor, *older.split("?", 1)[:1], "?" + older.split("?", 1)[1]))
    assert second[0] == shown[-1] - 1


def test_a_filter_in_the_address_narrows_and_is_counted(auditor):
    tree = open_page(auditor, "/admin/audit", "?event=denied")
    assert len(rows_shown(tree)) == 3
    assert "3 条记录" in words(tree)
    none = open_page(auditor, "/admin/audit", "?who=nobody")
    assert "没有符合条件的记录" in words(none)


def test_reading_is_itself_on_record_once_a_minute_and_filter(auditor, engine):
    for query in ("", "", "?event=denied"):
        open_page(auditor, "/admin/audit", query)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).where(audit_log.c.event == "audit_read")).all()
    assert [row.detail for row in rows] == ['{"filter":{}}', '{"filter":{"event":"denied"}}']


def test_names_stay_text(auditor):
    tree = open_page(auditor, "/admin/audit", "?event=denied")
    assert BAD_NAME in words(tree)
    assert "dangerously" not in str(tree)
    assert not [href for href in links(tree) if href.startswith("javascript")]


def test_a_row_opens_to_its_hashes(auditor, engine):
    with reading(engine) as conn:
        row = conn.execute(select(audit_log).where(audit_log.c.id == 60)).one()
    shown = words(open_page(auditor, "/admin/audit", "?before=61"))
    assert row.hash in shown
    assert row.previous_hash in shown


def check(app, client):
    answer = press(app, client, "audit-chain.children", {"audit-verify.n_clicks": 1},
                   "audit-verify.n_clicks")  # fmt: skip
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"]["audit-chain"]["children"])


def test_the_check_says_that_the_chain_holds_and_up_to_where(server_app, auditor, engine):
    with reading(engine) as conn:
        last = conn.scalar(select(audit_log.c.id).order_by(audit_log.c.id.desc()).limit(1))
    said = check(server_app, auditor)
    assert "链条完整" in said
    assert f"至第 {last} 项" in said


def test_the_check_names_the_row_that_was_changed(server_app, auditor, engine):
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(update(audit_log).where(audit_log.c.id == 60).values(actor="x"))
    assert "第 60 项不一致" in check(server_app, auditor)


def test_fields_lead_to_the_address_of_their_filter(server_app, auditor):
    given = {"audit-event.value": "denied", "audit-who.value": "市 局", "audit-result.value": "any",
             "audit-since.value": "2026-11-19", "audit-until.value": "garbage",
             "audit-asked.data": {"kind": "alert"}}  # fmt: skip
    answer = press(server_app, auditor, "audit-where.href", given, "audit-event.value")
    href = answer.json["response"]["audit-where"]["href"]
    assert href == ("/admin/audit?since=2026-11-19&event=denied&who=%E5%B8%82+%E5%B1%80&kind=alert")


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ({"since": "2026-11-19"}, city_moment(NOON.date()), None),
        ({"until": "2026-11-19"}, None, city_moment(NOON.date() + timedelta(days=1))),
        ({"since": "2026-11-19 12:00"}, NOON, None),
        ({"until": "2026-11-19T12:00"}, None, NOON + timedelta(minutes=1)),
        ({"since": "2026-13-99", "until": "9999-12-31"}, None, None),
        ({"since": "2026-11-19 25:00"}, None, None),
        ({"since": "2026-11-19\n"}, city_moment(NOON.date()), None),
        ({"since": ["x"], "until": None}, None, None),
    ],
)
def test_times_are_days_or_minutes_of_the_city(query, since, until):
    wanted = parse(query)
    assert (wanted.since, wanted.until) == (since, until)


@pytest.mark.parametrize("value", ["x", "", "²", "a\0b", "DROP", None, 3, ["denied"]])
def test_what_makes_no_sense_is_left_out(value):
    query = dict.fromkeys(("event", "result", "since", "until", "kind"), value)
    assert set(asked(query)) <= {"kind"}


def test_an_address_keeps_its_filter():
    fields = {"event": "denied", "who": "a&b=c"}
    assert address(fields, before=9) == "/admin/audit?event=denied&who=a%26b%3Dc&before=9"
    assert last_days(fields, NOON.date(), 7)["since"] == "2026-11-13"
    assert last_days({"since": "x", "who": "y"}, NOON.date(), None) == {"who": "y"}


def export(client, query=""):
    answer = client.get(f"/admin/audit.csv{query}")
    text = answer.get_data(as_text=True)
    return answer, list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_has_exactly_the_rows_of_the_filter(auditor, engine):
    answer, rows = export(auditor, "?event=denied")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-20261119-')
    shown = rows_shown(open_page(auditor, "/admin/audit", "?event=denied"))
    assert [int(row["id"]) for row in rows] == shown[::-1]
    assert rows[0]["event_name"] == "越权访问被拒"


def test_the_file_is_on_record_with_its_filter_and_size(auditor, engine):
    export(auditor, "?event=denied")
    with reading(engine) as conn:
        row = conn.execute(select(audit_log).where(audit_log.c.event == "exported")).one()
    assert (row.object_kind, row.object_id) == ("audit", "csv")
    assert row.detail == '{"filter":{"event":"denied"},"rows":3}'


def test_the_file_has_no_formula_and_hashes_that_can_be_checked(auditor, engine):
    _answer, rows = export(auditor)
    forged = [row for row in rows if row["event"] == "denied"]
    assert {row["address"] for row in forged} == {f"'{FORMULA}"}
    with reading(engine) as conn:
        kept = {row.id: row.hash for row in conn.execute(select(audit_log))}
    assert all(kept[int(row["id"])] == row["hash"] for row in rows)
    assert len(rows) >= 120


def test_archives_are_shown_and_their_files_checked(server_app, auditor, engine):
    folder = server_app.server.extensions["nuancheng"].settings.data_dir
    with writing(engine) as conn:
        drop_guards(conn)
        kept = archive(conn, system_scope("test"), NOON + timedelta(days=400), folder)
    assert kept.path.rpartition("/")[2] in words(open_page(auditor, "/admin/audit"))

    def checked():
        given = {"audit-archives-verify.n_clicks": 1}
        found = press(
            server_app, auditor, "audit-archives-found.children", given, next(iter(given))
        )
        return words(found.json["response"]["audit-archives-found"]["children"])

    assert f"{kept.rows} 项全部通过校验" in checked()
    (folder / kept.path).write_bytes(b"x")
    assert "归档文件被改动" in checked()
    (folder / kept.path).unlink()
    assert "归档文件缺失" in checked()


@pytest.mark.parametrize("role", OTHERS)
def test_every_other_role_gets_nothing(server_app, signed_in, log, role):
    browser = signed_in(scope_of(role))
    assert open_page(browser, "/admin/audit") == open_page(browser, "/nowhere/at/all")
    assert browser.get("/admin/audit.csv").status_code == 403
    for key, declared in server_app.callback_map.items():
        if "callback" in declared and declared["callback"].__module__ in CALLBACKS:
            answer = browser.post("/_dash-update-component", json=body_for(key, declared))
            assert answer.status_code == 403, key


def test_nobody_without_a_session_gets_the_file(server_app, log):
    assert server_app.server.test_client().get("/admin/audit.csv").status_code == 401


def test_one_account_cannot_ask_for_files_without_end(auditor):
    codes = [auditor.get("/admin/audit.csv?who=nobody").status_code for _ in range(31)]
    assert codes[:30] == [200] * 30
    assert codes[30] == 429
