"""Forged calls: whatever is sent, nothing breaks, and no row of another scope comes back."""

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.engine import reading
from data_access.schema import (
    alert,
    camera,
    control_task,
    establishment,
    supervision_office,
    township,
)
from domain.scope import Role, Scope
from tests import served
from tests.conftest import NOON
from tests.small_city import plant_small_city

DRAWS = {"sqlite": 2, "postgresql": 3}  # the stricter of the two is asked more often
HUGE = 10**30
NASTY = [
    None,
    True,
    0,
    -1,
    HUGE,
    2**63,
    1.5,
    1e400,
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "x" * 20_000,
    "'; DROP TABLE alert; --",
    "%",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "9" * 40,
    "2026-99-99",
    "0001-01-01",
    "9999-12-31",
    "²",
    "٣",
    [],
    [None],
    [HUGE, "x"],
    {},
    {"id": HUGE},
    {
        "finding": 2**63,
        "establishment": "1",
        "week": "9999-12-31",
        "start": "0001-01-01",
        "act": "excuse",
        "all": True,
        "ids": [HUGE, True],
        "added": [{}],
        "retired": [[1]],
    },
    {"props": {"children": 1}},
    [[[[{}]]]],
    "[",
    "{}",
    ["daily_control", {}],
    "?page=abc&severity=x&banner=150602&day=9999-12-31",
    "?page=-1&from=0001-01-01&to=9999-12-31",
    "/alerts/99999999999999999999",
    "/alerts/-1",
    "/district/../../etc",
]
PATHS = [
    "/alerts/99999999999999999999",
    "/alerts/-1",
    "/alerts/0x1",
    "/alerts/²",
    "/alerts/%00",
    "/alerts/\x00",
    "/district/../../etc",
    "/district/%2e%2e%2fetc",
    "/district/000000",
    "/district/" + "9" * 3000,
    "/district/<script>",
    "/nowhere",
    "//evil.example",
    "/alerts/1/2/3",
]
PAGES = ["/", "/map", "/district", "/control", "/alerts", "/videowall"]
NEWER_PAGES = ["/control/signals", "/control/findings", "/control/checklists", "/arrangements/own"]
PAGES += ["/register/new", "/register/own", "/register/duplicates", "/register/certificates"]
KEYS = (
    "page", "severity", "state", "class", "category", "banner", "township", "day", "from", "to",
    "establishment", "kind", "task", "id", "q", "order", "wall", "lon", "zoom", "no such key",
)  # fmt: skip


@pytest.fixture
def city(engine):
    plant_small_city(engine, NOON - timedelta(hours=1))
    return engine


def scopes(engine):
    """One asker a role, and for each what it may never read."""
    with reading(engine) as conn:
        rows = conn.execute(
            select(
                establishment.c.id,
                establishment.c.name,
                township.c.banner_adcode,
                township.c.office_id,
            ).join_from(establishment, township, establishment.c.township_code == township.c.code)
        ).all()
        office = conn.execute(select(supervision_office).limit(1)).one()
        inner = [row for row in rows if row.office_id == rows[0].office_id]
    first = rows[0]
    askers = {
        Scope(Role.BANNER_BUREAU, "旗区", banner_adcode=first.banner_adcode): (
            lambda row: row.banner_adcode == first.banner_adcode
        ),
        Scope(Role.SUPERVISION_OFFICE, "所", office_id=first.office_id or office.id): (
            lambda row: row in inner
        ),
        Scope(Role.ESTABLISHMENT, "店", establishment_id=first.id): (
            lambda row: row.id == first.id
        ),
        Scope(Role.CITY_BUREAU, "市局"): lambda _row: True,
    }
    return [
        (
            asker,
            {row.name for row in rows if not own(row)},
            [row.id for row in rows if not own(row)],
        )
        for asker, own in askers.items()
    ]


def foreign_ids(engine, establishments):
    """Ids of rows of others: of shops, cameras, alerts and tasks."""
    found = list(establishments[:2])
    with reading(engine) as conn:
        for table in (alert, camera, control_task):
            key = next(iter(table.primary_key.columns))
            where = table.c.establishment_id.in_(establishments)
            found += conn.scalars(select(key).where(where).limit(3)).all()
    return found


def filled(declared, dice, pool):
    def one(item):
        component = item["id"]
        if component.startswith("{"):
            pattern = json.loads(component)
            many = any(isinstance(value, list) for value in pattern.values())
            component = {
                key: dice.choice(pool) if isinstance(value, list) else value
                for key, value in pattern.items()
            }
            sent = {"id": component, "property": item["property"], "value": dice.choice(pool)}
            return [sent] if many and '["ALL"]' in item["id"] else sent
        return {"id": component, "property": item["property"], "value": dice.choice(pool)}

    return [one(item) for item in declared]


def outputs_of(key):
    """What a browser names as outputs of a callback; a pattern gets an invented component."""
    if not key.startswith(".."):
        return output_of(key)
    return [output_of(one) for one in key.strip(".").split("...")]


def output_of(text):
    component, _, name = text.rpartition(".")
    return {"id": json.loads(component) if component.startswith("{") else component,
            "property": name.partition("@")[0]}  # fmt: skip


def forged(callback_map, dice, pool, draws):
    for key, declared in callback_map.items():
        for _draw in range(draws):
            inputs = filled(declared["inputs"], dice, pool)
            state = filled(declared["state"], dice, pool)
            first = (
                inputs[0][0] if inputs and isinstance(inputs[0], list) else inputs[:1] and inputs[0]
            )
            where = first["id"] if first else ""
            where = json.dumps(where, separators=(",", ":")) if isinstance(where, dict) else where
            yield (
                key,
                {
                    "output": key,
                    "outputs": outputs_of(key),
                    "inputs": inputs,
                    "state": state,
                    "changedPropIds": [f"{where}.{first['property']}"] if first else [],
                },
            )


def test_no_forged_callback_breaks_or_shows_foreign_rows(server_app, signed_in, city):
    dice = random.Random(4)
    draws = DRAWS[city.dialect.name]
    broken = {}
    for asker, names, ids in scopes(city):
        browser = signed_in(asker)
        pool = [*NASTY, *(foreign_ids(city, ids) or [1]) * 3]
        for key, body in forged(server_app.callback_map, dice, pool, draws):
            answer = browser.post("/_dash-update-component", data=json.dumps(body),
                                  content_type="application/json")  # fmt: skip
            text = answer.get_data(as_text=True)
            shown = json.dumps(answer.json, ensure_ascii=False) if answer.is_json else text
            if answer.status_code >= 500:
                broken[key] = (asker.role, body["inputs"], body["state"], text[:200])
            leaked = [name for name in names if name in shown]
            assert not leaked, (asker.role, key, body)
    assert not broken, json.dumps(list(broken.items())[:10], ensure_ascii=False, default=str)[:4000]


def test_no_address_breaks_or_shows_foreign_rows(server_app, signed_in, city):
    from tests.posted import post

    def render(browser, path, query):
        return post(
            browser,
            [("_pages_content", "children"), ("_pages_store", "data")],
            [("_pages_location", "pathname", path), ("_pages_location", "search", query)],
        )

    askers = scopes(city)
    for asker, names, ids in askers if city.dialect.name == "postgresql" else askers[:1]:
        browser = signed_in(asker)
        foreign = foreign_ids(city, ids)
        paths = [*PATHS, *(f"/alerts/{number}" for number in foreign)]
        paths += [f"/register/{number}" for number in foreign]
        values = [str(number) for number in foreign] or ["1"]
        if asker is askers[0][0]:  # what breaks a page breaks it for everybody
            values += ["abc", "-1", "9" * 30, "%00", "²", "9999-12-31", "0001-01-01", "x" * 5000]
        asked = [(path, "") for path in paths]
        asked += [
            (page, "?" + "&".join(f"{key}={value}" for key in KEYS))
            for page in PAGES
            for value in values
        ]
        for path, query in asked:
            answer = render(browser, path, query)
            assert answer.status_code < 500, (asker.role, path, query)
            shown = json.dumps(answer.json, ensure_ascii=False)
            assert not [name for name in names if name in shown], (asker.role, path, query)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_day_or_number_of_an_address_breaks_the_pages_of_duties(signed_in, city):
    keys = ("kind", "week", "since", "until", "on", "at", "list", "establishment", "version")
    with reading(city):
        browser = signed_in(Scope(Role.CITY_BUREAU, "市局"))
    for path in NEWER_PAGES:
        for value in ("0001-01-01", "2000-01-01", "9999-12-31", "9" * 30, "1"):
            query = "?" + "&".join(f"{key}={value}" for key in keys)
            served.page(browser, path, query)  # 200, or it says what broke


PLAIN = (
    *PATHS[:5],
    "/alerts?page=abc&%00=%00",
    f"/media/evidence/{HUGE}",
    f"/media/look/{HUGE}",
    f"/map/names/{HUGE}",
    "/media/evidence/%00",
    "/assets/../settings.py",
    "/assets/%2e%2e/config.yaml",
    "/_dash-component-suites/x/../../y",
    "/live/stream?after=abc",
)


def test_no_plain_address_breaks(signed_in, city):
    with reading(city):
        browser = signed_in(Scope(Role.CITY_BUREAU, "市局"))
    for address in PLAIN:
        answer = browser.get(address)
        assert answer.status_code < 500, address
        answer.close()
