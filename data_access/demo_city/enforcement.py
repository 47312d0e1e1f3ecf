"""行政处罚 and 监督抽检 of the demonstration: two years of them, worse-run kitchens more often.

About 3 % of establishments are punished a year; about 12 % are sampled, and of a hundred samples
two or three fail.
"""

from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.establishments import Register
from data_access.demo_city.plan import Days, Ints, Plan, texts
from data_access.schema import penalty, sampling_test
from domain.categories import Category
from domain.penalties import PenaltyKind, kinds_text
from domain.sampling import FailedItem, SampleConclusion, SampleStage, items_text

_YEARS, _YEAR = 2, 365
_PUNISHED_SHARE, _SAMPLED_SHARE, _FAILED_SHARE = 0.03, 0.12, 0.025
_PUBLISHED_SHARE = 0.94
_LIGHT_DAYS, _USUAL_DAYS = 90, 3 * 365  # so long a decision stands published
_LABORATORIES = ("市检验检测中心", "自治区食品检验检测研究院", "自治区产品质量检验研究院")


class _Case(NamedTuple):
    """What is punished and how; the fine is drawn in hundreds of yuan."""

    weight: float
    cause: str
    law: str
    kinds: tuple[PenaltyKind, ...]
    fine: tuple[int, int] = (0, 0)
    confiscated: tuple[int, int] = (0, 0)


_126, _124, _122 = (f"食品安全法第{n}条" for n in (126, 124, 122))
_WARNING, _FINE = (PenaltyKind.WARNING,), (PenaltyKind.FINE,)
_BOTH = (PenaltyKind.FINE, PenaltyKind.CONFISCATION)
_CASES = (
    _Case(20, "安排未取得健康证明的人员从事接触直接入口食品的工作", _126, _WARNING),
    _Case(18, "未建立并遵守进货查验记录制度", _126, _WARNING),
    _Case(12, "未按规定配备或者培训、考核食品安全管理人员", _126, _WARNING),
    _Case(10, "未定期维护、清洗、校验设施设备", _126, _WARNING),
    _Case(14, "餐具、饮具使用前未经洗净、消毒，经责令拒不改正", _126, _FINE, (50, 150)),
    _Case(9, "未按规定实施加工过程控制要求，经责令拒不改正", _126, _FINE, (50, 200)),
    _Case(8, "使用超过保质期的食品原料加工食品", _124, _BOTH, (50, 300), (1, 8)),
    _Case(5, "许可证有效期届满后继续从事食品经营活动", _122, _BOTH, (100, 500), (5, 60)),
    _Case(2, "环境不符合要求且拒不改正，情节严重", _126, (PenaltyKind.SUSPENSION,)),
)


class _Food(NamedTuple):
    """What is sampled, its family, and what may be wrong with it."""

    name: str
    family: str
    flaw: FailedItem


_FOODS = (
    _Food("复用餐饮具（碗）", "餐饮食品", FailedItem("大肠菌群", "检出/50cm²", "", "不得检出")),
    _Food(
        "复用餐饮具（盘）",
        "餐饮食品",
        FailedItem("阴离子合成洗涤剂", "0.042", "mg/100cm²", "不得检出"),
    ),
    _Food("油条（自制）", "餐饮食品", FailedItem("铝的残留量", "182", "mg/kg", "≤100")),
    _Food("馒头（自制）", "餐饮食品", FailedItem("糖精钠", "0.11", "g/kg", "不得使用")),
    _Food("酱牛肉（自制）", "餐饮食品", FailedItem("亚硝酸盐残留量", "41", "mg/kg", "≤30")),
    _Food("煎炸过程用油", "餐饮食品", FailedItem("极性组分", "31", "%", "≤27")),
    _Food("火锅底料（自制）", "餐饮食品", FailedItem("罂粟碱", "检出", "", "不得检出")),
    _Food("羊肉", "食用农产品", FailedItem("克伦特罗", "0.8", "μg/kg", "不得检出")),
    _Food("韭菜", "食用农产品", FailedItem("腐霉利", "0.62", "mg/kg", "≤0.2")),
    _Food("生姜", "食用农产品", FailedItem("噻虫胺", "0.31", "mg/kg", "≤0.2")),
    _Food("鸡蛋", "食用农产品", FailedItem("恩诺沙星", "14.2", "μg/kg", "≤10")),
    _Food("大米", "粮食加工品", FailedItem("镉", "0.26", "mg/kg", "≤0.2")),
)
_CANTEENS = (Category.SCHOOL_CANTEEN, Category.CHILDCARE_CANTEEN, Category.ELDERLY_CARE_CANTEEN)


def write_enforcement(bulk: Bulk, plan: Plan, register: Register) -> None:
    """Draw and write rows of `penalty` and `sampling_test`."""
    _write_penalties(bulk, plan, register)
    _write_samples(bulk, plan, register)


def _write_penalties(bulk: Bulk, plan: Plan, register: Register) -> None:
    rng = plan.rng("penalties")
    owner, day = _drawn(plan, rng, register, _PUNISHED_SHARE, np.exp(-register.conduct), 1)
    weights = np.array([case.weight for case in _CASES])
    cases = [_CASES[n] for n in rng.choice(len(_CASES), len(owner), p=weights / weights.sum())]
    count = len(owner)
    published = _not_ahead(plan, day + rng.integers(3, 26, count).astype("m8[D]"))
    published[rng.random(count) > _PUBLISHED_SHARE] = np.datetime64("NaT")
    light = np.array([case.kinds == _WARNING for case in cases], dtype=bool)
    names = [register.towns[town].banner_name for town in register.town[owner].tolist()]
    bulk.insert(
        penalty,
        {
            **_placed(register, owner),
            "decision_number": texts(_decision_numbers(names, day)),
            "authority": texts([f"{name}市场监督管理局" for name in names]),
            "decided_on": day,
            "cause": texts([case.cause for case in cases]),
            "law": texts([case.law for case in cases]),
            "kinds": texts([kinds_text(case.kinds) for case in cases]),
            "fine_fen": texts(_fens(rng, [case.fine for case in cases])),
            "confiscated_fen": texts(_fens(rng, [case.confiscated for case in cases])),
            "published_on": published,
            "published_until": published
            + np.where(light, _LIGHT_DAYS, _USUAL_DAYS).astype("m8[D]"),
            "recorded_at": _morning(day),
        },
    )


def _write_samples(bulk: Bulk, plan: Plan, register: Register) -> None:
    rng = plan.rng("samples")
    weight = np.where(register.of(*_CANTEENS), 4.0, 1.0)
    owner, day = _drawn(plan, rng, register, _SAMPLED_SHARE, weight, 3)
    reported = day + rng.integers(15, 36, len(owner)).astype("m8[D]")
    there = reported <= np.datetime64(plan.today)  # what is not reported is on no list yet
    owner, day, reported = owner[there], day[there], reported[there]
    count = len(owner)
    worse = np.exp(-0.5 * register.conduct[owner])
    failed = rng.random(count) < _FAILED_SHARE * worse / worse.mean() if count else np.zeros(0)
    foods = [_FOODS[n] for n in rng.integers(0, len(_FOODS), count).tolist()]
    handled = _not_ahead(plan, reported + rng.integers(20, 81, count).astype("m8[D]"))
    conclusions = np.where(failed, SampleConclusion.FAILED.value, SampleConclusion.PASSED.value)
    adcodes = register.banner_adcode[owner].tolist()
    years = day.astype("M8[Y]").astype(int) + 1970
    bulk.insert(
        sampling_test,
        {
            **_placed(register, owner),
            "sample_number": texts(
                [
                    f"XC{year % 100:02d}{adcode}{number:09d}"
                    for number, (year, adcode) in enumerate(
                        zip(years.tolist(), adcodes, strict=True), start=1
                    )
                ]
            ),
            "food_name": texts([food.name for food in foods]),
            "food_category": texts([food.family for food in foods]),
            "sampled_on": day,
            "reported_on": reported,
            "stage": SampleStage.CATERING.value,
            "conclusion": texts(conclusions.tolist()),
            "failed_items": texts(
                [
                    items_text([food.flaw]) if bad else None
                    for food, bad in zip(foods, failed.tolist(), strict=True)
                ]
            ),
            "laboratory": texts(
                [_LABORATORIES[n] for n in rng.integers(0, len(_LABORATORIES), count).tolist()]
            ),
            "handled_on": np.where(failed, handled, np.datetime64("NaT", "D")),
            "published_on": _not_ahead(plan, reported + rng.integers(8, 21, count).astype("m8[D]")),
            "recorded_at": _morning(reported),
        },
    )


def _drawn(
    plan: Plan,
    rng: np.random.Generator,
    register: Register,
    share: float,
    weight: Any,
    most: int,
) -> tuple[Ints, Days]:
    """Establishments that something happens to in each year, and the weekday of it, oldest first.

    Args:
        plan: Of the city.
        rng: Stream of the step.
        register: Whom it may happen to.
        share: Of establishments a year.
        weight: Shape (n,), how likely each is, only beside the others.
        most: Times on one day of one establishment.
    """
    owners, days = [], []
    for year in range(_YEARS):
        end = plan.today - timedelta(days=year * _YEAR)
        chance = np.where(register.opened_on < np.datetime64(end) - 60, weight, 0.0)
        wanted = min(round(share * len(register)), int((chance > 0).sum()))
        if not wanted:
            continue
        hit = rng.choice(len(register), wanted, replace=False, p=chance / chance.sum())
        ago = rng.integers(1, _YEAR, wanted)
        day = np.datetime64(end) - ago.astype("m8[D]")
        weekday = (day.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
        day = np.maximum(day - np.maximum(weekday - 4, 0).astype("m8[D]"), register.opened_on[hit])
        times = rng.integers(1, most + 1, wanted)
        owners.append(np.repeat(hit, times))
        days.append(np.repeat(day, times))
    if not owners:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype="M8[D]")
    owner, day = np.concatenate(owners), np.concatenate(days)
    order = np.argsort(day, kind="stable")
    return owner[order], day[order]


def _placed(register: Register, owner: Ints) -> dict[str, Any]:
    numbers = range(1, len(owner) + 1)
    return {
        "id": np.arange(1, len(owner) + 1),
        "establishment_id": register.ids[owner],
        "township_code": register.township_code[owner],
        "source_key": [f"demo:{number}" for number in numbers],
    }


def _decision_numbers(names: list[str], day: Days) -> list[str]:
    """东胜市监处罚〔2026〕12号: each bureau counts from 1 every year."""
    counted: dict[tuple[str, int], int] = {}
    numbers = []
    years = (day.astype("M8[Y]").astype(int) + 1970).tolist()
    for name, year in zip(names, years, strict=True):
        counted[name, year] = number = counted.get((name, year), 0) + 1
        short = name.removesuffix("区").removesuffix("旗")
        numbers.append(f"{short}市监处罚〔{year}〕{number}号")
    return numbers


def _fens(rng: np.random.Generator, ranges: list[tuple[int, int]]) -> list[Any]:
    low, high = np.array(ranges, dtype=np.int64).reshape(-1, 2).T
    found = rng.integers(low, high + 1) * 100 * 100
    return [amount or None for amount in found.tolist()]


def _not_ahead(plan: Plan, day: Days) -> Days:
    found: Days = np.where(day <= np.datetime64(plan.today), day, np.datetime64("NaT", "D"))
    return found


def _morning(day: Days) -> Ints:
    found: Ints = day.astype("M8[ms]").astype(np.int64) + 2 * 3_600_000
    return found
