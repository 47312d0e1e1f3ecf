"""A browser at the sign-in page, as a person uses it: forms with their tokens, then the screens."""

import re

from data_access.accounts import NewAccount, add
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.scope import Role, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
PASSWORD = "Warm-Town-2026"


def person(engine, username="bureau", role=Role.CITY_BUREAU, *, password=PASSWORD, **more):
    """Make an account; returns its id."""
    must_change = more.pop("must_change", False)
    with writing(engine) as conn:
        new = NewAccount(username, username.title(), role, **more)
        return add(conn, SYSTEM, new, password, NOON, must_change=must_change)


def new_browser(server_app):
    """A browser that nobody has used yet."""
    client = server_app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


def send(browser, address, *, page=None, **fields):
    """Fill in the form of a page and send it."""
    shown = browser.get(page or address).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)
    token = found.group(1) if found else ""
    return browser.post(address, data={"csrf_token": token, **fields})


def sign_in(browser, username="bureau", password=PASSWORD, **more):
    """What the form answers."""
    return send(browser, "/sign-in", username=username, password=password, **more)


def with_token(browser):
    """The browser after it has opened a document: its scripts know the token."""
    browser.get("/")
    browser.environ_base["HTTP_X_CSRFTOKEN"] = browser.get_cookie("nuancheng-token").value
    return browser


def may_enter(browser):
    """Whether the browser is signed in and may see screens."""
    return browser.get("/_dash-layout").status_code == 200


def logged(engine):
    """(event, result) of every row of the audit log, in order, but for made accounts."""
    with reading(engine) as conn:
        rows = conn.execute(audit_log.select().order_by(audit_log.c.id)).all()
    return [(row.event, row.result) for row in rows if row.event != "account_added"]
