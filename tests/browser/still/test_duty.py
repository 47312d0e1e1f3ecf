"""The form of a duty on a phone: a clean day, a failed item, no network, no session.

It has a server of its own: its clock stands still, nobody of the demonstration hands in for the
shop, and what became of a record is read from the database.
"""

import re
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import session
from playwright.sync_api import expect
from sqlalchemy import func, select, update
from werkzeug.serving import make_server

from api.sessions import begin
from data_access.accounts import NewAccount, add, find
from data_access.control import submit
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.schema import (
    control_draft,
    control_finding,
    control_paper,
    control_photo,
    control_task,
    establishment,
    sign_in_session,
)
from data_access.sessions import Method
from domain.checklists import Answer
from domain.control import ControlKind
from domain.scope import system_scope
from tests.conftest import NOON
from tests.data_access.test_control import clean
from tests.data_access.test_duty_form import STANDING, set_up_well
from tests.photographs import photo
from tests.rows import plant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

DAY = date(2026, 11, 19)
FORM = f"/duty/daily_control/{DAY}"
SYSTEM = system_scope("test")
DAILY = ControlKind.DAILY_CONTROL
TRIED_AGAIN_MS = 20_000  # four after a loss, and on a busy machine the answer comes late


class Kitchen:
    """One shop, its server, and the phones before it."""

    def __init__(self, app, engine, chromium, scopes) -> None:
        self.app, self.engine, self.chromium, self.scopes = app, engine, chromium, scopes
        self.serving = make_server("127.0.0.1", 0, app.server, threaded=True)
        self.address = f"http://127.0.0.1:{self.serving.port}"
        threading.Thread(target=self.serving.serve_forever, daemon=True).start()
        self.contexts = []

    def account(self, name: str, shop: int = 1):
        with writing(self.engine) as conn:
            new = NewAccount(name, name, self.scopes.shop.role, establishment_id=shop)
            number = add(conn, SYSTEM, new, None, NOON)
        with reading(self.engine) as conn:
            return find(conn, SYSTEM, number)

    def phone(self, account=None):
        context = self.chromium.new_context(
            viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
        )
        self.contexts.append(context)
        if account is not None:
            self.sign_in(context, account)
        page = context.new_page()
        page.clock.set_system_time(NOON)
        return page

    def sign_in(self, context, account) -> None:
        with self.app.server.test_request_context():
            begin(account, Method.DEMO)
            values = dict(session)
        client = self.app.server.test_client()
        with client.session_transaction() as kept:
            kept.update(values)
        cookie = client.get_cookie("nuancheng").value
        context.add_cookies([{"name": "nuancheng", "value": cookie, "url": self.address}])

    def open(self, page) -> None:
        page.goto(self.address + FORM)
        expect(page.locator("body[data-ready]")).to_be_attached()

    def kept(self, page) -> None:
        """The page is kept for a dead network: the worker says so."""
        page.evaluate(
            """path => navigator.serviceWorker.ready.then(found => new Promise(resolve => {
                navigator.serviceWorker.addEventListener("message", resolve, {once: true});
                found.active.postMessage({keep: path});
            }))""",
            FORM,
        )

    def holds(self, page, path: str) -> None:
        """The phone has kept a page; `wait_for_function` would not wait for a promise's value."""
        page.evaluate(
            """async path => {
                for (let looks = 0; !(await caches.match(path)); looks++) {
                    if (looks > 500) throw new Error(path + " is not kept");
                    await new Promise(resolve => setTimeout(resolve, 20));
                }
            }""",
            path,
        )

    def row(self, table):
        with reading(self.engine) as conn:
            return conn.execute(select(table)).one()

    def task(self):
        with reading(self.engine) as conn:
            return conn.execute(
                select(control_task).where(
                    control_task.c.establishment_id == 1, control_task.c.period_start == DAY
                )
            ).one()


@pytest.fixture
def kitchen(server_app, engine, chromium):
    with writing(engine) as conn:
        scopes = plant(conn)
        set_up_well(conn)
        conn.execute(update(establishment).values(safety_officer="刘艳"))
        for day in (DAY - timedelta(days=1), DAY):
            open_period(conn, SYSTEM, DAILY, day, NOON - timedelta(days=1))
        before = dict(clean().answers) | dict.fromkeys(STANDING, Answer.NOT_APPLICABLE)
        record = replace(clean(), period_start=DAY - timedelta(days=1), answers=before)
        submit(conn, scopes.shop, record, NOON - timedelta(days=1))
    held = Kitchen(server_app, engine, chromium, scopes)
    yield held
    for context in held.contexts:
        context.close()
    held.serving.shutdown()


def fill(page, most: int = 99) -> int:
    """Tap 合格 where nothing is answered yet; how many taps it took."""
    taps = 0
    confirm = page.locator("[data-confirm]:enabled")
    if confirm.count():
        confirm.tap()
        taps += 1
    for row in page.locator("[data-item]:not(.is-done)").element_handles()[:most]:
        row.query_selector("[data-answer=p]").tap()
        taps += 1
    return taps


def sign(page) -> None:
    pad = page.locator("#duty-pad")
    pad.evaluate("one => one.scrollIntoView({block: 'center'})")  # not below the bar
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(box["x"] + 30 + 10 * step, box["y"] + 40 + 12 * (step % 4))
    page.mouse.up()


def hand_in(page) -> None:
    sign(page)
    page.locator("#duty-submit").tap()


def state(page):
    return page.locator("#duty-state")


def test_an_honest_clean_day_takes_25_taps_and_a_signature(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    kitchen.open(page)
    assert page.locator("[aria-checked=true]").count() == 0
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, a.nc-btn, .nc-check')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    page.locator("#duty-submit").tap()
    expect(page.locator("#duty-wrong")).to_contain_text("还有 34 项未填")
    assert fill(page) == 25
    expect(page.locator("#duty-done")).to_have_text("34/34")
    expect(page.locator("#duty-sum")).to_contain_text("零报告")
    hand_in(page)
    expect(state(page)).to_contain_text("已送达 12:00")
    task, paper = kitchen.task(), kitchen.row(control_paper)
    assert (task.state, task.submitted_by, task.submitted_at) == ("done", "刘艳", NOON)
    assert task.answers.count("n") == len(STANDING)
    assert paper.pace.count("..") == 10
    assert paper.signature.startswith("M")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_failed_item_goes_with_its_photo(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    kitchen.open(page)
    row = page.locator("[data-item='daily.H02']")
    row.locator("[data-answer=f]").tap()
    fill(page)
    hand_in(page)
    expect(page.locator("#duty-wrong")).to_contain_text("照片、问题、措施、整改责任人、限期")
    row.locator("[data-shoot]").set_input_files(
        {"name": "<b>.jpg", "mimeType": "text/html", "buffer": b"<html>no photo</html>"}
    )
    expect(row.locator("figcaption")).to_contain_text("不是照片")
    row.locator("figure button").tap()
    heavy = {"name": "heavy.heic", "mimeType": "image/heic", "buffer": bytes(13 * 1024 * 1024)}
    row.locator("[data-shoot]").set_input_files(heavy)
    expect(row.locator("[data-photos]")).to_contain_text("12 MB")
    row.locator("[data-shoot]").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(row.locator("figcaption")).to_have_text("照片已送达")
    row.locator("[data-part=note]").fill("后门缝隙大于6毫米")
    row.locator("[data-part=measure]").fill("更换门封条")
    row.locator("[data-part=owner]").fill("刘艳")
    row.locator("[data-hours='24']").tap()
    page.locator("#duty-submit").tap()
    expect(state(page)).to_contain_text("已送达")
    finding = kitchen.row(control_finding)
    assert (finding.item, finding.note) == ("daily.H02", "后门缝隙大于6毫米")
    assert finding.due_at == NOON + timedelta(days=1)
    assert kitchen.row(control_photo).item == "daily.H02"


def test_a_dead_network_loses_nothing(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    kitchen.open(page)
    kitchen.kept(page)
    fill(page, most=5)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#duty-done")).to_have_text("15/34")
    fill(page)
    hand_in(page)
    expect(state(page)).to_have_text("已保存在本机 · 等待网络")
    page.reload()
    expect(page.locator("[data-note=queued]")).to_contain_text("已签名，等待网络")
    assert kitchen.task().state == "open"
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("已送达")
    assert kitchen.task().state == "done"
    page.reload()
    expect(page.locator("main")).to_contain_text("刘艳 已于 12:00 提交")


def test_tomorrow_s_form_is_kept_in_the_evening_and_opens_without_a_network(kitchen):
    tomorrow = FORM.replace(str(DAY), str(DAY + timedelta(days=1)))
    with writing(kitchen.engine) as conn:
        open_period(conn, SYSTEM, DAILY, DAY + timedelta(days=1), NOON)
    page = kitchen.phone(kitchen.account("刘艳"))
    page.goto(f"{kitchen.address}/control")
    kitchen.holds(page, tomorrow)
    page.evaluate(
        f"() => caches.keys().then(all => Promise.all(all.map(name => caches.open(name)"
        f".then(held => held.delete('{tomorrow}')))))"
    )
    kitchen.open(page)  # the form of today keeps it too
    kitchen.holds(page, tomorrow)
    page.context.set_offline(True)
    page.goto(kitchen.address + tomorrow)
    expect(page.locator("#duty-done")).to_have_text("0/34")


def test_a_record_sent_twice_is_one(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    kitchen.open(page)
    fill(page)
    sign(page)
    # The first answer is lost on its way back: the record is there, and the phone does not know.
    lose = {"left": 1}

    def answer(route):
        if route.request.method == "POST" and lose["left"]:
            lose["left"] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(rf"/api/own/duties/daily_control/{DAY}$"), answer)
    page.evaluate(
        "const f = document.getElementById('duty-form'); f.requestSubmit(); f.requestSubmit()"
    )
    expect(state(page)).to_contain_text("已送达", timeout=TRIED_AGAIN_MS)
    assert not lose["left"]
    assert kitchen.row(control_paper).establishment_id == 1
    with reading(kitchen.engine) as conn:
        assert conn.scalar(select(func.count()).select_from(control_draft)) == 0


def test_an_ended_session_keeps_the_draft(kitchen):
    account = kitchen.account("刘艳")
    page = kitchen.phone(account)
    kitchen.open(page)
    with writing(kitchen.engine) as conn:
        conn.execute(update(sign_in_session).values(ended_at=NOON, end_reason="expired"))
    fill(page, most=4)
    expect(page.locator("[data-note=session]")).to_contain_text("登录已失效")
    page.locator("[data-note=session] a").tap()
    expect(page).to_have_url(re.compile("/sign-in\\?next="))
    kitchen.sign_in(page.context, account)
    kitchen.open(page)
    expect(page.locator("#duty-done")).to_have_text("14/34")
    fill(page)
    hand_in(page)
    expect(state(page)).to_contain_text("已送达")


def test_another_account_on_the_same_phone_sees_nothing_of_the_first(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    kitchen.open(page)
    kitchen.kept(page)
    fill(page, most=4)
    kitchen.sign_in(page.context, kitchen.account("别家", shop=3))
    page.goto(f"{kitchen.address}/account/password")
    page.context.set_offline(True)
    page.goto(kitchen.address + FORM)
    expect(page.locator("[data-note=account]")).to_contain_text("不显示他人的草稿")
    expect(page.locator("#duty-form")).to_be_hidden()


def test_two_phones_are_told_of_each_other(kitchen):
    first, second = (kitchen.phone(kitchen.account(name)) for name in ("刘艳", "王强"))
    for page in (first, second):
        kitchen.open(page)
    first.locator("[data-item='daily.A02'] [data-answer=f]").tap()
    expect(state(first)).to_contain_text("已保存 12:00")
    second.locator("[data-item='daily.A02'] [data-answer=p]").tap()
    note = second.locator("[data-note=conflict]")
    expect(note).to_contain_text("刘艳")
    expect(note).to_contain_text("A02 合格 / 不合格")
    note.get_by_role("button", name="用对方的").tap()
    expect(second.locator("[data-item='daily.A02']")).to_have_class(re.compile("is-failed"))


def test_a_wrong_clock_is_told_and_decides_nothing(kitchen):
    page = kitchen.phone(kitchen.account("刘艳"))
    page.clock.set_system_time(NOON - timedelta(hours=20))
    kitchen.open(page)
    expect(page.locator("[data-note=clock]")).to_contain_text("手机时钟慢 1200 分钟")
    fill(page)
    hand_in(page)
    expect(state(page)).to_contain_text("已送达 12:00")
    behind = kitchen.row(control_paper).client_at - (NOON - timedelta(hours=20))
    assert timedelta(0) <= behind < timedelta(minutes=2)


def test_a_weekly_report_says_what_it_lacks_and_arrives(kitchen):
    week = date(2026, 11, 16)
    with writing(kitchen.engine) as conn:
        open_period(conn, SYSTEM, ControlKind.WEEKLY_REVIEW, week, NOON)
    page = kitchen.phone(kitchen.account("刘艳"))
    page.goto(f"{kitchen.address}/duty/weekly_review/{week}")
    expect(page.locator("body[data-ready]")).to_be_attached()
    fill(page)
    hand_in(page)
    expect(page.locator("[data-error=risk]")).to_have_text("请填写：风险研判")
    page.locator("[data-choice=risk] button").last.tap()
    page.locator("[data-field=judgement]").fill("问题集中在贮存，风险可控")
    page.locator("[data-steps=measures] [data-add]").tap()
    page.locator("[data-field=reported_to]").fill("王强")
    page.locator("#duty-submit").tap()
    expect(page.locator("[data-step-error]")).to_contain_text("整改措施")
    for part, value in {"what": "更换门封条", "owner": "刘艳", "due": "2026-11-30"}.items():
        page.locator(f"[data-step={part}]").fill(value)
    page.locator("#duty-submit").tap()
    expect(state(page)).to_contain_text("已送达")
    assert kitchen.row(control_paper).statement["measures"][0]["what"] == "更换门封条"
