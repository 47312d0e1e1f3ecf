"""Every name and remark of a city is a script: each page shows it as text and runs nothing."""

import threading

import pytest
from sqlalchemy import String, cast, literal, select, update
from werkzeug.serving import make_server

from data_access.codes import code_path
from data_access.demo_accounts import ensure_demo_accounts
from data_access.engine import reading, writing
from data_access.request import services
from data_access.schema import (
    alert,
    control_finding,
    establishment,
    establishment_code,
    metadata,
    township,
)
from domain.dossier import Part
from domain.scope import system_scope
from tests.browser.conftest import Visitor
from tests.conftest import NOON
from tests.small_city import plant_small_city

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]
HOSTILE = """<img src=x onerror=ran=1>"'><svg onload=ran=1>{{7*7}}javascript:ran=1"""
WORDS = {
    "account": ["display_name"],
    "alert_event": ["actor", "note"],
    "camera": ["label", "state_reason"],
    "checklist_item": ["group_zh", "zh", "source", "article"],
    "control_finding": ["note", "measure", "owner", "rectified_by", "rectified_note"],
    "control_task": ["submitted_by", "reason"],
    "establishment": ["name", "address", "principal", "safety_officer"],
    "guarantor": ["name", "position"],
    "guarantor_visit": ["companion", "note"],
    "health_certificate": ["issuer"],
    "inspection": ["inspectors", "note"],
    "penalty": ["authority", "cause", "law"],
    "person": ["name"],
    "sampling_test": ["food_name", "laboratory", "failed_items", "note"],
    "showcase_street": ["name_zh", "manager"],
    "supervision_office": ["name_zh"],
    "township": ["name_zh"],
}
NAMELESS = {
    "city_bureau": ["/", "/risk", "/register/duplicates", "/school-terms", "/model-card"],
    "security_admin": ["/admin/sessions", "/admin/tokens", "/admin/models"],
    "system_admin": ["/admin/jobs", "/admin/storage", "/admin/settings"],
    "municipal_leader": ["/"],
    "banner_bureau": ["/", "/district"],
    "supervision_office": ["/", "/map"],
    "street_manager": ["/", "/register"],
}
"""Screens where a name may stand and need not."""
SHOWN = "words => document.querySelector('main').textContent.includes(words)"
RAN = "() => 'ran' in window"
DRAWN = "() => document.querySelector('main').innerText && !document.querySelector('.nc-skel')"


@pytest.fixture
def hostile(server_app, engine, chromium):
    """`hostile(role)` gives a person at a screen of that city."""
    plant_small_city(engine, NOON)
    with writing(engine) as conn:
        ensure_demo_accounts(conn, system_scope("test"), NOON)
        for name, columns in WORDS.items():
            table = metadata.tables[name]
            unlike = literal(HOSTILE) + cast(table.c[next(iter(table.primary_key)).name], String)
            conn.execute(update(table).values(dict.fromkeys(columns, unlike)))
    serving = make_server("127.0.0.1", 0, server_app.server, threaded=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    contexts = []

    def as_role(role: str) -> Visitor:
        contexts.append(chromium.new_context(viewport={"width": 1440, "height": 900}))
        visitor = Visitor(contexts[-1].new_page(), f"http://127.0.0.1:{serving.port}")
        visitor.page.clock.set_system_time(NOON)
        visitor.sign_in(role)
        return visitor

    yield as_role
    for context in contexts:
        context.close()
    serving.shutdown()


def test_no_name_runs_on_any_page(hostile, engine, server_app):
    with reading(engine) as conn:
        shop = conn.scalar(select(alert.c.establishment_id).order_by(alert.c.id).limit(1))
        case = conn.scalar(select(alert.c.id).where(alert.c.establishment_id == shop))
        finding = conn.scalar(select(control_finding.c.id).order_by(control_finding.c.id).limit(1))
        town = conn.execute(
            select(township.c.banner_adcode, township.c.code)
            .join(establishment, establishment.c.township_code == township.c.code)
            .limit(1)
        ).one()
        code = conn.scalar(
            select(establishment_code.c.code).where(establishment_code.c.establishment_id == shop)
        )
    with server_app.server.app_context():
        codes = [code_path(code, services().settings)]  # anybody may open it
    walks = {
        "city_bureau": [
            "/map",
            f"/district/{town.banner_adcode}",
            f"/district/{town.banner_adcode}/{town.code}",
            "/control",
            "/control/findings",
            f"/control/finding/{finding}",
            "/alerts",
            f"/alerts/{case}",
            "/videowall",
            "/register",
            f"/register/{shop}",
            f"/risk/{shop}",
            f"/arrangements/{shop}",
            *(f"/establishment/{shop}?tab={tab}" for tab in Part),
        ],
        "establishment": ["/", "/duty/daily_control", *codes],
        "auditor": ["/admin/audit"],
        "security_admin": ["/admin/accounts"],
    }
    for role in {**walks, **NAMELESS}:
        visitor, paths = hostile(role), walks.get(role, [])
        for path in [*paths, *NAMELESS.get(role, [])]:
            visitor.open(path)
            visitor.page.wait_for_function(DRAWN)
            if path in paths:
                visitor.page.wait_for_function(SHOWN, arg=HOSTILE[:25])
            assert not visitor.page.evaluate(RAN), path
            assert visitor.complaints == [], path
