"""Photos of findings: kept once, in scope, bounded, and only while they say something."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from data_access import control_photos
from data_access.control import submit
from data_access.control_periods import open_period
from data_access.control_photos import RecordNotThereError, keep_photo, photos_of
from data_access.engine import reading, writing
from data_access.findings import find, of_record, rectify
from data_access.photo_reading import clean_photo
from data_access.schema import control_photo
from domain.photos import MOST_PER_ITEM, PhotoFault, PhotoPurpose, PhotoRefusedError
from domain.scope import NotAllowedError
from tests.data_access.test_control import DAILY, DAY, MORNING, SYSTEM, clean, failing
from tests.photographs import photo
from tests.rows import plant

ITEM, FOUND = "daily.H02", PhotoPurpose.FOUND
MIDNIGHT = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)  # 02:00 in the city: locked


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
    return scopes


def keep(
    conn, scope, folder, seed=1, *, item=ITEM, purpose=PhotoPurpose.FOUND, now=MORNING, shop=1
):
    sent = clean_photo(photo(seed))
    return keep_photo(conn, scope, folder, shop, DAILY, DAY, item, purpose, sent, now)


def test_a_photo_is_kept_once_and_seen_by_scope(engine, who, tmp_path):
    for _twice in range(2):
        with writing(engine) as conn:
            kept = keep(conn, who.shop, tmp_path)
    assert (tmp_path / kept.path).stat().st_size == kept.size_bytes
    assert kept.path == f"evidence/2026/11/19/{kept.sha256}.jpg"
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(control_photo)) == 1
        for sees in (who.shop, who.office, who.dongsheng, who.city):
            assert control_photos.find(conn, sees, kept.id) == kept
            assert photos_of(conn, sees, 1, DAILY, DAY) == [kept]
        assert control_photos.find(conn, who.kangbashi, kept.id) is None
        assert photos_of(conn, who.kangbashi, 1, DAILY, DAY) == []
        assert photos_of(conn, who.shop, 1, DAILY, DAY, ["daily.A01"]) == []


def test_photos_of_a_record_that_come_at_once_are_counted_one_by_one(
    postgresql_engine, tmp_path, monkeypatch
):
    monkeypatch.setattr(control_photos.audit, "record", lambda *_given, **_about: None)  # it waits
    with writing(postgresql_engine) as conn:
        shop = plant(conn).shop
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
    with writing(postgresql_engine) as first:
        keep(first, shop, tmp_path)
        with writing(postgresql_engine) as second:
            second.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(OperationalError):
                keep(second, shop, tmp_path, 2)


def test_only_the_establishment_s_own_open_record_takes_a_photo(engine, who, tmp_path):
    def refused(error, scope, **given):
        with pytest.raises(error) as caught, writing(engine) as conn:
            keep(conn, scope, tmp_path, **given)
        return caught.value

    refused(NotAllowedError, who.office)
    refused(RecordNotThereError, who.shop, shop=3)
    assert refused(PhotoRefusedError, who.shop, item="daily.Z99").field == "item"
    assert refused(PhotoRefusedError, who.shop, now=MIDNIGHT).fault is PhotoFault.STATE
    with writing(engine) as conn:
        submit(conn, who.shop, clean(), MORNING)
    assert refused(PhotoRefusedError, who.shop).fault is PhotoFault.STATE
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_late_photo_still_joins_its_finding(engine, who, tmp_path):
    with writing(engine) as conn:
        submit(conn, who.shop, failing(), MORNING)
        keep(conn, who.shop, tmp_path)
    with pytest.raises(PhotoRefusedError), writing(engine) as conn:
        keep(conn, who.shop, tmp_path, item="daily.A01")


def test_an_item_takes_six_photos_of_a_purpose(engine, who, tmp_path):
    with writing(engine) as conn:
        for seed in range(MOST_PER_ITEM):
            keep(conn, who.shop, tmp_path, seed)
        with pytest.raises(PhotoRefusedError) as refused:
            keep(conn, who.shop, tmp_path, MOST_PER_ITEM)
        assert refused.value.fault is PhotoFault.TOO_MANY
        keep(conn, who.shop, tmp_path, 0)  # one that is there already
        keep(conn, who.shop, tmp_path, item="daily.A01")


def test_the_state_of_the_finding_says_which_photo_it_waits_for(engine, who, tmp_path):
    def kept(scope, purpose):
        with writing(engine) as conn:
            return keep(conn, scope, tmp_path, 5, purpose=purpose)

    with pytest.raises(RecordNotThereError):
        kept(who.shop, PhotoPurpose.RECTIFIED)
    with writing(engine) as conn:
        submit(conn, who.shop, failing(), MORNING)
        (case,) = of_record(conn, who.shop, 1, DAILY, DAY)
    with pytest.raises(PhotoRefusedError):
        kept(who.office, PhotoPurpose.RECHECKED)
    assert kept(who.shop, PhotoPurpose.RECTIFIED).purpose is PhotoPurpose.RECTIFIED
    with writing(engine) as conn:
        rectify(conn, who.shop, case.id, by="刘艳", note="换好了", now=MORNING)
        assert find(conn, who.shop, case.id).rectified_by == "刘艳"
    with pytest.raises(PhotoRefusedError):
        kept(who.shop, PhotoPurpose.RECTIFIED)
    assert kept(who.office, PhotoPurpose.RECHECKED).uploaded_by == "交通所"
    with pytest.raises(RecordNotThereError):
        kept(who.kangbashi, PhotoPurpose.RECHECKED)
