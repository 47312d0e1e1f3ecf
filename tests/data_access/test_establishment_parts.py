"""Licences, people, certificates and cameras of one establishment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.engine import reading, writing
from data_access.establishment_parts import remove_part, save_part
from data_access.establishment_record import ConflictError, record
from data_access.history import of_establishment
from data_access.part_conflicts import part_versions
from data_access.record_rows import RecordNotFoundError
from data_access.schema import alert, audit_log, camera, camera_look, person, register_change
from data_access.sealing import CAMERA_SEAL, Sealer
from domain.clock import city_day
from domain.form import Fault, FormRefusedError
from domain.health_certificates import CertificateState
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.figure_rows import raised
from tests.records import KEYS, identity
from tests.rows import plant

TODAY = city_day(NOON)
COOK = {"name": "王小丽", "post": "cook", "phone": "13800001234"}
PAPER = {"number": "H-1", "issuer": "市疾控", "expires_on": "2027-03-01"}
CAMERA = {"label": "C-02", "position": "prep", "source": "rtsp://10.0.0.9/1"}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def saving(engine):
    def one(scope, subject, given, part=None, shop=1, **more):
        with writing(engine, scope.place) as conn:
            return save_part(conn, scope, shop, subject, part, given, NOON, KEYS, **more)

    return one


def read(engine, scope, number=1):
    with reading(engine, scope.place) as conn:
        return record(conn, scope, number, TODAY)


def test_an_establishment_keeps_its_own_people_and_papers(engine, who, saving):
    saving(who.shop, "person", COOK)
    [one] = read(engine, who.shop).people
    saving(who.shop, "health_certificate", PAPER, person_id=one.id)
    [one] = read(engine, who.shop).people
    assert (one.name, one.post, one.certificates[0].number) == ("王小丽", "cook", "H-1")
    saving(who.shop, "person", {**COOK, "left_on": "2026-11-01"}, one.id)
    assert read(engine, who.shop).people[0].left_on.isoformat() == "2026-11-01"


@pytest.mark.parametrize("subject", ["licence", "camera"])
def test_an_establishment_changes_neither_its_licence_nor_its_cameras(who, saving, subject):
    with pytest.raises(NotAllowedError):
        saving(who.shop, subject, CAMERA)


@pytest.mark.parametrize("subject", ["licence", "camera", "person", "health_certificate"])
def test_a_leader_changes_nothing(who, saving, subject):
    with pytest.raises(NotAllowedError):
        saving(who.leader, subject, COOK)


def test_parts_of_others_are_not_found(engine, who, saving):
    with pytest.raises(RecordNotFoundError):
        saving(who.shop, "person", COOK, shop=2)
    saving(who.city, "person", COOK, shop=2)
    other = read(engine, who.city, 2).people[0].id
    for number in (other, 0, -1, 10**20):
        with pytest.raises(RecordNotFoundError):
            saving(who.shop, "person", COOK, number)
        with pytest.raises(RecordNotFoundError):
            saving(who.shop, "health_certificate", PAPER, person_id=number)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (31, CertificateState.VALID),
        (30, CertificateState.WITHIN_30),
        (8, CertificateState.WITHIN_30),
        (7, CertificateState.WITHIN_7),
        (1, CertificateState.WITHIN_7),
        (0, CertificateState.LAST_DAY),
        (-1, CertificateState.EXPIRED),
    ],
)
def test_a_certificate_says_how_long_it_holds(engine, who, saving, days, state):
    saving(who.city, "person", COOK)
    number = read(engine, who.city).people[0].id
    until = {**PAPER, "expires_on": (TODAY + timedelta(days=days)).isoformat()}
    saving(who.city, "health_certificate", until, person_id=number)
    assert read(engine, who.city).people[0].certificates[0].state is state


def test_one_certificate_is_not_taken_for_two_people_anywhere(engine, who, saving):
    for shop in (1, 4):
        saving(who.city, "person", COOK, shop=shop)
    mine, theirs = (read(engine, who.city, n).people[0].id for n in (1, 4))
    saving(who.city, "health_certificate", PAPER, shop=4, person_id=theirs)
    with pytest.raises(FormRefusedError) as error:
        saving(who.dongsheng, "health_certificate", {**PAPER, "number": " ｈ-1 "}, person_id=mine)
    assert [(one.field, one.fault) for one in error.value.findings] == [("number", Fault.TAKEN)]


def test_of_an_identity_number_only_hash_and_tail_are_kept(engine, who, saving):
    number = identity()
    saving(who.shop, "person", {**COOK, "identity": number})
    [one] = read(engine, who.shop).people
    assert one.identity_tail == number[-4:]
    with reading(engine) as conn:
        everything = [
            str(conn.execute(select(table)).all()) for table in (person, register_change, audit_log)
        ]
    assert not [text for text in everything if number in text]


def test_an_identity_number_with_a_wrong_check_digit_is_refused(who, saving):
    wrong = identity()[:-1] + ("0" if identity()[-1] != "0" else "1")
    with pytest.raises(FormRefusedError) as error:
        saving(who.shop, "person", {**COOK, "identity": wrong})
    assert error.value.findings[0].fault is Fault.NOT_AN_IDENTITY


def test_an_identity_number_is_no_name(who, saving):
    with pytest.raises(FormRefusedError) as error:
        saving(who.shop, "person", {**COOK, "name": identity()})
    assert [(one.field, one.fault) for one in error.value.findings] == [
        ("name", Fault.IDENTITY_HERE)
    ]


def test_an_identity_number_is_no_phone(who, saving):
    number = identity("15060219900101121")
    number = number if number.isdecimal() else identity("15060219900101122")
    with pytest.raises(FormRefusedError) as error:
        saving(who.shop, "person", {**COOK, "phone": number})
    assert [(one.field, one.fault) for one in error.value.findings] == [
        ("phone", Fault.NOT_A_PHONE)
    ]


def test_an_empty_identity_field_keeps_what_is_known(engine, who, saving):
    saving(who.shop, "person", {**COOK, "identity": identity()})
    one = read(engine, who.shop).people[0]
    saving(who.shop, "person", {**COOK, "name": "王丽", "identity": ""}, one.id)
    assert read(engine, who.shop).people[0].identity_tail == one.identity_tail


def test_the_same_person_in_two_establishments_is_flagged_within_the_askers_scope(
    engine, who, saving
):
    for shop in (1, 2, 4):
        saving(who.city, "person", {**COOK, "identity": identity()}, shop=shop)
    assert read(engine, who.city).people[0].elsewhere == ((2, "2号店"), (4, "4号店"))
    bureau = read(engine, who.dongsheng).people[0]
    assert (bureau.elsewhere, bureau.elsewhere_hidden) == (((2, "2号店"),), 1)
    own = read(engine, who.shop).people[0]
    assert (own.elsewhere, own.elsewhere_hidden) == ((), 0)


def test_the_same_person_twice_in_one_establishment_is_said(engine, who, saving):
    saving(who.shop, "person", {**COOK, "identity": identity()})
    notes = saving(who.shop, "person", {**COOK, "name": "王莉", "identity": identity()})
    assert [(one.fault, one.detail) for one in notes] == [(Fault.SAME_PERSON, "王小丽")]
    assert [one.twice_here for one in read(engine, who.shop).people] == [True, True]


def test_a_licence_number_is_cleaned_checked_and_unique(engine, who, saving):
    notes = saving(
        who.office, "licence", {"number": " jy２1506020000019 ", "issued_on": "2024-03-01"}
    )
    assert [one.fault for one in notes] == [Fault.CHECK_DIGITS]
    assert read(engine, who.office).licences[0].number == "JY21506020000019"
    with pytest.raises(FormRefusedError) as error:
        saving(who.kangbashi, "licence", {"number": "JY21506020000019"}, shop=4)
    assert Fault.TAKEN in {one.fault for one in error.value.findings}


def test_days_of_a_licence_must_fit(who, saving):
    with pytest.raises(FormRefusedError) as error:
        saving(
            who.city,
            "licence",
            {"number": "JY1", "issued_on": "2026-12-01", "expires_on": "2026-01-01"},
        )
    assert {one.fault for one in error.value.findings} >= {Fault.IN_FUTURE, Fault.DAYS_REVERSED}


def test_credentials_are_sealed_and_never_read_back(engine, who, saving):
    saving(who.city, "camera", {**CAMERA, "user": "admin", "password": "geheim:1"})
    shown = read(engine, who.city).cameras[1]
    assert (shown.source, shown.has_credentials) == ("rtsp://10.0.0.9/1", True)
    with reading(engine) as conn:
        row = conn.execute(select(camera).where(camera.c.label == "C-02")).one()
        kept = str(
            conn.execute(select(register_change)).all() + conn.execute(select(audit_log)).all()
        )
    assert Sealer(KEYS.secret_key, CAMERA_SEAL).open(row.credentials) == "admin:geheim:1"
    assert "geheim" not in kept + str(row)


def test_a_password_written_into_the_address_is_taken_out_and_sealed(engine, who, saving):
    saving(who.city, "camera", {**CAMERA, "source": "rtsp://u:p%40s@10.0.0.9/1"})
    with reading(engine) as conn:
        row = conn.execute(select(camera).where(camera.c.label == "C-02")).one()
    assert row.source == "rtsp://10.0.0.9/1"
    assert Sealer(KEYS.secret_key, CAMERA_SEAL).open(row.credentials) == "u:p@s"


def test_a_new_path_keeps_the_password_and_a_new_machine_does_not_get_it(engine, who, saving):
    saving(who.city, "camera", {**CAMERA, "user": "admin", "password": "p"})
    number = read(engine, who.city).cameras[1].id
    saving(who.city, "camera", {**CAMERA, "source": "rtsp://10.0.0.9/2"}, number)
    assert read(engine, who.city).cameras[1].has_credentials
    notes = saving(who.city, "camera", {**CAMERA, "source": "rtsp://10.0.0.66/2"}, number)
    assert [one.fault for one in notes] == [Fault.PASSWORD_FORGOTTEN]
    assert not read(engine, who.city).cameras[1].has_credentials


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "concat:a|b",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:5432/",
        "http://localhost/",
        "rtsp://",
        "clip:../x",
        "rtsp://10.0.0.9/a b",
    ],
)
def test_addresses_that_are_no_camera_are_refused(engine, who, saving, source):
    with pytest.raises(FormRefusedError) as error:
        saving(who.city, "camera", {**CAMERA, "source": source})
    assert [(one.field, one.fault) for one in error.value.findings] == [
        ("source", Fault.ADDRESS_REFUSED)
    ]
    assert len(read(engine, who.city).cameras) == 1


def test_our_own_database_is_no_camera(engine, who):
    keys = replace(KEYS, own_services=frozenset({("db.city", 5432)}))
    given = {**CAMERA, "source": "http://db.city:5432/"}
    with writing(engine, who.city.place) as conn, pytest.raises(FormRefusedError) as error:
        save_part(conn, who.city, 1, "camera", None, given, NOON, keys)
    assert [one.fault for one in error.value.findings] == [Fault.OWN_SERVICE]


def test_a_new_address_makes_the_camera_due_and_its_state_unknown(engine, who, saving):
    with writing(engine) as conn:
        conn.execute(
            update(camera).values(
                source="rtsp://10.0.0.1/a", state="offline", failures=9, next_look_at=NOON
            )
        )
    given = {"label": "C-01", "position": "cooking", "source": "rtsp://10.0.0.2/a"}
    saving(who.city, "camera", given, 10)
    with reading(engine) as conn:
        row = conn.execute(select(camera).where(camera.c.id == 10)).one()
    assert (row.state, row.failures, row.next_look_at) == ("unpatrolled", 0, None)


def test_a_camera_is_removed_with_its_picture_unless_alerts_refer_to_it(engine, who):
    look = {
        "taken_at": NOON,
        "path": "x",
        "width_px": 1,
        "height_px": 1,
        "boxes": [],
        "model_sha256": "",
    }
    with writing(engine) as conn:
        conn.execute(insert(camera_look), [{"camera_id": n, **look} for n in (10, 20)])
        raised(conn, 2, NOON)
        conn.execute(update(alert).values(camera_id=20))
    with writing(engine, who.dongsheng.place) as conn:
        remove_part(conn, who.dongsheng, 1, "camera", 10, NOON)
        with pytest.raises(FormRefusedError) as error:
            remove_part(conn, who.dongsheng, 2, "camera", 20, NOON)
    assert error.value.findings[0].fault is Fault.IN_USE
    assert read(engine, who.city).cameras == ()
    with reading(engine) as conn:
        assert conn.scalars(select(camera_look.c.camera_id)).all() == [20]
        assert [one.field for one in of_establishment(conn, 1)] == ["removed"]


def test_the_slower_of_two_at_one_part_is_told_who_changed_what(engine, who, saving):
    saving(who.shop, "person", COOK)
    [one] = read(engine, who.shop).people
    with reading(engine) as conn:
        [seen] = part_versions(conn, 1).values()
    number = identity("15060219900307451")
    saving(who.office, "person", {**COOK, "identity": number}, one.id, version=seen)
    with pytest.raises(ConflictError) as slower:
        saving(who.shop, "person", {**COOK, "phone": ""}, one.id, version=seen)
    told = slower.value
    assert (told.actor, told.at, told.removed) == (who.office.actor, NOON, False)
    assert told.changed == {"identity_tail": number[-4:]}
    assert read(engine, who.shop).people[0].phone == COOK["phone"]
    saving(who.shop, "person", {**COOK, "phone": ""}, one.id, version=told.version)
    [after] = read(engine, who.shop).people
    assert (after.phone, after.identity_tail) == (None, number[-4:])


def test_a_camera_that_the_patrol_looked_at_meanwhile_is_no_conflict(engine, who, saving):
    with writing(engine) as conn:
        conn.execute(update(camera).where(camera.c.id == 10).values(state="online"))
    assert saving(who.city, "camera", CAMERA, 10, version=0) == ()
    with pytest.raises(ConflictError) as slower:
        saving(who.office, "camera", {**CAMERA, "label": "C-09"}, 10, version=0)
    assert slower.value.changed["label"] == "C-02"


def test_a_part_that_was_removed_meanwhile_is_told_apart_from_one_that_never_was(
    engine, who, saving
):
    saving(who.shop, "person", COOK)
    [one] = read(engine, who.shop).people
    saving(who.shop, "health_certificate", PAPER, person_id=one.id)
    [paper] = read(engine, who.shop).people[0].certificates
    with writing(engine, who.office.place) as conn:
        remove_part(conn, who.office, 1, "health_certificate", paper.id, NOON)
    with pytest.raises(ConflictError) as slower:
        saving(who.shop, "health_certificate", PAPER, paper.id, version=0)
    assert (slower.value.removed, slower.value.actor) == (True, who.office.actor)
    assert slower.value.changed["person_id"] == one.id
    for shop, part in ((2, paper.id), (1, paper.id + 1)):
        with pytest.raises(RecordNotFoundError):
            saving(who.office, "health_certificate", PAPER, part, shop, version=0)
