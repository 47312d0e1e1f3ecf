"""What every answer carries, whatever it is."""

import pytest

from api.bootstrap import ADDRESS
from api.headers import policy
from data_access.engine import writing
from tests.rows import plant


@pytest.mark.parametrize(
    "address", ["/sign-in", "/healthz", "/", "/_dash-layout", "/assets/css/10-tokens.css", "/nope"]
)
def test_every_answer_is_closed(server_app, address):
    with server_app.server.test_client().get(address) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_scripts_come_from_us_or_carry_their_hash():
    scripts = next(p for p in policy(["'sha256-x'"]).split("; ") if p.startswith("script-src"))
    assert scripts == "script-src 'self' 'sha256-x'"


def test_the_policy_allows_no_evaluation_and_no_outside_host():
    text = policy([])
    assert "unsafe-eval" not in text
    assert "http" not in text
    assert "*" not in text


def test_data_is_never_kept_and_versioned_files_are(server_app, signed_in, engine):
    with writing(engine) as conn:
        scopes = plant(conn)
    client = signed_in(scopes.city)
    assert client.get("/_dash-layout").headers["Cache-Control"] == "no-store"
    assert client.get("/live/numbers").headers["Cache-Control"] == "no-store"
    with client.get(ADDRESS) as kept:
        assert "max-age=31536000" in kept.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/assets/js/no-such.js", "/assets/js/register.js"])
def test_a_failure_is_kept_by_nobody(server_app, path):
    """Of a file that is not there, and of one that only those who are signed in may have."""
    with server_app.server.test_client().get(f"{path}?m=1") as answer:
        assert answer.status_code in (401, 404)
        assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_tls_is_remembered_once_it_was_there(server_app):
    client = server_app.server.test_client()
    answer = client.get("/healthz", environ_overrides={"wsgi.url_scheme": "https"})
    assert "max-age" in answer.headers["Strict-Transport-Security"]
