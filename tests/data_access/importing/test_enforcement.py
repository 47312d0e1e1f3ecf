"""行政处罚 and 监督抽检 from files: known by their numbers, told by banner, undone whole."""

import csv
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from data_access.enforcement_facts import known_banners
from data_access.engine import reading, writing
from data_access.history import undo_batch
from data_access.importing.subjects import SUBJECTS
from data_access.importing.templates import template_csv, template_xlsx
from data_access.risk import risk_of
from data_access.risk_tables import ensure_shipped
from data_access.risk_work import work_off
from data_access.schema import change_batch, penalty, risk_due, sampling_test
from domain.clock import city_day
from domain.scope import system_scope
from tests.conftest import NOON
from tests.deliveries import EXAMPLES, IMPORT, deliver
from tests.rows import plant

TODAY = city_day(NOON)
DECISION = (
    "单位名称",
    "处罚决定书文号",
    "处罚机关名称",
    "处罚类别",
    "罚款金额",
    "违法事实",
    "处罚日期",
)
SAMPLE = ("被抽样单位", "样品编号", "样品名称", "采样日期", "检验结论", "不合格项目")
BUREAU = "东胜区市场监督管理局"


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


def reasons(plan):
    return "；".join(item.reason for item in plan.issues)


def decided(
    shop="1号店", number="东市监处罚[2026]1号", kinds="罚款", fine="5000", day="2026-10-08"
):
    return (shop, number, BUREAU, kinds, fine, "餐具未消毒", day)


def test_decisions_are_taken_once_and_what_is_wrong_is_said(engine, bring):
    plan = bring(
        "penalties",
        DECISION,
        decided(),
        decided(number="东市监处罚〔2026〕 1号", shop="2号店"),  # the same number
        decided(number="东市监处罚〔2026〕2号", kinds="罚站"),
        decided(number="东市监处罚〔2026〕3号", fine="五千"),
        decided(number="东市监处罚〔2026〕4号", day="2026-12-01"),
        decided(number="", shop="3号店"),
        decided(shop="没有的店", number="东市监处罚〔2026〕5号"),
        decided(number="东市监处罚〔2026〕6号", kinds="警告"),  # an amount nobody imposed: kept
    )
    assert (plan.added, plan.left_out) == (2, 6)
    for words in ("同一编号", "罚款", "不是以元计", "不能晚于今天", "不能为空", "没有找到该单位"):
        assert words in reasons(plan)
    first, second = rows(engine, penalty)
    assert (first.decision_number, first.kinds, first.fine_fen) == (
        "东市监处罚〔2026〕1号",
        "fine",
        500_000,
    )
    assert (second.kinds, second.published_on) == ("warning", None)
    assert bring("penalties", DECISION, decided()).unchanged == 1
    assert bring("penalties", DECISION, decided(fine="6000")).changed == 1


def test_a_number_of_another_s_establishment_is_said_and_nothing_of_it_shown(engine, bring, who):
    bring("penalties", DECISION, decided(shop="4号店"))
    plan = bring("penalties", DECISION, decided(), scope=who.dongsheng)
    assert (plan.added, plan.left_out) == (0, 1)
    assert reasons(plan) == "该编号已登记在另一单位"


def test_samples_are_taken_with_what_failed(engine, bring):
    plan = bring(
        "sampling_tests",
        SAMPLE,
        ("1号店", "XC2615060200000001", "油条", "2026-09-01", "不合格", "铝║182mg/kg║≤100mg/kg"),
        ("1号店", "XC2615060200000002", "大米", "2026-09-01", "合格", "/"),
        ("2号店", "XC2615060200000003", "羊肉", "2026-09-01", "合格", "克伦特罗║0.8║不得检出"),
        ("2号店", "XC2615060200000004", "鸡蛋", "2026-09-01", "不合格", "恩诺沙星超标"),
        ("2号店", "XC2615060200000005", "鸡蛋", "2026-09-01", "待定", ""),
    )
    assert (plan.added, plan.left_out) == (2, 3)
    failed, passed = rows(engine, sampling_test)
    assert (failed.conclusion, failed.failed_items) == ("failed", "铝║182║mg/kg║≤100mg/kg")
    assert (passed.conclusion, passed.failed_items, passed.stage) == ("passed", None, "catering")


def newest_points(engine, shop):
    work_off(engine, system_scope("scheduler"), NOON)
    with reading(engine) as conn:
        found = risk_of(conn, IMPORT, shop)
    return {point.code: point for point in found.points}


def test_a_first_file_makes_its_banner_known_and_undoing_it_unknown_again(engine, bring, who):
    with writing(engine) as conn:
        assert ensure_shipped(conn, TODAY, NOON)
        assert not ensure_shipped(conn, TODAY, NOON)
        conn.execute(delete(risk_due))
    bring("penalties", DECISION, decided(), batch=True)
    with reading(engine) as conn:
        assert known_banners(conn, TODAY).penalties == {"150602"}
        assert known_banners(conn, TODAY + timedelta(days=400)).penalties == set()
        assert set(conn.scalars(select(risk_due.c.establishment_id))) == {1, 2, 3}
    with writing(engine) as conn:
        conn.execute(risk_due.insert().values(establishment_id=4, since=NOON))
    points = newest_points(engine, 1)
    [row] = rows(engine, penalty)
    assert (points["penalties"].value, points["penalties"].row_kind) == (1, "penalty")
    assert (points["penalties"].row_id, points["penalty_gravest"].value) == (row.id, 2)
    assert "penalties" not in newest_points(engine, 2)  # known to have none
    assert newest_points(engine, 2)["samples_failed"].unknown
    assert newest_points(engine, 4)["penalties"].unknown  # of another banner
    with writing(engine, who.dongsheng.place) as conn:
        batch = conn.scalar(select(change_batch.c.id).order_by(change_batch.c.id.desc()).limit(1))
        assert undo_batch(conn, who.dongsheng, batch, NOON).kept == 0
    assert rows(engine, penalty) == []
    assert newest_points(engine, 2)["penalties"].unknown


@pytest.mark.parametrize("key", ["penalties", "sampling_tests"])
def test_each_has_a_template_whose_own_examples_are_read(bring, key):
    subject = SUBJECTS[key]
    header, *examples = csv.reader(template_csv(subject, EXAMPLES).decode("utf-8-sig").splitlines())
    assert template_xlsx(subject, EXAMPLES).startswith(b"PK")
    plan = bring(key, header, *examples)
    assert {item.reason for item in plan.issues} == {"没有找到该单位（不在主体库或不属于本辖区）"}
