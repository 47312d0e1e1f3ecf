"""People, their health certificates, and cameras: hung on the right establishment, secrets kept."""

import csv
import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.identity import identity_hash
from data_access.importing import batches
from data_access.importing.cameras import SEAL_PURPOSE
from data_access.importing.mapping import Mapping
from data_access.schema import (
    camera,
    establishment,
    health_certificate,
    licence,
    person,
    register_change,
)
from data_access.sealing import Sealer
from domain.scope import Role, Scope
from tests import deliveries
from tests.conftest import NOON
from tests.deliveries import IMPORT, KEY, deliver
from tests.registers import numbered
from tests.rows import plant

IDENTITY = "11010519491231002X"
SECRET = "pa55:w/rd"


@pytest.fixture
def shops(engine):
    """Shops 1 to 4 with a licence each; 1 and 2 also with names that differ only by township."""
    with writing(engine) as conn:
        people = plant(conn)
        conn.execute(
            licence.insert(),
            [
                {"establishment_id": n, "number": numbered(n)[1], "number_valid": True}
                for n in range(1, 5)
            ],
        )
        conn.execute(
            establishment.update()
            .where(establishment.c.id.in_((1, 3)))
            .values(name="同名店", credit_code=None)
        )
    return people


@pytest.fixture
def bring(engine, shops, tmp_path):
    def run(subject, header, *rows, **options):
        path = tmp_path / f"{subject}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return deliver(engine, path, subject, **options)

    return run


def rows_of(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(table).order_by(table.c.id)).mappings().all()


def everything(engine):
    """All that the database keeps of people and cameras, as text."""
    return json.dumps(
        [dict(row) for t in (person, camera, register_change) for row in rows_of(engine, t)],
        default=str,
        ensure_ascii=False,
    )


STAFF = ("许可证编号", "姓名", "岗位", "身份证号", "联系电话")


def test_people_hang_on_their_establishment_and_move_by_identity(engine, bring):
    first = bring("people", STAFF, [numbered(2)[1], "王示例", "炊事员", IDENTITY, "13800000000"])
    assert (first.added, first.issues) == (1, [])
    (row,) = rows_of(engine, person)
    assert (row["establishment_id"], row["township_code"], row["post"]) == (2, "150602001", "cook")
    assert (row["identity_hash"], row["identity_tail"]) == (identity_hash(KEY, IDENTITY), "002X")
    again = bring("people", STAFF, [numbered(2)[1], "王改名", "主要负责人", IDENTITY, ""])
    assert (again.added, again.changed) == (0, 1)
    (row,) = rows_of(engine, person)
    assert (row["name"], row["post"]) == ("王改名", "principal")


def test_a_phone_keeps_the_rule_of_the_form(engine, bring):
    place = numbered(2)[1]
    outcome = bring(
        "people",
        STAFF,
        [place, "甲", "厨师", "", "１３８ 不详"],
        [place, "乙", "厨师", IDENTITY, "１３８００００００００"],
        [place, "丙", "厨师", "", ""],
        batch=True,
    )
    assert (outcome.added, [one.row for one in outcome.issues]) == (3, [2])
    assert "不是有效的手机" in outcome.issues[0].reason
    kept = [(row["phone"], row["identity_tail"]) for row in rows_of(engine, person)]
    assert kept == [(None, None), ("13800000000", "002X"), (None, None)]
    bring("people", STAFF, [place, "乙", "厨师", IDENTITY, "没有"])
    assert rows_of(engine, person)[1]["phone"] == "13800000000"


def test_an_identity_number_is_kept_nowhere(engine, bring):
    outcome = bring(
        "people",
        STAFF,
        [numbered(2)[1], "王示例", "厨师", IDENTITY, ""],
        [numbered(2)[1], "李示例", "厨师", "110105194912310021", ""],
        batch=True,
    )
    assert outcome.left_out == 1
    assert "校验位" in outcome.issues[0].reason
    swapped = bring(
        "people",
        STAFF,
        [numbered(2)[1], IDENTITY, "厨师", "", ""],
        [numbered(2)[1], "赵示例", "厨师", "", IDENTITY],
        batch=True,
    )
    assert [one.reason for one in swapped.issues] == ["此列填的是身份证号"] * 2
    told = everything(engine) + str(outcome.issues) + str(swapped.issues)
    assert IDENTITY not in told
    assert "110105194912310021" not in told


@pytest.mark.parametrize(
    ("header", "fields", "owner"),
    [
        (("单位名称", "姓名", "岗位"), ("2号店", "甲", "厨师"), 2),
        (("单位名称", "乡镇", "姓名", "岗位"), ("同名店", "罕台镇", "甲", "厨师"), 3),
        (("单位名称", "许可证编号", "姓名", "岗位"), ("同名店", numbered(1)[1], "甲", "厨师"), 1),
        (("单位名称", "姓名", "岗位"), ("同名店", "甲", "厨师"), None),
        (("单位名称", "姓名", "岗位"), ("没有的店", "甲", "厨师"), None),
        (("许可证编号", "姓名", "岗位"), ("JY0", "甲", "厨师"), None),
        (("许可证编号", "姓名", "岗位"), ("", "甲", "厨师"), None),
    ],
)
def test_the_establishment_is_found_or_the_row_says_why_not(engine, bring, header, fields, owner):
    outcome = bring("people", header, fields)
    assert [row["establishment_id"] for row in rows_of(engine, person)] == (
        [owner] if owner else []
    )
    assert outcome.left_out == (0 if owner else 1)


def test_a_row_about_a_foreign_establishment_is_left_out(engine, bring, shops):
    rows = [[numbered(n)[1], "甲", "厨师", "", ""] for n in (1, 4)]
    outcome = bring("people", STAFF, *rows, scope=shops.dongsheng)
    assert (outcome.added, outcome.left_out) == (1, 1)
    assert [row["establishment_id"] for row in rows_of(engine, person)] == [1]
    assert "4号店" not in str(outcome.issues)


def test_the_same_person_twice_in_a_file_is_taken_once(bring):
    row = [numbered(1)[1], "甲", "厨师", "", ""]
    assert bring("people", STAFF, row, row).left_out == 1


def test_an_unknown_post_is_asked_for(bring):
    row = [numbered(1)[1], "甲", "跑堂", "", ""]
    outcome = bring("people", STAFF, row)
    assert outcome.unknown == {"post": {"跑堂": 1}}
    mapping = Mapping(values={"post": {"跑堂": "server"}})
    assert (
        bring("people", STAFF, [numbered(1)[1], "甲", "跑堂", "", ""], mapping=mapping).added == 1
    )


CERTIFICATE = ("许可证编号", "姓名", "健康证编号", "发证日期", "有效期至")


def test_a_secret_in_a_wrong_column_is_not_repeated(bring):
    number = "150602199001011238"
    told = bring("people", STAFF, (numbered(1)[1], "王小丽", number, "", ""))
    assert [(one.column, one.value) for one in told.issues] == [("岗位", "***1238")]
    assert number not in json.dumps(told.unknown)


def test_certificates_hang_on_people_and_are_renewed_by_number(engine, bring):
    bring("people", STAFF, [numbered(1)[1], "甲", "厨师", "", ""])
    row = [numbered(1)[1], "甲", "H-1", "2026-01-02", "2027-01-01"]
    assert bring("certificates", CERTIFICATE, row).added == 1
    assert bring("certificates", CERTIFICATE, row).unchanged == 1
    assert bring("certificates", CERTIFICATE, [*row[:4], "2027年2月1日"]).changed == 1
    (held,) = rows_of(engine, health_certificate)
    assert (held["establishment_id"], str(held["expires_on"])) == (1, "2027-02-01")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([numbered(1)[1], "乙", "H-1", "", ""], "没有此人"),
        ([numbered(1)[1], "甲", "", "", ""], "编号为空"),
        ([numbered(1)[1], "甲", "H-1", "2027-01-01", "2026-01-01"], "早于"),
        ([numbered(1)[1], "同", "H-1", "", ""], "多名同名"),
    ],
)
def test_a_certificate_that_cannot_be_hung_is_left_out(engine, bring, row, reason):
    bring(
        "people",
        STAFF,
        [numbered(1)[1], "甲", "厨师", "", ""],
        [numbered(1)[1], "同", "厨师", "", ""],
        [numbered(1)[1], "同", "服务员", "", ""],
    )
    outcome = bring("certificates", CERTIFICATE, row)
    assert outcome.left_out == 1
    assert reason in outcome.issues[0].reason
    assert rows_of(engine, health_certificate) == []


CAMERA = ("许可证编号", "安装位置", "设备编号", "取流地址", "用户名", "密码")


def sealed(row):
    return Sealer(KEY, SEAL_PURPOSE).open(row["credentials"])


def delivered(engine):
    """Cameras beside the planted ones."""
    return [row for row in rows_of(engine, camera) if row["source"]]


def test_a_camera_is_known_by_its_device_and_its_password_is_sealed(engine, bring):
    row = [numbered(1)[1], "灶台", "D-1", "rtsp://10.1.2.3/a", "admin", SECRET]
    outcome = bring("cameras", CAMERA, row, batch=True)
    assert (outcome.added, outcome.issues) == (1, [])
    (held,) = delivered(engine)
    assert (held["position"], held["label"], held["state"]) == ("cooking", "C-02", "unpatrolled")
    assert (held["source"], sealed(held)) == ("rtsp://10.1.2.3/a", f"admin:{SECRET}")
    assert SECRET not in everything(engine)
    assert bring("cameras", CAMERA, row).unchanged == 1
    assert bring("cameras", CAMERA, [*row[:5], "new"]).changed == 1
    assert sealed(delivered(engine)[0]) == "admin:new"


def test_credentials_within_the_address_are_taken_out_of_it(engine, bring):
    row = [numbered(1)[1], "切配间", "D-1", "rtsp://u:p%40ss@10.1.2.3:554/a?b=1", "", ""]
    bring("cameras", CAMERA, row)
    (held,) = delivered(engine)
    assert (held["source"], sealed(held)) == ("rtsp://10.1.2.3:554/a?b=1", "u:p@ss")


def test_a_delivery_without_a_password_keeps_the_one_that_is_known(engine, bring):
    row = [numbered(1)[1], "切配间", "D-1", "rtsp://10.1.2.3/a", "u", "p"]
    bring("cameras", CAMERA, row)
    assert bring("cameras", CAMERA, [*row[:4], "", ""]).unchanged == 1
    assert sealed(delivered(engine)[0]) == "u:p"


@pytest.mark.parametrize(
    "source",
    ["exec:ffmpeg -i x", "file:///etc/passwd", "rtsp://169.254.169.254/", "rtsp://", "clip:3"],
)
def test_an_address_that_may_not_be_opened_is_left_out_unrepeated(engine, bring, source):
    outcome = bring("cameras", CAMERA, [numbered(1)[1], "切配间", "D-1", source, "", ""])
    assert outcome.left_out == 1
    assert source not in str(outcome.issues) or len(source) <= 7
    assert delivered(engine) == []


def test_this_machine_is_for_operators_not_for_screens(engine, bring, shops):
    row = [numbered(1)[1], "切配间", "D-1", "rtsp://127.0.0.1/a", "", ""]
    assert bring("cameras", CAMERA, row, scope=Scope(Role.CITY_BUREAU, "市局")).left_out == 1
    assert bring("cameras", CAMERA, row, scope=IMPORT).added == 1


def test_the_database_is_no_camera_not_even_for_operators(engine, bring, monkeypatch):
    known = replace(deliveries.context(), own_services=frozenset({("10.0.0.5", 5432)}))
    monkeypatch.setattr(deliveries, "context", lambda _now: known)
    row = [numbered(1)[1], "切配间", "D-1", "http://10.0.0.5:5432/", "", ""]
    outcome = bring("cameras", CAMERA, row, scope=IMPORT)
    assert outcome.left_out == 1
    assert "数据库" in str(outcome.issues)


def test_cameras_without_numbers_are_known_by_their_label(engine, bring):
    header = ("许可证编号", "安装位置", "通道", "取流地址")
    row = [numbered(1)[1], "库房", "C-01", "http://10.0.0.9/still.jpg"]
    assert bring("cameras", header, row).changed == 1  # C-01 hangs there already
    assert bring("cameras", header, [*row[:2], "C-05", row[3]]).added == 1
    assert bring("cameras", header, [*row[:2], "C-05", row[3]]).unchanged == 1


def test_people_certificates_and_cameras_are_taken_back_too(engine, bring):
    bring("people", STAFF, [numbered(1)[1], "甲", "厨师", IDENTITY, ""], batch=True)
    bring("certificates", CERTIFICATE, [numbered(1)[1], "甲", "H-1", "", ""], batch=True)
    bring(
        "cameras", CAMERA, [numbered(1)[1], "库房", "D-1", "rtsp://10.1.2.3/a", "", ""], batch=True
    )
    with writing(engine) as conn:
        for number in (3, 2, 1):
            assert batches.undo(conn, IMPORT, number, NOON).kept == 0
    assert rows_of(engine, person) == rows_of(engine, health_certificate) == []
    assert delivered(engine) == []
