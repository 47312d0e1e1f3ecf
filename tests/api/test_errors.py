"""Errors: plain words and an id, no traceback, no path, no SQL."""

import pytest
from sqlalchemy.exc import OperationalError

import api.doorbell
from data_access.engine import writing
from domain.scope import NotAllowedError
from tests.rows import plant

SECRETS = ("Traceback", 'File "', "SELECT", "/srv/x", "hunter2", "ValueError")


@pytest.fixture
def client(engine, signed_in):
    with writing(engine) as conn:
        scopes = plant(conn)
    return signed_in(scopes.city)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ValueError("hunter2 in /srv/x"), 500, "系统处理时出错"),
        (OperationalError("SELECT hunter2", {}, Exception("x")), 503, "数据库暂时无法访问"),
        (NotAllowedError("hunter2"), 403, "不在您的权限范围内"),
    ],
    ids=["unexpected", "database", "not allowed"],
)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_failure_is_told_in_words(client, monkeypatch, error, status, words, accept):
    def fail(*_):
        raise error

    monkeypatch.setattr(api.doorbell, "look", fail)
    answer = client.get("/live/numbers", headers={"Accept": accept})
    text = answer.get_json()["error"] if accept.endswith("json") else answer.get_data(as_text=True)
    assert answer.status_code == status
    assert words in text
    assert not [secret for secret in SECRETS if secret in answer.get_data(as_text=True)]
    assert (status == 500) == bool(accept.endswith("json") and answer.get_json()["id"]) or (
        accept == "text/html"
    )


def test_the_id_stands_in_the_log(client, monkeypatch, caplog):
    def fail(*_):
        raise ValueError("hunter2")

    monkeypatch.setattr(api.doorbell, "look", fail)
    told = client.get("/live/numbers", headers={"Accept": "application/json"}).get_json()
    assert told["id"] in caplog.text


@pytest.mark.parametrize("address", ["/assets/../app.py", "/assets/nope.css", "/assets/%00"])
def test_a_bad_file_name_is_not_an_error_of_ours(client, address):
    assert client.get(address).status_code in {200, 302, 404}
    assert b"create_app" not in client.get(address).data
