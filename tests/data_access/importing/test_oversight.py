"""包保清单, 督导记录 and 监督检查 from files: taken once, said what is wrong, undone whole."""

import csv
from datetime import date

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.history import undo_batch
from data_access.importing.subjects import SUBJECTS
from data_access.importing.templates import template_csv, template_xlsx
from data_access.schema import change_batch, guarantee, guarantor, guarantor_visit, inspection
from tests.conftest import NOON
from tests.deliveries import EXAMPLES, IMPORT, deliver
from tests.rows import plant

LIST = ("单位名称", "干部姓名", "职务", "层级", "起始日期")
VISIT = (
    "单位名称",
    "干部姓名",
    "督导日期",
    "督导方式",
    "处置去向",
    "环境卫生",
    "问题说明",
    "整改期限",
)
CHECK = (
    "单位名称",
    "检查类型",
    "检查日期",
    "检查人员",
    "重点项检查数",
    "一般项检查数",
    "一般项不合格数",
)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def bring(engine, who, tmp_path):
    def run(subject, header, *rows, **options):
        path = tmp_path / f"{subject}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return deliver(engine, path, subject, **options)

    return run


def rows(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(table).order_by(table.c.id)).all()


def undone(engine, scope=IMPORT):
    with writing(engine, scope.place) as conn:
        newest = conn.scalar(select(change_batch.c.id).order_by(change_batch.c.id.desc()).limit(1))
        return undo_batch(conn, scope, newest, NOON)


def reasons(plan):
    return [item.reason for item in plan.issues]


def test_a_list_of_guarantors_makes_cadres_and_charges_once(engine, bring):
    given = [("1号店", "格示例", "街道包保干部", "D", "2026-01-01"),
             ("2号店", "格示例", "街道包保干部", "D", "2026-01-01")]  # fmt: skip
    assert bring("guarantors", LIST, *given).added == 2
    again = bring("guarantors", LIST, *given)
    assert (again.added, again.unchanged) == (0, 2)
    [cadre] = rows(engine, guarantor)
    assert (cadre.banner_adcode, cadre.township_code) == ("150602", "150602001")
    assert [one.establishment_id for one in rows(engine, guarantee)] == [1, 2]


def test_a_new_guarantor_ends_the_charge_before_and_undoing_brings_it_back(engine, bring):
    bring("guarantors", LIST, ("1号店", "前任", "街道包保干部", "D", "2025-01-01"))
    bring("guarantors", LIST, ("1号店", "后任", "街道包保干部", "D级", "2026-02-01"), batch=True)
    old, new = rows(engine, guarantee)
    assert (old.until, new.until, new.since) == (date(2026, 2, 1), None, date(2026, 2, 1))
    result = undone(engine)
    assert result.kept == 0
    [left] = rows(engine, guarantee)
    assert left.until is None
    assert [one.name for one in rows(engine, guarantor)] == ["前任"]


FULL = ("单位名称", "干部姓名", "职务", "层级", "联系电话", "承诺书签订日期")


def test_a_known_cadre_gets_post_and_phone_of_the_list_and_loses_them_with_it(engine, bring, who):
    bring("guarantors", FULL, ("1号店", "格示例", "网格员", "D", "13800000001", "2026-01-05"))
    again = [("1号店", "格示例", "包保组长", "D", "13900000002", ""),
             ("2号店", "格示例", "包保组长", "D", "", "")]  # fmt: skip
    checked = bring("guarantors", FULL, *again, batch=True)
    assert (checked.added, checked.changed, checked.unchanged) == (1, 1, 0)
    [told] = [wish.differences for wish in checked.wishes if wish.old is not None]
    assert told == {
        "position": ("网格员", "包保组长"),
        "phone": ("13800000001", "13900000002"),
    }
    [cadre] = rows(engine, guarantor)
    assert (cadre.position, cadre.phone) == ("包保组长", "13900000002")
    assert cadre.commitment_signed_on == date(2026, 1, 5)  # an empty cell says nothing
    assert bring("guarantors", FULL, *again).unchanged == 2
    assert undone(engine, who.dongsheng).kept == 0
    [cadre] = rows(engine, guarantor)
    assert (cadre.position, cadre.phone) == ("网格员", "13800000001")


def test_rows_that_contradict_each_other_of_one_cadre_are_left_out(engine, bring):
    bring("guarantors", FULL, ("1号店", "格示例", "网格员", "D", "13800000001", ""))
    plan = bring(
        "guarantors",
        FULL,
        ("1号店", "格示例", "网格员", "D", "13900000002", ""),
        ("2号店", "格示例", "网格员", "D", "13900000003", ""),
    )
    assert (plan.changed, plan.left_out) == (1, 1)
    assert "同一干部" in reasons(plan)[0]
    assert rows(engine, guarantor)[0].phone == "13900000002"


def test_two_of_one_name_in_the_list_stay_two(engine, bring):
    bring("guarantors", FULL, ("1号店", "格示例", "网格员", "D", "", ""))
    plan = bring(
        "guarantors",
        FULL,
        ("1号店", "格示例", "网格员", "D", "", ""),
        ("2号店", "格示例", "驻村干部", "D", "", ""),
    )
    assert (plan.added, plan.changed) == (1, 0)
    assert [one.position for one in rows(engine, guarantor)] == ["网格员", "驻村干部"]


def test_a_bureau_brings_in_its_own_and_no_cadre_of_the_city(engine, bring, who):
    plan = bring(
        "guarantors",
        LIST,
        ("4号店", "甲", "干部", "D", ""),
        ("1号店", "乙", "干部", "A", ""),
        ("1号店", "丙", "干部", "X", ""),
        ("1号店", "丁", "干部", "旗区级", "2027-01-01"),
        ("3号店", "戊", "干部", "旗区级", "2026-01-01"),
        scope=who.dongsheng,
    )
    assert plan.added == 1
    told = "；".join(reasons(plan))
    for words in ("没有找到该单位", "市级包保干部由市级导入", "未知取值", "不能晚于今天"):
        assert words in told
    [cadre] = rows(engine, guarantor)
    assert (cadre.tier, cadre.banner_adcode, cadre.township_code) == ("B", "150602", None)


def test_visits_hang_on_who_held_the_establishment(engine, bring):
    bring("guarantors", LIST, ("1号店", "格示例", "干部", "D", "2026-01-01"))
    good = ("1号店", "格示例", "2026-10-01", "现场", "限期整改", "不符合", "地面积水", "2026-10-09")
    plan = bring(
        "visits",
        VISIT,
        good,
        ("1号店", "别人", "2026-10-01", "现场", "未发现问题", "符合", "", ""),
        ("1号店", "格示例", "2026-12-01", "现场", "未发现问题", "符合", "", ""),
        ("1号店", "格示例", "2026-10-02", "现场", "未发现问题", "不符合", "", ""),
        ("1号店", "格示例", "2026-10-03", "飞鸽", "未发现问题", "符合", "", ""),
        batch=True,
    )
    assert (plan.added, plan.left_out) == (1, 4)
    [visit] = rows(engine, guarantor_visit)
    assert (visit.answers, visit.course) == ("------f", "deadline")
    assert bring("visits", VISIT, good).unchanged == 1
    undone(engine)
    assert rows(engine, guarantor_visit) == []


def test_inspections_are_judged_updated_and_undone(engine, bring):
    first = ("1号店", "日常监督检查", "2026-10-01", "高示例、于示例", "12", "26", "2")
    plan = bring(
        "inspections",
        CHECK,
        first,
        first,
        ("2号店", "日常", "2026-10-01", "高示例、于示例", "12", "26", "27"),
        ("3号店", "日常", "2026-10-01", "高示例、于示例", "", "", ""),
        ("4号店", "飞行检查", "2026-10-01", "高示例、于示例", "12", "1e3", "0"),
        batch=True,
    )
    assert (plan.added, plan.left_out) == (1, 4)
    [check] = rows(engine, inspection)
    assert (check.result, check.kind, check.rule_version) == ("mostly", "routine", 1)
    better = (*first[:6], "0")
    assert bring("inspections", CHECK, better).changed == 1
    assert rows(engine, inspection)[0].result == "conforming"


@pytest.mark.parametrize("key", ["guarantors", "visits", "inspections"])
def test_each_has_a_template_whose_own_examples_are_read(engine, bring, key):
    subject = SUBJECTS[key]
    header, *examples = csv.reader(template_csv(subject, EXAMPLES).decode("utf-8-sig").splitlines())
    assert header == [field.zh for field in subject.fields.values()]
    assert template_xlsx(subject, EXAMPLES).startswith(b"PK")
    plan = bring(key, header, *examples)
    wrong = {item.reason for item in plan.issues}
    assert wrong <= {"没有找到该单位（不在主体库或不属于本辖区）"}
