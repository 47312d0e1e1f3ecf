"""Nothing answers without a session but a short list; no forged callback reaches its function."""

import pytest
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from api.gate import OPEN_ASSETS, OPEN_ENDPOINTS, require_callback
from data_access.engine import writing
from tests.rows import plant


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def anonymous(server_app):
    client = server_app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


def body_of(output, declared):
    """What a browser sends for a callback, with empty values."""

    def sent(one):
        return [] if '["ALL"]' in one["id"] else {**one, "value": None}

    return {
        "output": output,
        "outputs": [],
        "inputs": [sent(one) for one in declared["inputs"]],
        "state": [sent(one) for one in declared["state"]],
        "changedPropIds": [],
    }


def test_every_callback_without_a_session_is_refused(server_app, anonymous, planted):
    assert server_app.callback_map
    for output, declared in server_app.callback_map.items():
        answer = anonymous.post("/_dash-update-component", json=body_of(output, declared))
        assert answer.status_code == 401, output


@pytest.mark.parametrize("folder", ["css", "img"])
def test_no_way_leads_out_of_the_open_assets(anonymous, planted, folder):
    for step in ("..", "%2e%2e"):
        assert anonymous.get(f"/assets/{folder}/{step}/js/register.js").status_code == 401


def test_every_route_without_a_session_is_refused(server_app, anonymous, planted):
    for rule in server_app.server.url_map.iter_rules():
        if rule.endpoint in OPEN_ENDPOINTS:
            continue
        filled = {
            name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x"
            for name in rule.arguments
        }
        method = "POST" if "POST" in rule.methods else "GET"
        with server_app.server.test_request_context():
            address = rule.build(filled)[1]
        if address.startswith(OPEN_ASSETS):
            continue
        answer = anonymous.open(address, method=method)
        signs_in = answer.status_code == 302 and answer.location.startswith("/sign-in")
        assert signs_in or answer.status_code in {400, 401}, (rule, answer.status_code)


def test_the_open_list_is_short_and_known():
    assert {
        "access.code",
        "access.demo",
        "access.language",
        "access.oidc",
        "access.oidc_back",
        "access.pair",
        "access.sign_in",
        "bootstrap.css",
        "fonts.font",
        "health.healthz",
        "health.readyz",
        "paper_check.page",
        "public.page",
    } == OPEN_ENDPOINTS


def test_a_page_leads_to_the_sign_in_page_and_back(anonymous, planted):
    answer = anonymous.get("/alerts?severity=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/alerts?severity%3D1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_a_request_of_another_site_changes_nothing(signed_in, planted, headers):
    client = signed_in(planted.city)
    del client.environ_base["HTTP_ORIGIN"]
    for address in ("/_dash-update-component", "/sign-out", "/live/active"):
        assert client.post(address, json={}, headers=headers).status_code == 403
    assert client.get("/_dash-layout").status_code == 200


def test_a_modern_browser_without_origin_is_known_by_its_own_header(signed_in, planted):
    client = signed_in(planted.city)
    del client.environ_base["HTTP_ORIGIN"]
    answer = client.post("/live/active", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b'"x"',
        b'{"output": 1}',
        b'{"output": "nothing.children"}',
        b'{"output": {"a": 1}, "inputs": 3}',
        b"\xff\xfe",
    ],
)
def test_a_malformed_callback_body_is_the_sender_s_fault(signed_in, planted, body):
    client = signed_in(planted.city)
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_body_that_is_too_large_is_refused(signed_in, planted):
    answer = signed_in(planted.city).post(
        "/_dash-update-component", data=b"x" * (5 * 1024 * 1024), content_type="application/json"
    )
    assert answer.status_code in {400, 413}


DECLARED = {
    "out.children": {
        "callback": print,
        "inputs": [{"id": "district", "property": "value"}],
        "state": [{"id": '{"index":["ALL"],"type":"filter"}', "property": "value"}],
    },
    "browser.children": {
        "inputs": [{"id": "district", "property": "value"}],
        "state": [{"id": '{"index":["ALL"],"type":"filter"}', "property": "value"}],
    },
    "page.children": {
        "callback": print,
        "inputs": [{"id": "location", "property": "pathname"}],
        "state": [],
    },
}
GOOD = {
    "output": "out.children",
    "outputs": {"id": "out", "property": "children"},
    "inputs": [{"id": "district", "property": "value", "value": 1}],
    "state": [[{"id": {"index": 7, "type": "filter"}, "property": "value", "value": 1}]],
    "changedPropIds": [],
}


def is_refused(body, declared):
    try:
        require_callback(body, declared)
    except BadRequest:
        return True
    return False


def test_the_declared_inputs_pass():
    assert not is_refused(GOOD, DECLARED)
    assert not is_refused({**GOOD, "state": [[]]}, DECLARED)
    assert not is_refused({**GOOD, "changedPropIds": ["district.value"]}, DECLARED)


ROWS = {
    "rows.data": {
        "callback": print,
        "inputs": [{"id": '{"index":["ALL"],"type":"row"}', "property": "n_clicks"}],
        "state": [],
    }
}


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ('{"index":7,"type":"row"}.n_clicks', True),
        ('{"index":"a.b","type":"row"}.n_clicks', True),
        ('{"index":7,"type":"other"}.n_clicks', False),
        ('{"index":7,"type":"row"}.children', False),
        ('{"index":1' + "0" * 30 + ',"type":"row"}.n_clicks', False),
        ('{"index":[7],"type":"row"}.n_clicks', False),
        ('{"index":7.n_clicks', False),
        ("row.n_clicks", False),
        ("", False),
        (7, False),
        ({}, False),
    ],
)
def test_what_changed_is_one_of_the_inputs(changed, passes):
    """Callbacks read from it which button was pressed."""
    body = {
        "output": "rows.data",
        "outputs": {"id": "rows", "property": "data"},
        "inputs": [[]],
        "changedPropIds": [changed],
    }
    assert is_refused(body, ROWS) is not passes


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": [{"id": "district", "property": "pathname", "value": "/public"}]},
        {"inputs": [{"id": "role", "property": "value", "value": "leader"}]},
        {"inputs": [*GOOD["inputs"], {"id": "role", "property": "value", "value": "x"}]},
        {"inputs": []},
        {"inputs": {"id": "district"}},
        {"inputs": ["district"]},
        {"inputs": [GOOD["inputs"]]},
        {"state": GOOD["state"][0]},
        {"state": [[{"id": {"index": 7, "type": "other"}, "property": "value"}]]},
        {"state": [[{"id": {"index": 7}, "property": "value"}]]},
        {"state": [[{"id": {"index": 1e30, "type": "filter"}, "property": "value"}]]},
        {"state": [[{"id": {"index": {}, "type": "filter"}, "property": "value"}]]},
        {"state": [[{"id": {"index": 7, "type": "filter"}, "property": "children"}]]},
        {"output": "other.children"},
        {"output": "browser.children"},
        {"outputs": []},
        {"outputs": None},
        {"outputs": {"id": "out", "property": "style"}},
        {"outputs": [{"id": "out", "property": "children"}]},
    ],
    ids=[
        "renamed property",
        "renamed component",
        "an extra input",
        "a missing input",
        "no list",
        "a bare name",
        "a list for one component",
        "one component for a list",
        "another pattern",
        "half a pattern",
        "a number that no id has",
        "an object in a pattern",
        "renamed property of a pattern",
        "another output",
        "a function that runs in the browser only",
        "no outputs",
        "outputs left out",
        "another property of the output",
        "a list for one output",
    ],
)
def test_renamed_or_added_inputs_are_refused(change):
    assert is_refused({**GOOD, **change}, DECLARED)


@pytest.mark.parametrize("value", [None, 7, [], {}, True, "alerts", "²"])
def test_what_is_no_address_never_reaches_the_router(value):
    body = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "location", "property": "pathname", "value": value}],
    }
    assert is_refused(body, DECLARED)


@pytest.mark.parametrize("value", ["/", "/alerts/1"])
def test_an_address_reaches_the_router(value):
    body = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "location", "property": "pathname", "value": value}],
    }
    assert not is_refused(body, DECLARED)


SHARED = {
    "..one.children...two.children@ab12..": {
        "callback": print,
        "inputs": [{"id": "go", "property": "n_clicks"}],
        "state": [],
    }
}


@pytest.mark.parametrize(
    ("mark", "passes"), [("children@ab12", True), ("children", True), ("children@ff", False)]
)
def test_an_output_that_callbacks_share_comes_with_its_mark(mark, passes):
    body = {
        "output": "..one.children...two.children@ab12..",
        "outputs": [{"id": "one", "property": "children"}, {"id": "two", "property": mark}],
        "inputs": [{"id": "go", "property": "n_clicks", "value": 1}],
        "changedPropIds": [],
    }
    assert is_refused(body, SHARED) is not passes
