"""The served application is the production one: nothing of a workshop is left open (ASVS 13.4)."""

import pytest

from data_access.engine import writing
from domain.scope import Role, Scope
from tests.rows import plant

ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")
WORKSHOP = (
    "/_reload-hash",
    "/_dash_mcp",
    "/mcp",
    "/_mcp",
    "/_alive",
    "/console",
    "/.git/config",
    "/config.yaml",
    "/assets/",
    "/assets/css/",
    "/assets/../config.yaml",
    "/assets/..%2fconfig.yaml",
    "/fonts/",
    "/fonts/..%2fsecret_key",
    "/backups/",
    "/evidence/",
    "/data/nuancheng.db",
)


@pytest.fixture
def browsers(server_app, signed_in, engine):
    """Nobody, a bureau and the system administrator."""
    with writing(engine) as conn:
        city = plant(conn).city
    return [server_app.server.test_client(), signed_in(city), signed_in(ADMIN)]


def test_debug_and_developer_tools_are_off(server_app):
    server = server_app.server
    assert server.debug is False
    assert server.config.get("PROPAGATE_EXCEPTIONS") in (None, False)
    tools = server_app._dev_tools
    assert not any(
        tools.get(name) for name in ("ui", "props_check", "hot_reload", "serve_dev_bundles")
    )


def test_nothing_of_a_workshop_answers(browsers):
    for path in WORKSHOP:
        for browser in browsers:
            with browser.get(path) as answer:
                said = answer.get_data(as_text=True)
                # An unknown path is the application's own page, or nothing.
                refused = answer.status_code in (302, 308, 401, 403, 404)
                assert refused or "_dash-config" in said, path
            for word in ("reloadHash", "Index of", "adcode:", "[core]", "SQLite format", "jsonrpc"):
                assert word not in said, path


def test_methods_that_nobody_needs_are_refused(browsers):
    for path in ("/", "/sign-in", "/healthz", "/_dash-layout", "/_reload-hash"):
        for method in ("TRACE", "TRACK", "CONNECT", "PUT", "DELETE"):
            for browser in browsers:
                answer = browser.open(path, method=method, headers={"X-Probe": "hear-me"})
                assert answer.status_code >= 400, (method, path)
                assert "hear-me" not in answer.get_data(as_text=True)


def test_no_route_of_dash_is_there_that_nobody_named(server_app):
    """A new version of Dash may bring routes along: they are looked at before they are served."""
    ours = {rule.rule for rule in server_app.server.url_map.iter_rules()}
    dash_s_own = {rule for rule in ours if rule.startswith("/_")}
    assert dash_s_own == {
        "/_dash-layout",
        "/_dash-dependencies",
        "/_dash-update-component",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_reload-hash",
        "/_favicon.ico",
    }
