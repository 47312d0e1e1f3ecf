"""Reading and saving one record: in scope, on its version, with what is odd said."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access.changes import Topic, numbers
from data_access.engine import reading, writing
from data_access.establishment_record import ConflictError, create, record, save
from data_access.history import of_establishment
from data_access.record_rows import RecordNotFoundError
from data_access.schema import audit_log, camera, establishment
from domain.clock import city_day
from domain.coordinates import wgs84_to_gcj02
from domain.form import Fault, FormRefusedError, Weight
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.records import HERE, ground, shop_row
from tests.rows import plant

TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def saving(engine, scope, number=1, version=1, anyway=False, now=NOON, **values):
    with writing(engine, scope.place) as conn:
        return save(conn, scope, number, values, version, now, ground(), anyway=anyway)


def row(engine, number=1):
    with reading(engine) as conn:
        return shop_row(conn, number)


def refused(engine, scope, **values):
    with pytest.raises(FormRefusedError) as error:
        saving(engine, scope, **values)
    return [(one.field, one.fault) for one in error.value.findings]


@pytest.mark.parametrize("name", ["city", "leader", "dongsheng", "office", "shop"])
def test_whoever_sees_the_place_reads_the_record(engine, who, name):
    scope = getattr(who, name)
    with reading(engine, scope.place) as conn:
        found = record(conn, scope, 1, TODAY)
    assert (found.name, found.banner_zh, found.township_zh) == ("1号店", "东胜区", "交通街道")
    assert [one.label for one in found.cameras] == ["C-01"]


@pytest.mark.parametrize("number", [4, 99, 0, -1, 2**31, 10**30])
def test_what_is_not_the_askers_looks_like_what_does_not_exist(engine, who, number):
    for scope in (who.dongsheng, who.shop):
        with reading(engine, scope.place) as conn, pytest.raises(RecordNotFoundError) as error:
            record(conn, scope, number, TODAY)
        assert str(error.value) == "establishment"


def test_a_save_keeps_what_was_typed_and_says_who(engine, who):
    with reading(engine) as conn:
        before = numbers(conn)[Topic.REGISTER]
    saved = saving(engine, who.office, name="　新名 店 ", phone="13800001234", cold_room=[True])
    assert saved.fields == ("name", "phone", "cold_room")
    found = row(engine)
    assert (found["name"], found["phone"], found["cold_room"]) == ("新名 店", "13800001234", True)
    assert (found["version"], found["name_initials"]) == (2, "xmd")
    with reading(engine) as conn:
        assert numbers(conn)[Topic.REGISTER] > before
        assert {one.actor for one in of_establishment(conn, 1)} == {"交通所"}
        kept = conn.execute(select(audit_log)).one()
    assert (kept.event, kept.object_id) == ("register_changed", "1")
    assert '"fields":["cold_room","name","phone"]' in kept.detail
    assert "13800001234" not in kept.detail


def test_a_name_that_looks_like_html_stays_the_text_it_is(engine, who):
    saving(engine, who.city, name="<b>店</b>")
    assert row(engine)["name"] == "<b>店</b>"


@pytest.mark.parametrize("name", ["leader", "shop"])
def test_who_may_only_look_saves_nothing(engine, who, name):
    with pytest.raises(NotAllowedError):
        saving(engine, getattr(who, name), name="x")
    assert row(engine)["version"] == 1


def test_a_record_of_others_is_not_found_by_a_save(engine, who):
    with pytest.raises(RecordNotFoundError):
        saving(engine, who.kangbashi, name="x")


def test_the_slower_of_two_is_told_who_when_and_what(engine, who):
    saving(engine, who.office, phone="13800001234", now=NOON - timedelta(minutes=5))
    with pytest.raises(ConflictError) as error:
        saving(engine, who.city, name="另一名", address="某街1号")
    told = error.value
    assert (told.actor, told.at, told.version) == ("交通所", NOON - timedelta(minutes=5), 2)
    assert told.changed == {"phone": "13800001234"}
    assert row(engine)["name"] == "1号店"


def test_only_what_changed_since_is_told_of_several_saves(engine, who):
    saving(engine, who.city, phone="13800001234")
    saving(engine, who.city, version=2, address="某街1号", now=NOON + timedelta(minutes=1))
    with pytest.raises(ConflictError) as error:
        saving(engine, who.office, version=2, name="x")
    assert error.value.changed == {"address": "某街1号"}


def test_what_cannot_stand_is_said_field_by_field_and_nothing_is_saved(engine, who):
    said = refused(
        engine,
        who.city,
        name=" ",
        category="canteen",
        township_code="000",
        phone="12",
        opened_on="2026-02-30",
        hygiene_grade="E",
        address="长" * 201,
        principal="a\x00b",
    )
    assert dict(said) == {
        "name": Fault.MISSING,
        "category": Fault.NOT_A_CHOICE,
        "township_code": Fault.NOT_YOURS,
        "phone": Fault.NOT_A_PHONE,
        "opened_on": Fault.NOT_A_DAY,
        "hygiene_grade": Fault.NOT_A_CHOICE,
        "address": Fault.TOO_LONG,
        "principal": Fault.ODD_SIGNS,
    }
    assert row(engine)["version"] == 1


def test_a_credit_code_with_a_wrong_check_digit_is_kept_and_said(engine, who):
    saved = saving(engine, who.city, credit_code=" ９1440300708461136x ")
    assert [(one.fault, one.weight) for one in saved.notes] == [(Fault.CHECK_DIGITS, Weight.NOTE)]
    assert (row(engine)["credit_code"], row(engine)["credit_code_valid"]) == (
        "91440300708461136X",
        False,
    )
    assert saving(engine, who.city, version=2, credit_code="91440300708461136T").notes == ()
    assert row(engine)["credit_code_valid"] is True


def test_a_point_is_taken_converted_and_emptied(engine, who):
    lon, lat = HERE
    saving(engine, who.city, lon=str(lon), lat=str(lat))
    assert (row(engine)["lon"], row(engine)["lat"]) == HERE
    far_lon, far_lat = wgs84_to_gcj02(109.98, 39.81)
    saving(engine, who.city, version=2, lon=far_lon, lat=far_lat, datum="gcj02")
    assert (row(engine)["lon"], row(engine)["lat"]) == (109.98, 39.81)
    saving(engine, who.city, version=3, lon="", lat="")
    assert row(engine)["lon"] is None


@pytest.mark.parametrize(
    ("lon", "lat", "fault"),
    [
        ("39.82", "109.99", Fault.SWAPPED),
        ("116.39", "39.9", Fault.OUTSIDE_CITY),
        ("109.99", "", Fault.HALF_A_POINT),
        ("east", "39.82", Fault.NOT_A_NUMBER),
        ("nan", "39.82", Fault.NOT_A_NUMBER),
        ("1e999", "39.82", Fault.NOT_A_NUMBER),
    ],
)
def test_a_point_that_cannot_be_is_refused(engine, who, lon, lat, fault):
    assert fault in dict(refused(engine, who.city, lon=lon, lat=lat)).values()


def test_a_swapped_point_is_offered_the_right_way_round(engine, who):
    with pytest.raises(FormRefusedError) as error:
        saving(engine, who.city, lon="39.82", lat="109.99")
    assert error.value.findings[0].offer == HERE


def test_a_point_in_another_banner_is_asked_about_and_taken_when_meant(engine, who):
    place = {"lon": "109.29", "lat": "40.4"}  # 达拉特旗 lies north, far from 东胜区
    with pytest.raises(FormRefusedError) as error:
        saving(engine, who.city, **place)
    assert [one.weight for one in error.value.findings] == [Weight.ASK]
    assert saving(engine, who.city, anyway=True, **place).fields == ("lon", "lat")


def test_a_point_shifted_as_vendors_shift_is_offered_back(engine, who):
    saving(engine, who.city, lon=HERE[0], lat=HERE[1])
    lon, lat = wgs84_to_gcj02(*HERE)
    with pytest.raises(FormRefusedError) as error:
        saving(engine, who.city, version=2, lon=lon, lat=lat)
    [finding] = error.value.findings
    assert (finding.fault, finding.weight) == (Fault.MAYBE_GCJ02, Weight.ASK)
    assert finding.offer == pytest.approx(HERE, abs=1e-5)


def test_nobody_moves_a_shop_beyond_the_own_place_but_the_city_does(engine, who):
    there = {"township_code": "150603003"}
    assert refused(engine, who.dongsheng, **there) == [("township_code", Fault.NOT_YOURS)]
    assert refused(engine, who.office, township_code="150602101") == [
        ("township_code", Fault.NOT_YOURS)
    ]
    saving(engine, who.city, **there)
    with reading(engine) as conn:
        assert conn.scalar(select(camera.c.township_code).where(camera.c.id == 10)) == "150603003"


def test_a_move_that_leaves_the_point_behind_is_asked_about(engine, who):
    saving(engine, who.city, lon=HERE[0], lat=HERE[1])
    with pytest.raises(FormRefusedError) as error:
        saving(engine, who.city, version=2, township_code="150603003")
    assert error.value.findings[0].fault is Fault.OTHER_BANNER


def test_columns_that_the_form_does_not_show_cannot_be_written(engine, who):
    saving(
        engine, who.city, status="closed", source_key="x", demo=True, merged_into_id=2, name="名"
    )
    found = row(engine)
    assert (found["status"], found["source_key"], found["merged_into_id"]) == ("active", None, None)


def test_a_new_establishment_is_made_in_the_own_place_only(engine, who):
    values = {"name": "新店", "category": "small", "township_code": "150602001"}
    with writing(engine, who.office.place) as conn:
        made = create(conn, who.office, values, NOON, ground())
    assert row(engine, made.establishment_id)["status"] == "active"
    for scope, fault in ((who.kangbashi, Fault.NOT_YOURS),):
        with writing(engine, scope.place) as conn, pytest.raises(FormRefusedError) as error:
            create(conn, scope, values, NOON, ground())
        assert error.value.findings[0].fault is fault
    with writing(engine) as conn, pytest.raises(FormRefusedError) as error:
        create(conn, who.city, {}, NOON, ground())
    assert {one.field for one in error.value.findings} == {"name", "category", "township_code"}
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(establishment)) == 5


def test_a_merged_record_is_read_and_no_longer_written(engine, who):
    with writing(engine) as conn:
        conn.execute(
            establishment.update()
            .where(establishment.c.id == 1)
            .values(status="merged", merged_into_id=2)
        )
    assert refused(engine, who.city, name="x") == [("", Fault.MERGED)]
    with reading(engine) as conn:
        assert record(conn, who.city, 1, TODAY).merged_into == (2, "2号店")


def test_the_name_of_the_other_record_is_told_only_to_those_who_see_it(engine, who):
    with writing(engine) as conn:
        conn.execute(
            establishment.update()
            .where(establishment.c.id == 1)
            .values(status="merged", merged_into_id=4)
        )
    for scope, name in ((who.city, "4号店"), (who.dongsheng, "")):
        with reading(engine, scope.place) as conn:
            assert record(conn, scope, 1, TODAY).merged_into == (4, name)
