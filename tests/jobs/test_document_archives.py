"""A banner's month as one archive: ordered in scope, made in turns, right again after a kill."""

import csv
import errno
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from data_access import document_orders
from data_access.control import submit
from data_access.control_periods import open_period
from data_access.document_orders import cancel, orders, place_order
from data_access.engine import reading, writing
from data_access.schema import audit_log, document_order, establishment
from domain.control import ControlKind
from domain.disk import Disk
from domain.document_orders import (
    MOST_WAITING,
    Failure,
    Lack,
    OrderRefusal,
    OrderRefusedError,
    OrderState,
    failure_from,
)
from domain.scope import NotAllowedError
from jobs import document_archives
from jobs.document_archives import make_archives
from settings import Settings
from tests.data_access.test_control import DAILY, DAY, MORNING, SYSTEM, clean, failing
from tests.rows import plant

BASE = "https://example.test"
LATER = MORNING + timedelta(hours=1)
# What SQL narrows is tested on both engines; what is written is the same.
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        conn.execute(
            update(establishment).where(establishment.c.id == 3).values(name="a/b:*..\\=c")
        )
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
        submit(conn, scopes.shop, failing(), MORNING)
        submit(conn, SYSTEM, clean(3), MORNING)
        submit(conn, SYSTEM, clean(4, "medium"), MORNING)
    return scopes


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "d")


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    monkeypatch.setattr(document_archives, "TELL_S", 0.0)
    monkeypatch.setattr(document_archives, "disk", lambda _folder: Disk(100, 50))


def ordered(
    engine, scope, banner="150602", month="2026-11", kinds=("daily_control",), address=BASE
):
    with writing(engine) as conn:
        return place_order(conn, scope, banner, month, list(kinds), address, MORNING)


def only(engine, scope):
    with reading(engine) as conn:
        (found,) = orders(conn, scope)
    return found


def contents(settings, order):
    with zipfile.ZipFile(settings.data_dir / order.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@SQLITE
def test_the_archive_holds_the_month_of_the_banner_and_nothing_else(engine, who, settings):
    ordered(engine, who.dongsheng)
    assert make_archives(engine, settings, LATER) == {"records": 2, "archives": 1, "removed": 0}
    order = only(engine, who.city)
    assert (order.state, order.done, order.total) == (OrderState.DONE, 2, 2)
    body = (settings.data_dir / order.path).read_bytes()
    assert hashlib.sha256(body).hexdigest() == order.sha256
    held = contents(settings, order)
    pages = [name for name in held if name.endswith(".pdf")]
    assert pages == [
        "交通街道/1号店-000001/每日食品安全检查记录.pdf",
        "罕台镇/a_b__.._=c-000003/每日食品安全检查记录.pdf",
    ]
    assert all(held[name].startswith(b"%PDF-") for name in pages)
    rows = list(csv.reader(io.StringIO(held["目录.csv"].decode("utf-8-sig"))))
    states = {row[5]: row[6] for row in rows if len(row) == 10}
    listed = [row for row in rows if row and row[0].startswith("150602-R-")]
    assert [(row[3], row[6], bool(row[9])) for row in listed] == [
        ("1号店", "按时完成", True), ("2号店", "待完成", False), ("a/b:*..\\=c", "按时完成", True),
    ]  # fmt: skip
    assert states
    assert not list((settings.data_dir / "papers").glob("order-*"))


@SQLITE
def test_the_same_month_again_is_the_same_to_the_byte(engine, who, settings):
    hashes = []
    for _time in range(2):
        ordered(engine, who.city)
        make_archives(engine, settings, LATER)
        with reading(engine) as conn:
            hashes.append(orders(conn, who.city)[0].sha256)
    assert hashes[0] == hashes[1]


@SQLITE
def test_a_kill_midway_loses_nothing_and_the_next_turn_goes_on(engine, who, settings, monkeypatch):
    ordered(engine, who.dongsheng)
    real, written = document_archives.paper_pdf, []

    def killed(sheets, *rest, **how):
        if written:
            raise KeyboardInterrupt
        written.append(sheets[0].number)
        return real(sheets, *rest, **how)

    monkeypatch.setattr(document_archives, "paper_pdf", killed)
    with pytest.raises(KeyboardInterrupt):
        make_archives(engine, settings, LATER)
    order = only(engine, who.city)
    assert (order.state, order.done, order.total) == (OrderState.RUNNING, 1, 2)

    again = []
    monkeypatch.setattr(
        document_archives,
        "paper_pdf",
        lambda sheets, *rest, **how: again.append(sheets[0].number) or real(sheets, *rest, **how),
    )
    assert make_archives(engine, settings, LATER)["archives"] == 1
    assert len(again) == 1  # what was whole is not made again
    assert written != again
    order = only(engine, who.city)
    assert (order.state, order.done) == (OrderState.DONE, 2)
    assert len([name for name in contents(settings, order) if name.endswith(".pdf")]) == 2


@SQLITE
def test_a_turn_ends_and_the_next_one_goes_on(engine, who, settings, monkeypatch):
    ordered(engine, who.dongsheng)
    ticks = iter(range(1000))
    monkeypatch.setattr(document_archives.time, "monotonic", lambda: float(next(ticks)))
    monkeypatch.setattr(document_archives, "TURN_S", 2.5)
    turns = 0
    while only(engine, who.city).state is not OrderState.DONE:
        make_archives(engine, settings, LATER)
        turns += 1
        assert turns < 10
    assert turns > 1


@SQLITE
def test_a_cancelled_order_stops_and_leaves_no_file(engine, who, settings, monkeypatch):
    number = ordered(engine, who.dongsheng)
    real = document_archives.paper_pdf

    def cancelling(*given, **how):
        with writing(engine) as conn:
            cancel(conn, who.dongsheng, number, LATER)
        return real(*given, **how)

    monkeypatch.setattr(document_archives, "paper_pdf", cancelling)
    assert make_archives(engine, settings, LATER)["archives"] == 0
    assert only(engine, who.city).state is OrderState.CANCELLED
    assert [path.name for path in (settings.data_dir / "papers").rglob("*")] == []
    with pytest.raises(OrderRefusedError), writing(engine) as conn:
        cancel(conn, who.dongsheng, number, LATER)


@SQLITE
def test_a_full_disk_is_said_and_what_was_written_goes(engine, who, settings, monkeypatch):
    ordered(engine, who.dongsheng)

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(document_archives, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        make_archives(engine, settings, LATER)
    order = only(engine, who.city)
    assert order.state is OrderState.FAILED
    assert order.failure == Failure(Lack.NOT_WRITTEN, "ENOSPC")
    assert [path.name for path in (settings.data_dir / "papers").rglob("*")] == []


def test_a_reason_comes_back_from_storage_and_one_from_before_there_were_codes_keeps_its_words():
    for failure in (Failure(Lack.RECORDS, "3"), Failure(Lack.DISK_LOW)):
        assert failure_from(failure.text()) == failure
    assert failure_from("无法写入文件：I/O error") == Failure(None, "无法写入文件：I/O error")
    assert failure_from(None) is None


@SQLITE
def test_a_disk_that_fills_is_left_to_the_evidence(engine, who, settings, monkeypatch):
    monkeypatch.setattr(document_archives, "disk", lambda _folder: Disk(100, 9))
    ordered(engine, who.dongsheng)
    make_archives(engine, settings, LATER)
    order = only(engine, who.city)
    assert order.state is OrderState.FAILED
    assert order.failure == Failure(Lack.DISK_LOW)


@SQLITE
def test_a_record_that_cannot_be_set_is_named_and_the_others_are_there(
    engine, who, settings, monkeypatch
):
    ordered(engine, who.dongsheng)
    real = document_archives.paper_pdf

    def broken(sheets, *rest, **how):
        if sheets[0].number.endswith("000001"):
            raise document_archives.PdfError("odd")
        return real(sheets, *rest, **how)

    monkeypatch.setattr(document_archives, "paper_pdf", broken)
    make_archives(engine, settings, LATER)
    order = only(engine, who.city)
    assert (order.state, order.failure) == (OrderState.DONE, Failure(Lack.RECORDS, "1"))
    held = contents(settings, order)
    assert len(held) == 2
    assert "未能生成" in held["目录.csv"].decode()


@SQLITE
def test_old_archives_go(engine, who, settings):
    ordered(engine, who.dongsheng)
    make_archives(engine, settings, LATER)
    path = settings.data_dir / only(engine, who.city).path
    kept = timedelta(days=settings.jobs.archives_kept_days)
    assert make_archives(engine, settings, LATER + kept)["removed"] == 0
    assert path.is_file()
    later = LATER + kept + timedelta(seconds=1)
    assert make_archives(engine, settings, later)["removed"] == 1
    assert not path.exists()
    order = only(engine, who.city)
    assert (order.state, order.path) == (OrderState.REMOVED, None)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"kinds": ()}, OrderRefusal.NO_KIND),
        ({"kinds": ("daily_control", "hourly")}, OrderRefusal.NO_KIND),
        ({"month": "2026-12"}, OrderRefusal.NO_MONTH),
        ({"month": "2022-10"}, OrderRefusal.NO_MONTH),
        ({"month": "2026-11-19"}, OrderRefusal.NO_MONTH),
        ({"month": None}, OrderRefusal.NO_MONTH),
        ({"banner": "150603"}, OrderRefusal.NO_BANNER),
        ({"banner": "999999"}, OrderRefusal.NO_BANNER),
        ({"banner": None}, OrderRefusal.NO_BANNER),
        ({"address": ""}, OrderRefusal.NO_ADDRESS),
    ],
)
@SQLITE
def test_what_cannot_be_ordered_is_refused_in_words(engine, who, given, refusal):
    with pytest.raises(OrderRefusedError) as refused:
        ordered(engine, who.dongsheng, **given)
    assert refused.value.refusal is refusal
    assert refused.value.zh
    assert refused.value.en


def test_orders_are_of_ones_own_place_and_once(engine, who):
    number = ordered(engine, who.dongsheng)
    with pytest.raises(OrderRefusedError) as refused:
        ordered(engine, who.city)
    assert refused.value.refusal is OrderRefusal.SAME_WAITING
    with reading(engine, who.kangbashi.place) as conn:
        assert orders(conn, who.kangbashi) == []
        assert document_orders.find(conn, who.kangbashi, number) is None
    with reading(engine, who.dongsheng.place) as conn:
        assert document_orders.find(conn, who.dongsheng, number).month == DAY.replace(day=1)
    with pytest.raises(OrderRefusedError), writing(engine) as conn:
        cancel(conn, who.kangbashi, number, LATER)
    for scope in (who.office, who.leader, who.shop):
        with pytest.raises(NotAllowedError):
            ordered(engine, scope)
        with reading(engine) as conn:
            assert orders(conn, scope) == []
    with reading(engine) as conn:
        told = conn.scalars(select(audit_log.c.object_id).where(audit_log.c.event == "exported"))
        assert list(told) == [str(number)]


def test_who_orders_at_the_same_time_waits(postgresql_engine, monkeypatch):
    monkeypatch.setattr(document_orders.audit, "record", lambda *_given, **_about: None)  # it waits
    with writing(postgresql_engine) as conn:
        planted = plant(conn)
    with writing(postgresql_engine) as first:
        given = ("150602", "2026-11", ["daily_control"], BASE, MORNING)
        place_order(first, planted.dongsheng, *given)
        with writing(postgresql_engine) as second:
            second.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(OperationalError):
                place_order(second, planted.city, *given)


@SQLITE
def test_not_more_wait_than_are_worked_off(engine, who):
    months = [f"2026-{month:02d}" for month in range(1, 12)]
    for month in months[:MOST_WAITING]:
        ordered(engine, who.city, month=month)
    with pytest.raises(OrderRefusedError) as refused:
        ordered(engine, who.city, month=months[-1], kinds=[ControlKind.WEEKLY_REVIEW])
    assert refused.value.refusal is OrderRefusal.TOO_MANY


@SQLITE
def test_an_archive_is_downloaded_in_scope_and_on_record(
    signed_in, server_app, engine, who, settings
):
    from data_access.request import services

    number = ordered(engine, who.dongsheng)
    with server_app.server.app_context():
        held = services().settings
    client = signed_in(who.dongsheng)
    address = f"/papers/archive/{number}.zip"
    assert client.get(address).status_code == 404
    make_archives(engine, held, LATER)
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == only(engine, who.city).sha256
        assert answer.headers["Cache-Control"] == "no-store"
    with reading(engine) as conn:
        told = conn.scalars(select(audit_log.c.detail).where(audit_log.c.event == "exported"))
        assert [json.loads(one)["what"] for one in told] == ["order", "archive"]
    assert signed_in(who.kangbashi).get(address).status_code == 404
    assert signed_in(who.office).get(address).status_code == 403
    with writing(engine) as conn:
        conn.execute(document_order.update().values(path=None))
    assert client.get(address).status_code == 404
