"""Every callback and every route against every role: two lists that a person has reviewed.

A new callback or a new route without a line in them fails here.
"""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from api.gate import DASH_ENDPOINTS, OPEN_ENDPOINTS
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.scope import EVERYONE, Role, Scope
from tests.rows import plant, plant_street

CALLBACKS = json.loads((Path(__file__).parent / "callback_roles.json").read_text("utf-8"))
ROUTES = json.loads((Path(__file__).parent / "route_roles.json").read_text("utf-8"))
ROUTER = "dash.dash.update"  # it asks the layout of a page, which looks at the role itself
ENDLESS = frozenset({"doorbell.changes"})


@pytest.fixture
def askers(engine):
    """One scope a role."""
    with writing(engine) as conn:
        planted = plant(conn)
        street = plant_street(conn)
    scopes = [
        planted.leader,
        planted.city,
        planted.dongsheng,
        planted.office,
        planted.shop,
        street,
        Scope(Role.DEVICE, "大屏"),
        Scope(Role.SECURITY_ADMIN, "安全"),
        Scope(Role.SYSTEM_ADMIN, "系统"),
        Scope(Role.AUDITOR, "审计"),
    ]
    assert {scope.role for scope in scopes} == EVERYONE
    return scopes


def server_callbacks(app):
    """Output → what Dash knows of it, for callbacks that run on the server."""
    return {
        output: declared for output, declared in app.callback_map.items() if "callback" in declared
    }


def body_of(output, declared):
    """What a browser sends, with empty values."""

    def sent(one):
        return [] if '["ALL"]' in one["id"] else {**one, "value": None}

    return {
        "output": output,
        "outputs": outputs_of(output),
        "inputs": [sent(one) for one in declared["inputs"]],
        "state": [sent(one) for one in declared["state"]],
        "changedPropIds": [],
    }


def outputs_of(key):
    """What a browser names as outputs of a callback; a pattern of ALL matches nothing."""

    def one(text):
        component, _, name = text.rpartition(".")
        if '["ALL"]' in component:
            return []
        pattern = json.loads(component) if component.startswith("{") else component
        return {"id": pattern, "property": name.partition("@")[0]}

    return [one(text) for text in key[2:-2].split("...")] if key.startswith("..") else one(key)


def name_of(declared):
    """What a callback is listed by: the hashes in its outputs change with each new input."""
    return f"{declared['callback'].__module__}.{declared['callback'].__name__}"


def test_the_list_of_callbacks_is_whole_and_each_has_a_line_of_its_own(server_app):
    names = [name_of(one) for one in server_callbacks(server_app).values()]
    assert sorted(set(names) - {ROUTER}) == sorted(CALLBACKS)
    assert len(names) == len(set(names))  # two of one name would share a line


def test_the_list_of_routes_is_whole(server_app):
    endpoints = {rule.endpoint for rule in server_app.server.url_map.iter_rules()}
    assert endpoints - OPEN_ENDPOINTS - DASH_ENDPOINTS == set(ROUTES)


def refused_for_role(engine, answer):
    """Whether the gate refused it; a callback may refuse what it is asked for all the same."""
    if answer.status_code != 403:
        return False
    with reading(engine) as conn:
        newest = select(audit_log.c.detail).order_by(audit_log.c.id.desc()).limit(1)
        return "callbacks of " in conn.scalar(newest)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the gate stands before any query
def test_every_callback_answers_just_the_roles_of_the_list(server_app, signed_in, askers, engine):
    wrong = []
    for asker in askers:
        browser = signed_in(asker)
        for output, declared in server_callbacks(server_app).items():
            name = name_of(declared)
            answer = browser.post("/_dash-update-component", json=body_of(output, declared))
            allowed = name == ROUTER or asker.role in CALLBACKS[name]
            if refused_for_role(engine, answer) is allowed or answer.status_code >= 500:
                wrong.append((name, str(asker.role), answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the gate stands before any query
def test_every_route_answers_just_the_roles_of_the_list(server_app, signed_in, askers):
    wrong = []
    for asker in askers:
        for rule in server_app.server.url_map.iter_rules():
            if (
                rule.endpoint in OPEN_ENDPOINTS | DASH_ENDPOINTS
                or rule.endpoint == "access.sign_out"
            ):
                continue
            with server_app.server.test_request_context():
                address = rule.build(dict.fromkeys(rule.arguments, 1))[1]
            method = "POST" if "POST" in rule.methods else "GET"
            answer = signed_in(asker).open(address, method=method)
            if rule.endpoint not in ENDLESS:
                answer.get_data()  # a stream that is dropped half-way would complain
            allowed = asker.role in ROUTES[rule.endpoint]
            # A token opens those; too many guesses of one address are counted.
            nobody = {401, 429} if rule.endpoint.startswith("v1.") else {404}
            refused = is_refused(answer) if ROUTES[rule.endpoint] else answer.status_code in nobody
            if allowed is (refused or answer.status_code >= 500):
                wrong.append((rule.endpoint, str(asker.role), answer.status_code))
            answer.close()
    assert wrong == []


def is_refused(answer):
    """Refused by role; a form that was filled in wrongly answers 403 with the form."""
    return answer.status_code == 403 and "error" in (answer.json if answer.is_json else {})


def test_a_module_that_names_no_roles_answers_nobody(server_app, signed_in, askers):
    def unnamed():
        return "secret"

    unnamed.__module__ = "tests.nowhere"
    views = server_app.server.view_functions
    kept = views["doorbell.numbers"]
    views["doorbell.numbers"] = unnamed
    try:
        for asker in askers:
            assert signed_in(asker).get("/live/numbers").status_code == 404
    finally:
        views["doorbell.numbers"] = kept


def test_what_a_body_claims_about_its_sender_changes_nothing(server_app, signed_in, askers):
    """S3: role, district and user come from the session's row, never from the request."""
    shop = next(one for one in askers if one.role is Role.ESTABLISHMENT)
    browser = signed_in(shop)
    claims = {"role": "city_bureau", "district": "150602", "user_id": 1, "establishment_id": None}
    for output, declared in server_callbacks(server_app).items():
        name = name_of(declared)
        body = {**body_of(output, declared), **claims, "scope": claims}
        answer = browser.post(
            "/_dash-update-component", json=body, headers={"X-Role": "city_bureau"}
        )
        if name != ROUTER and shop.role not in CALLBACKS[name]:
            assert answer.status_code == 403, output
        for other in ("2号店", "3号店", "4号店"):
            assert other not in answer.get_data(as_text=True), output
        added = {**body, "state": [*body["state"], {"id": "role", "property": "data", "value": 1}]}
        assert browser.post("/_dash-update-component", json=added).status_code in {400, 403}
