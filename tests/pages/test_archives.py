"""Orders of archives as a browser places them: the host of a request is never printed."""

import pytest

from data_access.document_orders import orders
from data_access.engine import reading, writing
from tests import served
from tests.rows import plant

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def order(browser, app):
    key = next(key for key in app.callback_map if key.startswith("..archives-said.children..."))
    parts = [part.rpartition(".") for part in key.strip(".").split("...")]
    form = [("banner", "150602"), ("month", "2026-11"), ("kinds", ["daily_control"])]
    body = {
        "output": key,
        "outputs": [{"id": one, "property": name.partition("@")[0]} for one, _dot, name in parts],
        "inputs": [{"id": "archives-order", "property": "n_clicks", "value": 1}],
        "state": [{"id": f"archives-{n}", "property": "value", "value": v} for n, v in form],
        "changedPropIds": ["archives-order.n_clicks"],
    }
    return browser.post(served.ADDRESS, json=body, headers=served.HEADERS)


def test_codes_lead_to_the_configured_address_whatever_host_a_request_names(
    engine, server_app, signed_in
):
    with writing(engine) as conn:
        who = plant(conn)
    answer = order(signed_in(who.dongsheng), server_app)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with reading(engine) as conn:
        assert [one.address for one in orders(conn, who.city)] == ["http://127.0.0.1:8050"]
        assert served.HEADERS["Origin"] != "http://127.0.0.1:8050"  # as the request named it
