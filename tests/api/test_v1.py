"""`/api/v1`: a token opens it and nothing else; answers are as described and as counted."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from api.openapi import DESCRIPTION
from data_access.api_tokens import NewToken, add, revoke
from data_access.engine import reading, writing
from data_access.register import counts
from data_access.schema import audit_log, establishment, licence
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.rows import plant

SECURITY = Scope(Role.SECURITY_ADMIN, "安管", account_id=5)
BAD_NAME = '<img src=x onerror=alert(1)>"{{7*7}}'
SCHEMAS = DESCRIPTION["components"]["schemas"]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(
                name=BAD_NAME,
                principal="王晓明",
                safety_officer="李建国",
                phone="13812345678",
                updated_at=NOON,
                opened_on=date(2020, 1, 1),
                lon=109.9,
                lat=39.8,
            )
        )
        conn.execute(update(establishment).where(establishment.c.id == 3).values(status="closed"))
        for n, last in ((1, date(2027, 1, 1)), (2, date(2029, 1, 1))):
            conn.execute(
                insert(licence).values(
                    establishment_id=1,
                    number=f"JY{n:014}",
                    number_valid=False,
                    expires_on=last,
                )
            )
    return people


@pytest.fixture
def ask(server_app, engine, who):
    """`ask(path, banner=None)` asks with a fresh token."""

    def asked(path, banner=None, *, secret=None):
        if secret is None:
            with writing(engine) as conn:
                secret = add(conn, SECURITY, NewToken("t", banner, date(2026, 12, 31)), NOON)[1]
        headers = {"Authorization": f"Bearer {secret}"}
        return server_app.server.test_client().get(f"/api/v1{path}", headers=headers)

    return asked


def assert_fits(value, schema, where="answer"):
    """Hold a value to a schema, as far as ours go."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool,
             "object": dict, "array": list, "null": type(None)}  # fmt: skip
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, kinds[kind]) for kind in allowed), (where, value)
    assert "enum" not in schema or value in schema["enum"], (where, value)
    if isinstance(value, list):
        for one in value:
            assert_fits(one, schema["items"], where)
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) == set(schema["properties"]), where
        for name, one in value.items():
            assert_fits(one, schema["properties"][name], f"{where}.{name}")


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/establishments", "EstablishmentList"),
        ("/establishments/1", "Establishment"),
        ("/establishments/2", "Establishment"),
        ("/status", "Status"),
        ("/establishments?limit=0", "Error"),
        ("/nowhere", "Error"),
    ],
)
def test_every_answer_is_as_described(ask, path, schema):
    assert_fits(ask(path).json, SCHEMAS[schema])


def test_the_description_names_every_address(ask, server_app):
    described = set(ask("/openapi.json").json["paths"])
    served = {
        rule.rule.removeprefix("/api/v1").replace("<row:establishment_id>", "{id}")
        for rule in server_app.server.url_map.iter_rules()
        if rule.endpoint.startswith("v1.") and rule.endpoint != "v1.nothing"
    }
    assert served - {"/openapi.json"} == described


def test_blocks_follow_each_other_to_the_end(ask):
    seen, cursor = [], ""
    while cursor is not None:
        block = ask(f"/establishments?limit=3{cursor and '&cursor=' + cursor}").json
        seen += [row["id"] for row in block["items"]]
        cursor = block["next_cursor"]
    assert seen == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("banner=150603", [4]),
        ("category=small", [1, 3]),
        ("status=closed", [3]),
        ("updated_since=2026-11-19T12:00:00%2B08:00", [1]),
        ("updated_since=2026-11-19T12:00:01%2B08:00", []),
        ("category=small&status=active", [1]),
    ],
)
def test_filters_narrow(ask, query, ids):
    assert [row["id"] for row in ask(f"/establishments?{query}").json["items"]] == ids


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=1001", "limit=x", "limit=-1", "cursor=x", "cursor=99999999999",
        "banner=1506", "banner=%27", "category=canteen", "status=open", "updated_since=yesterday",
        "updated_since=2026-11-19T12:00:00", "updated_since=0001-01-01T00:00:00%2B08:00",
        "role=city_bureau", "limit=²",
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(ask, query):
    answer = ask(f"/establishments?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json["message"]


def test_no_personal_data_leaves(ask):
    text = ask("/establishments").get_data(as_text=True)
    text += ask("/establishments/1").get_data(as_text=True)
    assert "王晓明" not in text
    assert "李建国" not in text
    assert "13812345678" not in text


def test_the_licence_that_runs_longest_stands_with_it(ask):
    assert ask("/establishments/1").json["licence"]["expires_on"] == "2029-01-01"


def test_names_are_text(ask):
    answer = ask("/establishments/1")
    assert answer.json["name"] == BAD_NAME
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_counts_are_those_of_the_register(ask, engine, who):
    with reading(engine) as conn:
        city, own = asdict(counts(conn, who.city)), asdict(counts(conn, who.dongsheng))
    assert ask("/status").json["establishments"] == city
    assert ask("/status", "150602").json["establishments"] == own


def test_a_banner_s_token_reaches_its_banner_only(ask):
    assert [r["id"] for r in ask("/establishments", "150603").json["items"]] == [4]
    foreign, absent = ask("/establishments/1", "150603"), ask("/establishments/999", "150603")
    assert (foreign.status_code, foreign.data) == (404, absent.data)
    assert ask("/establishments?banner=150602", "150603").status_code == 403


def test_a_refused_banner_is_on_record(ask, engine):
    ask("/establishments?banner=150602", "150603")
    with reading(engine) as conn:
        row = conn.execute(select(audit_log).where(audit_log.c.event == "denied")).one()
    assert (row.result, row.object_kind, row.detail) == (
        "denied",
        "api_token",
        '{"banner":"150602"}',
    )


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic x", "Bearer " + "x" * 300, "bearer x y"],
)
def test_without_a_token_that_opens_there_is_nothing(server_app, who, header):
    for path in ("/establishments", "/establishments/1", "/status", "/openapi.json", "/nowhere"):
        headers = {} if header is None else {"Authorization": header}
        answer = server_app.server.test_client().get(f"/api/v1{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.json["error"] == "unauthorized"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_or_expired_token_opens_nothing(server_app, engine, who, ask, clock):
    with writing(engine) as conn:
        revoked = add(conn, SECURITY, NewToken("r", None, date(2026, 12, 31)), NOON)
        expiring = add(conn, SECURITY, NewToken("e", None, date(2026, 11, 20)), NOON)
        revoke(conn, SECURITY, revoked[0], NOON)
    assert ask("/status", secret=revoked[1]).status_code == 401
    assert ask("/status", secret=expiring[1]).status_code == 200
    clock.moment = NOON + timedelta(days=2)
    assert ask("/status", secret=expiring[1]).status_code == 401


def test_a_session_opens_no_address_of_the_interface(signed_in, who):
    assert signed_in(who.city).get("/api/v1/establishments").status_code == 401


def test_a_token_opens_no_page_and_no_callback(server_app, engine, who):
    with writing(engine) as conn:
        secret = add(conn, SECURITY, NewToken("t", None, date(2026, 12, 31)), NOON)[1]
    client = server_app.server.test_client()
    headers = {"Authorization": f"Bearer {secret}", "Origin": "http://localhost"}
    assert client.get("/", headers=headers).status_code == 302
    assert client.get("/_dash-layout", headers=headers).status_code == 401
    assert client.get("/media/look/10", headers=headers).status_code == 401
    answer = client.post("/_dash-update-component", json={}, headers=headers)
    assert answer.status_code == 401


def test_nothing_is_written_there(ask, server_app, engine, who):
    with writing(engine) as conn:
        secret = add(conn, SECURITY, NewToken("t", None, date(2026, 12, 31)), NOON)[1]
    headers = {"Authorization": f"Bearer {secret}", "Origin": "http://localhost"}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = server_app.server.test_client().open(
            "/api/v1/establishments", method=method, headers=headers, json={"name": "x"}
        )
        assert answer.status_code in {401, 405}


def test_too_many_requests_are_told_to_wait(ask, server_app, engine, who, monkeypatch):
    with writing(engine) as conn:
        secret = add(conn, SECURITY, NewToken("t", None, date(2026, 12, 31)), NOON)[1]
        other = add(conn, SECURITY, NewToken("o", None, date(2026, 12, 31)), NOON)[1]
    codes = [ask("/status", secret=secret).status_code for _ in range(121)]
    assert codes == [200] * 120 + [429]
    last = ask("/status", secret=secret)
    assert last.headers["Retry-After"] == "60"
    assert_fits(last.json, SCHEMAS["Error"])
    assert ask("/status", secret=other).status_code == 200
