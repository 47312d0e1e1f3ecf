"""S4: every id of the other banners, asked at every address that names a row or a place.

A bureau of one banner goes through the whole small city: refused or not found each time, no name of
others in any answer, and a page of another's row is the page of a row that never was. An address
with an argument that stands in neither list below fails here.
"""

import io
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from dash import page_registry
from sqlalchemy import insert, select, update

from data_access.api_tokens import NewToken, add
from data_access.demo_accounts import ensure_demo_accounts
from data_access.engine import reading, writing
from data_access.schema import (
    account,
    alert,
    banner,
    camera,
    camera_look,
    change_batch,
    control_finding,
    control_paper,
    control_photo,
    document_order,
    establishment,
    evidence,
    showcase_street,
    sign_in_session,
    supervision_office,
    township,
)
from data_access.sessions import Method
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.photographs import photo
from tests.served import page, secured
from tests.signing_in import SYSTEM
from tests.small_city import plant_small_city

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

OWN = "150602"
"""A banner that has something of everything; most of the city is foreign to it."""
PICTURE = "frames/one.jpg"
ABSENT = 987_654_321

OF_ROWS = {
    "/media/evidence/<row:evidence_id>": "evidence",
    "/media/look/<row:camera_id>": "camera",
    "/media/photo/<row:photo_id>": "photo",
    "/papers/archive/<row:order_id>.zip": "order",
    "/papers/<row:establishment_id>/<kind>/<start>.<ending>": "paper",
    "/papers/<row:establishment_id>/<kind>/<first>/<last>.<ending>": "paper",
    "/map/names/<row:establishment_id>": "establishment",
    "/stickers/<row:establishment_id>.<kind>": "establishment",
    "/stickers/street/<row:street_id>.pdf": "street",
    "/imports/<row:batch_id>/issues.csv": "batch",
    "/api/findings/<row:finding_id>/photos": "finding",
    "/account/sessions/<int:session_id>/end": "session",
    "/api/v1/establishments/<row:establishment_id>": "establishment",
}
"""Address with an argument → what it is the id of."""
OF_NO_ROWS = {
    "/duty/<kind>",  # the form of who asks
    "/duty/<kind>/<day>",
    "/api/own/duties/<kind>/<day>",
    "/api/own/duties/<kind>/<day>/draft",
    "/v/<token>",  # signed, and open to anybody
    "/c/<token>",
    "/map/tiles/<int(max=99):layer>/<int(max=22):zoom>/<int(max=4194303):column>/<int(max=4194303):row>",
    "/imports/<subject>",
    "/imports/template/<subject>.<ending>",
    "/api/v1/<path:path>",
    "/assets/<path:filename>",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/<path:path>",  # the document around a page
}
OF_PAGES = {
    "/alerts/<alert_id>": "alert",
    "/arrangements/<establishment_id>": "establishment",
    "/district/<adcode>": "banner",
    "/establishment/<establishment_id>": "establishment",
    "/register/<establishment_id>": "establishment",
    "/control/finding/<finding_id>": "finding",
    "/office/<office>": "office",
    "/risk/<number>": "establishment",
}


@dataclass(frozen=True)
class City:
    """Ids by kind of row, those of OWN apart from all others, and the names of others."""

    own: dict[str, list]
    foreign: dict[str, list]
    names: list[str]


@pytest.fixture
def city(engine, server_app, tmp_path):
    plant_small_city(engine, NOON - timedelta(hours=1))
    folder = tmp_path / "served"
    (folder / "frames").mkdir(parents=True)
    (folder / PICTURE).write_bytes(photo())
    (folder / "uploads").mkdir()
    with writing(engine) as conn:
        ensure_demo_accounts(conn, SYSTEM, NOON)
        plant_files(conn, folder)
        plant_street(conn)
    secured(server_app, expensive_calls_per_min=6000)
    with reading(engine) as conn:
        return ids_of(conn)


def plant_files(conn, folder):
    """A picture of each alert, camera and finding; an archive and an import of each banner."""
    held = {"path": PICTURE, "sha256": "a" * 64, "taken_at": NOON}
    of_alert = {"kind": "clean", "bytes": 9, "boxes": []}
    seen = {"path": PICTURE, "taken_at": NOON, "boxes": [], "model_sha256": "a" * 64}
    sent = {"purpose": "found", "phash": "0" * 16, "received_at": NOON, "uploaded_by": "店"}
    size = {"width": 4, "height": 4, "size_bytes": 9}
    key = ("establishment_id", "township_code", "kind", "period_start", "item")
    for number in conn.scalars(select(alert.c.id)).all():
        conn.execute(insert(evidence).values(held | of_alert | {"alert_id": number}))
    for number in conn.scalars(select(camera.c.id)).all():
        look = seen | {"camera_id": number, "width_px": 4, "height_px": 4}
        conn.execute(insert(camera_look).values(look))
    for one in conn.execute(select(control_finding)).all():
        about = {name: getattr(one, name) for name in key}
        conn.execute(insert(control_photo).values(held | sent | size | about))
    for code in conn.scalars(select(banner.c.adcode)).all():
        stored = f"{code:0>32}"
        (folder / "uploads" / f"{stored}.issues.csv").write_text("no issue")
        order = {"month": date(2026, 10, 1), "kinds": "daily_control", "address": "", "done": 1}
        made = {"ordered_by": "局", "ordered_at": NOON, "state": "done", "path": PICTURE}
        conn.execute(insert(document_order).values(order | made | {"banner_adcode": code}))
        batch = {"kind": "import", "subject": "establishment", "state": "checked", "actor": "局"}
        more = {"created_at": NOON, "detail": {"stored": stored}, "banner_adcode": code}
        conn.execute(insert(change_batch).values(batch | more))
    for one in conn.execute(select(account)).all():
        times = {"started_at": NOON, "seen_at": NOON, "expires_at": NOON + timedelta(hours=9)}
        whose = {"account_id": one.id, "token_hash": f"{one.id:064}", "address": "", "browser": ""}
        conn.execute(insert(sign_in_session).values(times | whose | {"method": Method.PASSWORD}))


def plant_street(conn):
    """A street of OWN; the small city has one of another banner."""
    where = (township.c.banner_adcode == OWN, township.c.code == establishment.c.township_code)
    shop = conn.execute(select(establishment).join(township).where(*where).limit(1)).one()
    street = {"township_code": shop.township_code, "name_zh": "自家街", "manager": "街办"}
    made = conn.execute(insert(showcase_street).values(street)).inserted_primary_key[0]
    at = establishment.c.id == shop.id
    conn.execute(update(establishment).where(at).values(street_id=made))


def ids_of(conn):
    """Every row there is, by kind and by whether it is of OWN."""
    places = dict(conn.execute(select(township.c.code, township.c.banner_adcode)).all())
    shops = conn.execute(select(establishment)).all()
    homes = {one.id: places[one.township_code] for one in shops}
    alerts = dict(conn.execute(select(alert.c.id, alert.c.establishment_id)).all())
    found = {
        "establishment": homes,
        "alert": {number: homes[shop] for number, shop in alerts.items()},
        "evidence": {
            one.id: homes[alerts[one.alert_id]] for one in conn.execute(select(evidence)).all()
        },
        "paper": {key: homes[key[0]] for key in newest_papers(conn)},
        "street": {
            one.id: places[one.township_code] for one in conn.execute(select(showcase_street))
        },
        "banner": {code: code for code in conn.scalars(select(banner.c.adcode))},
        "session": dict.fromkeys(conn.scalars(select(sign_in_session.c.id)).all(), ""),
    }
    for kind, table in (("camera", camera), ("finding", control_finding), ("photo", control_photo)):
        rows = conn.execute(select(table.c.id, table.c.establishment_id)).all()
        found[kind] = {one.id: homes[one.establishment_id] for one in rows}
    for kind, table in (
        ("order", document_order), ("batch", change_batch), ("office", supervision_office)
    ):  # fmt: skip
        found[kind] = dict(conn.execute(select(table.c.id, table.c.banner_adcode)).all())
    own_names = {one.name for one in shops if homes[one.id] == OWN}
    return City(
        {kind: [key for key, home in rows.items() if home == OWN] for kind, rows in found.items()},
        {kind: [key for key, home in rows.items() if home != OWN] for kind, rows in found.items()},
        sorted({one.name for one in shops} - own_names),
    )


def newest_papers(conn):
    """The newest record of each establishment: it has no number of its own."""
    rows = conn.execute(select(control_paper).order_by(control_paper.c.period_start)).all()
    newest = {one.establishment_id: (one.kind, str(one.period_start)) for one in rows}
    return [(number, *rest) for number, rest in newest.items()]


def address_of(rule, key):
    """What a browser asks for one row: several arguments for a record, which has no number."""
    if isinstance(key, tuple):
        number, kind, start = key
        given = {"kind": kind, "start": start, "first": start, "last": start}
        given |= {"establishment_id": number, "ending": "pdf" if "start" in rule else "xlsx"}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), rule)
    return re.sub(r"<\w+:\w+>", str(key), rule).replace("<kind>", "svg")


def asked(browser, rule, key, token):
    """The answer to one address, whole."""
    address = address_of(rule, key)
    if rule.endswith(("/photos", "/end")):
        body = {"file": (io.BytesIO(photo()), "a.jpg")} if rule.endswith("photos") else {}
        return browser.post(address, data=body)
    headers = {"Authorization": f"Bearer {token}"} if rule.startswith("/api/v1") else {}
    with browser.get(address, headers=headers) as answer:
        answer.get_data()
        return answer


@pytest.fixture
def bureau(city, signed_in):
    return signed_in(Scope(Role.BANNER_BUREAU, "旗区", banner_adcode=OWN))


@pytest.fixture
def token(engine, city):
    asker = Scope(Role.SECURITY_ADMIN, "安管", account_id=1)
    with writing(engine) as conn:
        return add(conn, asker, NewToken("t", OWN, date(2026, 12, 31)), NOON)[1]


def test_every_address_with_an_argument_is_swept_or_names_no_row(server_app):
    rules = {rule.rule for rule in server_app.server.url_map.iter_rules() if rule.arguments}
    assert rules == set(OF_ROWS) | OF_NO_ROWS
    templates = {one["path_template"] for one in page_registry.values() if one["path_template"]}
    assert templates == set(OF_PAGES)


def test_no_address_answers_for_a_row_of_another_banner(bureau, city, token):
    wrong, done = [], 0
    for rule, kind in OF_ROWS.items():
        for key in city.foreign[kind]:
            answer = asked(bureau, rule, key, token)
            text, done = answer.data.decode(errors="replace"), done + 1
            if answer.status_code not in {403, 404} or any(name in text for name in city.names):
                wrong.append((rule, key, answer.status_code))
    assert wrong == []
    assert done > 300


def test_the_same_addresses_answer_for_rows_of_the_own_banner(bureau, city, token):
    """Else the sweep would prove nothing."""
    silent = []
    for rule, kind in OF_ROWS.items():
        if kind == "session":  # its own is ended elsewhere: tests/api/test_own_account.py
            continue
        answers = [asked(bureau, rule, key, token).status_code for key in city.own[kind][:3]]
        if not {200, 201, 409} & set(answers):
            silent.append((rule, answers))
    assert silent == []


def test_the_page_of_a_row_of_another_banner_is_that_of_none(bureau, city):
    wrong, done = [], 0
    for template, kind in OF_PAGES.items():
        start = template.partition("<")[0]
        none = told(bureau, start, ABSENT)
        assert told(bureau, start, city.own[kind][0]) != none, template
        for key in city.foreign[kind]:
            text, done = told(bureau, start, key), done + 1
            if text != none or any(name in text for name in city.names):
                wrong.append((template, key))
    assert wrong == []
    assert done > 200


def told(browser, start, key):
    """The tree of a page as text, but for a store that repeats the number that was asked for."""
    text = json.dumps(page(browser, f"{start}{key}"), ensure_ascii=False)
    return text.replace(f'"data": {key}}}', '"data": null}')
