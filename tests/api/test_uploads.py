"""The upload route: who may, how much, and that what is too much is never read."""

import io
import resource
from concurrent.futures import ThreadPoolExecutor

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.importing.delivery import open_delivery
from data_access.importing.mapping import Mapping
from data_access.importing.subjects import SUBJECTS
from data_access.schema import change_batch
from tests.registers import HEADER, numbered, shop, write_register
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def send(client, content, name="register.csv", subject="establishments", token=None):
    return client.post(
        f"/imports/{subject}",
        data={"file": (io.BytesIO(content), name)},
        headers={} if token is None else {"X-CSRFToken": token},
        content_type="multipart/form-data",
    )


@pytest.fixture
def content(tmp_path):
    return write_register(tmp_path / "r.csv", [shop(), numbered(3)]).read_bytes()


def batches_of(engine):
    with reading(engine) as conn:
        return conn.execute(select(change_batch).order_by(change_batch.c.id)).mappings().all()


def test_a_file_becomes_a_batch_under_a_name_of_ours(engine, signed_in, who, content, tmp_path):
    answer = send(signed_in(who.city), content, name="../../etc/pass\u200bwd名单.csv")
    assert answer.status_code == 201
    assert answer.json["href"] == "/register/import?batch=1"
    (row,) = batches_of(engine)
    assert (row["state"], row["subject"], row["file_name"]) == (
        "uploaded", "establishment", "passwd名单.csv",
    )  # fmt: skip
    assert row["detail"]["mapping"]["columns"]["name"] == "单位名称"
    folder = tmp_path / "served" / "uploads"
    kept = folder / row["detail"]["stored"]
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("role", ["leader", "office", "shop"])
def test_only_bureaus_may_upload(engine, signed_in, who, content, role):
    assert send(signed_in(getattr(who, role)), content).status_code == 403
    assert batches_of(engine) == []


@pytest.mark.parametrize("token", ["", "x", "IjEi.aaaa.bbbb"])
def test_without_the_form_s_token_nothing_is_taken(engine, signed_in, who, content, token):
    assert send(signed_in(who.city), content, token=token).status_code == 403
    assert batches_of(engine) == []


def test_an_unknown_subject_is_not_there(signed_in, who, content):
    assert send(signed_in(who.city), content, subject="alerts").status_code == 404


def test_a_form_without_a_file_is_answered_in_words(signed_in, who):
    client = signed_in(who.city)
    answer = client.post(
        "/imports/people",
        data={"other": "x"},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 400
    assert "没有收到文件" in answer.json["error"]


class Unread:
    """A body of 200 MB that fails the test when somebody reads it; its length can be asked."""

    at = 0

    def tell(self):
        return self.at

    def seek(self, offset, whence=0):
        self.at = 200 * 1024 * 1024 if whence else offset
        return self.at

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = readlines = __iter__ = read

    def close(self):
        """Nothing is open."""


def oversize(client):
    return client.post(
        "/imports/establishments",
        input_stream=Unread(),
        content_type="multipart/form-data; boundary=x",
    )


def test_two_hundred_megabytes_are_refused_in_words_and_unread(engine, signed_in, who):
    client = signed_in(who.city)
    answer = oversize(client)
    assert answer.status_code == 413
    assert "20 MB" in answer.json["error"]
    assert batches_of(engine) == []


def test_ten_at_once_take_no_memory(signed_in, who, server_app):
    client = signed_in(who.city)
    with client.session_transaction() as kept:
        values = dict(kept)

    def one(_n):
        other = server_app.server.test_client()
        other.environ_base.update(client.environ_base)
        with other.session_transaction() as session:
            session.update(values)
        return oversize(other).status_code

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(one, range(10))) == [413] * 10
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 100


def test_a_stream_that_lies_about_its_length_is_cut_off(engine, signed_in, who, tmp_path):
    client = signed_in(who.city)
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    answer = client.post(
        "/imports/establishments",
        input_stream=io.BytesIO(body + b"a,b\n" * (6 * 1024 * 1024)),
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert batches_of(engine) == []
    folder = tmp_path / "served" / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_more_than_other_routes_take_is_taken_here(engine, signed_in, who, content):
    rows = content + content.splitlines(keepends=True)[1] * 60_000
    assert len(rows) > 5_000_000
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    answer = signed_in(who.city).post(
        "/imports/establishments",
        data=head + rows + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 201
    assert batches_of(engine)[0]["state"] == "uploaded"


def test_every_other_route_keeps_its_smaller_limit(signed_in, who):
    answer = signed_in(who.city).post(
        "/_dash-update-component", data=b"x" * (5 * 1024 * 1024), content_type="application/json"
    )
    assert answer.status_code in {400, 413}


def test_a_file_that_cannot_be_read_is_a_failed_batch_with_its_reason(
    engine, signed_in, who, tmp_path
):
    answer = send(signed_in(who.city), b"PK\x03\x04 broken", name="x.xlsx")
    assert answer.status_code == 201
    (row,) = batches_of(engine)
    assert row["state"] == "failed"
    assert "损坏" in row["error"]
    assert list((tmp_path / "served" / "uploads").iterdir()) == []


def test_issues_are_for_those_who_may_see_the_batch(signed_in, who, content):
    city = signed_in(who.city)
    send(city, content)
    assert city.get("/imports/1/issues.csv").status_code == 404  # not checked yet
    for address in ("/imports/99/issues.csv", "/imports/99999999999/issues.csv"):
        assert city.get(address).status_code == 404
    dongsheng = signed_in(who.dongsheng)
    assert dongsheng.get("/imports/1/issues.csv").status_code == 404


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_templates_are_read_back_by_our_own_import(signed_in, who, tmp_path, subject, ending):
    answer = signed_in(who.dongsheng).get(f"/imports/template/{subject}.{ending}")
    assert answer.status_code == 200
    assert f"{subject}-template.{ending}" in answer.headers["Content-Disposition"]
    path = tmp_path / f"t.{ending}"
    path.write_bytes(answer.data)
    opened = open_delivery(path, SUBJECTS[subject], Mapping(), 20)
    assert len(list(opened.table.rows)) == 2
    Mapping().fitted_to(opened.table.header, SUBJECTS[subject], opened.sample)
    if ending == "xlsx":
        book = load_workbook(path)
        assert book.sheetnames[1] == "说明"
        assert book.worksheets[0]["B2"].number_format == "@"


def test_templates_are_not_for_everybody(signed_in, who):
    assert signed_in(who.shop).get("/imports/template/people.csv").status_code == 403
    assert signed_in(who.city).get("/imports/template/alerts.csv").status_code == 404
    assert signed_in(who.city).get("/imports/template/people.exe").status_code == 404


def test_headers_of_the_register_are_our_own():
    assert set(HEADER) <= {field.zh for field in SUBJECTS["establishments"].fields.values()}
