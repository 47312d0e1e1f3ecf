"""A finding from the shop's phone, which puts it right, to the officer's desk, which closes it."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from data_access.accounts import NewAccount, add, find
from data_access.engine import reading, writing
from data_access.schema import control_finding, control_photo, establishment
from domain.scope import system_scope
from tests.browser.still.test_duty import Kitchen
from tests.conftest import NOON
from tests.photographs import photo
from tests.planted_findings import plant_findings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]
SYSTEM = system_scope("test")
FAULT = 2  # of the first shop, two days over its time


@pytest.fixture
def kitchen(server_app, engine, chromium):
    with writing(engine) as conn:
        held = Kitchen(server_app, engine, chromium, plant_findings(conn))
        conn.execute(update(establishment).values(safety_officer="刘艳"))
    yield held
    for context in held.contexts:
        context.close()
    held.serving.shutdown()


def desk(kitchen):
    with writing(kitchen.engine) as conn:
        new = NewAccount("officer", "王检查员", kitchen.scopes.city.role)
        number = add(conn, SYSTEM, new, None, NOON)
    with reading(kitchen.engine) as conn:
        account = find(conn, SYSTEM, number)
    context = kitchen.chromium.new_context(viewport={"width": 1440, "height": 900})
    kitchen.contexts.append(context)
    kitchen.sign_in(context, account)
    page = context.new_page()
    page.clock.set_system_time(NOON)
    return page


def finding(kitchen):
    with reading(kitchen.engine) as conn:
        return conn.execute(select(control_finding).where(control_finding.c.id == FAULT)).one()


def test_put_right_on_a_phone_and_closed_at_a_desk(kitchen):
    phone = kitchen.phone(kitchen.account("刘艳"))
    phone.goto(f"{kitchen.address}/control/findings")
    phone.locator(".nc-queue__row", has_text=f"问题{FAULT}").tap()
    phone.wait_for_url(re.compile(f"/control/finding/{FAULT}$"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.select_option("#finding-person", label="刘艳")
    phone.fill("#finding-note", "地漏已疏通，地面已冲洗")
    phone.get_by_role("button", name="提交整改").tap()
    expect(phone.locator("#finding-message")).to_contain_text("先拍一张整改后的照片")
    phone.locator(".nc-fnd__camera input").set_input_files(
        {"name": "floor.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(phone.locator("#finding-photos img")).to_have_count(1)
    expect(phone.locator("#finding-note")).to_have_value("地漏已疏通，地面已冲洗")
    phone.get_by_role("button", name="提交整改").tap()
    expect(phone.locator("#finding-head")).to_contain_text("待复查")
    assert finding(kitchen).state == "rectified"

    page = desk(kitchen)
    page.goto(f"{kitchen.address}/control/findings")
    page.locator(".nc-queue__row", has_text=f"问题{FAULT}").click()
    expect(page.locator("#finding-photos img")).to_have_count(1)
    page.fill("#finding-note", "现场复查，已到位")
    page.get_by_role("button", name="合格，销号").click()
    expect(page.locator("#finding-head")).to_contain_text("已销号")
    closed = finding(kitchen)
    assert (closed.state, closed.rechecked_by) == ("closed", "王检查员")
    with reading(kitchen.engine) as conn:
        purposes = conn.scalars(select(control_photo.c.purpose)).all()
    assert purposes == ["rectified"]
