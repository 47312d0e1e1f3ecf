import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import settings
from data_access import changes, status_changes
from data_access.batches import undo
from data_access.engine import reading, writing
from data_access.importing.issues import ImportRefusedError, Level
from data_access.importing.mapping import Mapping
from data_access.places_loading import load_places
from data_access.schema import (
    camera,
    change_batch,
    control_task,
    establishment,
    licence,
    status_change,
)
from domain.clock import city_day
from domain.coordinates import wgs84_to_gcj02
from domain.scope import NotAllowedError, Role, Scope
from tests.conftest import NOON
from tests.deliveries import CITY, IMPORT
from tests.deliveries import deliver as deliver_file
from tests.figure_rows import roll_up, task
from tests.registers import HEADER, SHOP, numbered, shop, write_register


@pytest.fixture
def deliver(engine, tmp_path):
    """Import rows into the test's database; the outcome comes back."""
    with writing(engine) as conn:
        load_places(conn, CITY)

    def run(rows, *, header=HEADER, mapping=None, now=NOON, scope=IMPORT, batch=False):
        path = write_register(tmp_path / "register.csv", rows, header)
        return deliver_file(engine, path, mapping=mapping, scope=scope, now=now, batch=batch)

    return run


def _register(engine):
    with reading(engine) as conn:
        return conn.execute(select(establishment).order_by(establishment.c.id)).mappings().all()


def test_a_row_becomes_an_establishment_with_its_licence(engine, deliver):
    outcome = deliver([shop()])
    assert (outcome.rows, outcome.added, outcome.issues) == (1, 1, [])
    (row,) = _register(engine)
    assert row["name"] == "东胜示例面馆"
    assert row["category"] == "small"
    assert row["township_code"] == "150602001"
    assert (row["lon"], row["lat"]) == (109.9921, 39.8163)
    assert (row["risk_level"], row["status"], row["demo"]) == ("B", "active", False)
    assert row["credit_code_valid"] is True
    with reading(engine) as conn:
        held = conn.execute(select(licence)).mappings().one()
    assert (held["number"], held["number_valid"]) == (SHOP[1], True)
    assert held["expires_on"] == date(2029, 3, 31)


def test_the_same_file_twice_changes_nothing(engine, deliver):
    rows = [numbered(n) for n in range(5)]
    deliver(rows)
    before = _register(engine)
    with reading(engine) as conn:
        numbers = changes.numbers(conn)
    outcome = deliver(rows, now=NOON + timedelta(days=1))
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 5)
    assert _register(engine) == before
    with reading(engine) as conn:
        assert changes.numbers(conn) == numbers


def test_a_status_from_a_file_excuses_duties_and_takes_back_plans_until_it_is_undone(
    engine, deliver
):
    header = (*HEADER, "经营状态")
    deliver([numbered(1), numbered(2)])
    one, two = (row["id"] for row in _register(engine))
    plan = {"status": "suspended", "effective_on": "2026-12-01", "reason": "装修"}
    with writing(engine) as conn:
        for number in (one, two):
            status_changes.record(conn, IMPORT, number, plan, NOON)
            task(conn, number, city_day(NOON), "open")
        roll_up(conn)
    deliver([[*numbered(1), "注销"], [*numbered(2), "正常"]], header=header, batch=True)

    def standing():
        with reading(engine) as conn:
            duties = select(control_task.c.state).order_by(control_task.c.establishment_id)
            waits = select(status_change.c.withdrawn_at).order_by(status_change.c.establishment_id)
            return list(conn.scalars(duties)), list(conn.scalars(waits))

    assert standing() == (["excused", "open"], [NOON, None])
    with writing(engine) as conn:
        newest = conn.scalar(select(func.max(change_batch.c.id)))
        undo(conn, IMPORT, newest, NOON + timedelta(hours=1))
    assert [row["status"] for row in _register(engine)] == ["active", "active"]
    assert standing() == (["open", "open"], [None, None])


def test_only_rows_that_differ_are_touched(engine, deliver):
    deliver([numbered(1), numbered(2)])
    later = NOON + timedelta(days=1)
    moved = numbered(2)
    moved[0] = "新名字"
    outcome = deliver([numbered(1), moved], now=later)
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    assert [row["updated_at"] for row in _register(engine)] == [NOON, later]


def test_what_the_file_does_not_speak_of_stays(engine, deliver):
    deliver([shop()])
    few = [HEADER.index(name) for name in ("单位名称", "许可证编号", "业态", "旗区", "乡镇")]
    outcome = deliver(
        [[shop()[place] for place in few]], header=tuple(HEADER[place] for place in few)
    )
    assert outcome.unchanged == 1
    (row,) = _register(engine)
    assert (row["address"], row["risk_level"], row["lon"]) == ("鄂尔多斯西街1号", "B", 109.9921)


def test_a_renewed_licence_is_corrected_and_counts_as_a_change(engine, deliver):
    deliver([shop()])
    assert deliver([shop(有效期至="2034年3月31日")]).changed == 1
    with reading(engine) as conn:
        assert conn.execute(select(licence.c.expires_on)).scalar_one() == date(2034, 3, 31)


def test_cameras_move_with_their_establishment(engine, deliver):
    deliver([shop()])
    with writing(engine) as conn:
        (row,) = conn.execute(select(establishment.c.id)).all()
        hung = {"establishment_id": row.id, "township_code": "150602001"}
        conn.execute(camera.insert().values(position="cooking", label="C-01", **hung))
    deliver([shop(乡镇="罕台镇")])
    with reading(engine) as conn:
        assert conn.execute(select(camera.c.township_code)).scalar_one() == "150602101"


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        ("", "", None),
        ("39.8163", "109.9921", "颠倒"),
        ("116.40", "39.90", "本市之外"),
        ("108.0", "40.85", "本市之外"),  # inside the rectangle round the city, north of the river
        ("109.99", "", "不完整"),
        ("东经109", "39.8", "不是数字"),
        ("nan", "inf", "不是数字"),
    ],
)
def test_rows_without_a_usable_point_are_kept_and_counted(engine, deliver, lon, lat, reason):
    outcome = deliver([shop(经度=lon, 纬度=lat)])
    assert (outcome.added, outcome.unlocated, outcome.left_out) == (1, 1, 0)
    (row,) = _register(engine)
    assert row["lon"] is None
    assert row["lat"] is None
    assert [reason in item.reason for item in outcome.issues] == ([True] if reason else [])
    assert all(item.level is Level.WARNING for item in outcome.issues)


def test_a_bad_point_later_does_not_delete_a_good_one(engine, deliver):
    deliver([shop()])
    outcome = deliver([shop(经度="", 纬度="")])
    assert (outcome.unchanged, outcome.unlocated) == (1, 0)
    assert _register(engine)[0]["lon"] == 109.9921


def test_a_point_in_another_banner_is_kept_with_a_warning(engine, deliver):
    outcome = deliver([shop(旗区="乌审旗", 乡镇="")])
    assert [item.reason for item in outcome.issues] == ["坐标位于东胜区，与所填旗区不符"]
    assert _register(engine)[0]["lon"] == 109.9921


def test_gcj02_is_converted(engine, deliver):
    shifted = wgs84_to_gcj02(109.9921, 39.8163)
    rows = [shop(经度=str(shifted[0]), 纬度=str(shifted[1]))]
    deliver(rows, mapping=Mapping(datum="gcj02"))
    (row,) = _register(engine)
    assert (row["lon"], row["lat"]) == pytest.approx((109.9921, 39.8163), abs=1e-6)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("业态", "网吧", "未知取值"),
        ("旗区", "石拐区", "未知旗区"),
        ("单位名称", "", "单位名称为空"),
        ("单位名称", "店" * 121, "超过120字"),
        ("单位名称", "面\u0007馆", "控制字符"),
        ("许可证编号", "", "缺少编号"),
        ("许可证编号", "JY" + "1" * 30, "过长"),
    ],
)
def test_a_bad_row_is_left_out_and_named_and_the_others_are_taken(
    engine, deliver, column, value, reason
):
    outcome = deliver([numbered(1), shop(**{column: value}), numbered(2)])
    assert (outcome.added, outcome.left_out) == (2, 1)
    (issue,) = [item for item in outcome.issues if item.level is Level.ERROR]
    assert (issue.row, issue.column) == (3, column)
    assert reason in issue.reason
    assert len(_register(engine)) == 2


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("许可证编号", "JY21506020000019", {}),
        ("统一社会信用代码", "92150602MA0K12340X", {"credit_code_valid": False}),
        ("乡镇", "不存在镇", {"township_code": "150602000"}),
        ("风险等级", "E", {"risk_level": None}),
        ("有效期至", "明年", {}),
    ],
)
def test_doubtful_values_warn_and_the_row_is_kept(engine, deliver, column, value, kept):
    outcome = deliver([shop(**{column: value})])
    assert (outcome.added, outcome.left_out) == (1, 0)
    assert [(item.column, item.level) for item in outcome.issues] == [(column, Level.WARNING)]
    (row,) = _register(engine)
    assert {name: row[name] for name in kept} == kept


def test_a_failed_licence_check_digit_is_recorded(engine, deliver):
    deliver([shop(许可证编号="JY21506020000019")])
    with reading(engine) as conn:
        held = conn.execute(select(licence)).mappings().one()
    assert (held["number"], held["number_valid"]) == ("JY21506020000019", False)


def test_full_width_and_spaces_in_codes_are_the_same_code(deliver):
    deliver([shop()])
    wide = "ＪＹ " + SHOP[1][2:]
    assert deliver([shop(许可证编号=wide)]).unchanged == 1


def test_two_rows_of_one_number_are_not_both_taken(engine, deliver):
    outcome = deliver([shop(), shop(单位名称="另一家")])
    assert (outcome.added, outcome.left_out) == (1, 1)
    assert "第2行" in outcome.issues[0].reason
    assert _register(engine)[0]["name"] == "东胜示例面馆"


def test_a_licence_of_another_establishment_is_refused(engine, deliver):
    deliver([shop()])
    outcome = deliver([[*shop(), "K-7"]], header=(*HEADER, "主体编号"))
    assert (outcome.added, outcome.left_out) == (0, 1)
    assert "另一单位" in outcome.issues[0].reason


def test_a_row_with_a_field_too_many_is_left_out(deliver):
    outcome = deliver([numbered(1), [*shop(), "?"]])
    assert (outcome.added, outcome.left_out) == (1, 1)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Role.MUNICIPAL_LEADER, "市领导"),
        Scope(Role.SUPERVISION_OFFICE, "所", office_id=1),
        Scope(Role.ESTABLISHMENT, "店", establishment_id=1),
        Scope(Role.STREET_MANAGER, "街", street_id=1),
        Scope(Role.DEVICE, "屏"),
        Scope(Role.SECURITY_ADMIN, "安"),
        Scope(Role.SYSTEM_ADMIN, "系"),
        Scope(Role.AUDITOR, "审"),
    ],
    ids=lambda scope: scope.role,
)
def test_only_bureaus_and_the_system_may_import(engine, deliver, scope):
    with pytest.raises(NotAllowedError):
        deliver([shop()], scope=scope)
    assert _register(engine) == []


def test_the_city_bureau_imports_rows_of_every_banner(deliver):
    rows = [numbered(1), [*numbered(2)]]
    rows[1][4], rows[1][5] = "康巴什区", "滨河街道"
    assert deliver(rows, scope=Scope(Role.CITY_BUREAU, "市局")).added == 2


DONGSHENG = Scope(Role.BANNER_BUREAU, "东胜局", banner_adcode="150602")
KANGBASHI = Scope(Role.BANNER_BUREAU, "康巴什局", banner_adcode="150603")


def test_a_banner_bureau_imports_rows_of_its_own_banner_only(engine, deliver):
    other = shop(旗区="康巴什区", 乡镇="滨河街道", 经度="", 纬度="", 许可证编号=numbered(9)[1])
    outcome = deliver([shop(), other], scope=DONGSHENG)
    assert (outcome.added, outcome.left_out) == (1, 1)
    (issue,) = [item for item in outcome.issues if item.level is Level.ERROR]
    assert (issue.row, issue.column, issue.reason) == (3, "旗区", "不属于本旗区")
    assert [row["township_code"] for row in _register(engine)] == ["150602001"]


def test_a_banner_bureau_cannot_pull_a_foreign_establishment_over(engine, deliver):
    deliver([shop()])
    pulled = shop(旗区="康巴什区", 乡镇="滨河街道", 经度="", 纬度="", 单位名称="我的")
    outcome = deliver([pulled], scope=KANGBASHI)
    assert (outcome.added, outcome.changed, outcome.left_out) == (0, 0, 1)
    assert "其他旗区" in outcome.issues[-1].reason
    assert "东胜示例面馆" not in str(outcome.issues)
    (row,) = _register(engine)
    assert (row["name"], row["township_code"]) == ("东胜示例面馆", "150602001")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x00\x01\x02", "NUL"),
        ('单位名称,许可证编号,业态,旗区\n"面馆,1,2,3\n'.encode(), "line 2"),
        ("单位名称,业态\n面馆,小型餐饮\n".encode(), "no column found for banner, licence_number"),
        ("名称,业态,旗区,许可证号,许可证号\n".encode(), "stand twice"),
    ],
)
def test_a_broken_file_is_refused_whole(engine, tmp_path, content, reason):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError, match=reason):
        deliver_file(engine, path)
    assert _register(engine) == []


_KILLED_MIDWAY = """
import os, signal, sys
from pathlib import Path
from data_access.engine import open_engine
from data_access.importing import establishments
from tests.deliveries import deliver

def die(conn, *rest):
    assert conn.exec_driver_sql("select count(*) from establishment").scalar_one() == 50
    os.kill(os.getpid(), signal.SIGKILL)

establishments._write_licences = die
deliver(open_engine(sys.argv[1]), Path(sys.argv[2]))
"""


def test_killed_midway_it_leaves_nothing(engine, deliver, tmp_path):
    path = write_register(tmp_path / "register.csv", [numbered(n) for n in range(50)])
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED_MIDWAY, url, str(path)], cwd=settings.ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(establishment)).scalar_one() == 0
    assert deliver([numbered(n) for n in range(50)]).added == 50


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_twelve_thousand_rows_are_all_taken(engine, deliver):
    outcome = deliver([numbered(n) for n in range(12_000)])
    assert (outcome.added, outcome.issues) == (12_000, [])
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(licence)).scalar_one() == 12_000
