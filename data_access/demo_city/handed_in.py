"""What the people of the demonstration hand in beside their answers: signature, words, pace."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from data_access.demo_city.plan import Ints
from data_access.demo_city.remarks import MEASURES
from domain.clock import city_moment
from domain.control import ControlKind, period_end
from domain.pace import LONGEST_S
from domain.statements import (
    Judged,
    MonthlyStatement,
    Step,
    Topic,
    WeeklyStatement,
)

_STROKES = 4
_POINTS = 6
_LOOK_S = 4.0
"""Median seconds at one item; some things take a walk to the store."""
_SPREAD = 0.7
_JUDGEMENTS = (
    "本周问题集中在环境卫生，均为当日可改，未涉及关键环节",
    "冷藏设备运行平稳，人员健康证均在有效期，风险可控",
    "客流增加，餐具消毒和加工间清洁压力上升，需加密检查",
)
_ANALYSES = (
    "问题分布在加工间和洗消间，无重复出现项目",
    "垃圾桶未加盖两周内再次出现，已指定专人负责",
)
_REPORTS = (
    "日管控按要求填报，本月隐患均已整改，两名新员工已完成岗前培训",
    "本月组织一次食品安全培训，更换冷藏柜门封条，投诉均已回复",
)
_PRIORITIES = ("加强留样和餐具消毒检查，完成灭鼠防蝇设施检修", "做好节前原料查验，核对添加剂台账")
_RESOLUTIONS = ("更换后厨门帘和纱网", "组织全员食品安全培训", "清理库房临期食品")


@cache
def signature(hand: int) -> str:
    """A signature as one person writes it: joined-up strokes from left to right."""
    rng = np.random.default_rng([7, hand])
    across = 30 + np.sort(rng.random(_STROKES)) * 60
    path = []
    for stroke, left in enumerate(across):
        steps = np.cumsum(rng.uniform(2, 9, _POINTS))
        down = 50 + 34 * np.sin(rng.uniform(0, 6.3) + np.arange(_POINTS) * rng.uniform(0.6, 1.6))
        for at, (x, y) in enumerate(zip(left + 40 * stroke + steps, down, strict=True)):
            path.append(f"{'L' if at else 'M'}{x:.0f} {y:.0f}")
    return "".join(path)


def seconds(rng: np.random.Generator, records: int, items: int) -> Ints:
    """Seconds before the tap of each item; shape (records, items)."""
    drawn = rng.lognormal(np.log(_LOOK_S), _SPREAD, (records, items))
    return np.minimum(drawn, LONGEST_S).astype(np.int64)


def statement(
    kind: ControlKind, start: date, principal: str, officer: str, at: datetime, lot: int
) -> dict[str, Any] | None:
    """The words of a weekly or monthly paper, None for a daily record.

    Args:
        kind: Of the record.
        start: First day of its period.
        principal: Chairs, and is told.
        officer: Does.
        at: When it is handed in, aware.
        lot: Chooses among the words.
    """
    end = period_end(kind, start)
    if kind is ControlKind.WEEKLY_REVIEW:
        return WeeklyStatement(
            risk=(Judged.LOW, Judged.LOW, Judged.MEDIUM)[lot % 3],
            judgement=_JUDGEMENTS[lot % len(_JUDGEMENTS)],
            reported_to=principal,
            analysis=_ANALYSES[lot % len(_ANALYSES)],
            topics={Topic.SUPPLIERS: "资质齐全，均在有效期内"},
            measures=(Step(MEASURES[lot % len(MEASURES)], officer, end),),
        ).data()
    if kind is ControlKind.MONTHLY_DISPATCH:
        held = max(at - timedelta(hours=2), city_moment(start)).astimezone(UTC)
        return MonthlyStatement(
            held_at=held,
            chair=principal,
            attendees=tuple(dict.fromkeys([principal, officer])),
            report=_REPORTS[lot % len(_REPORTS)],
            priorities=_PRIORITIES[lot % len(_PRIORITIES)],
            resolutions=(Step(_RESOLUTIONS[lot % len(_RESOLUTIONS)], officer, end),),
            training_hours=2 + lot % 7,
            complaints=lot % 3,
            samples=lot % 2,
        ).data()
    return None


def device(establishment_id: int) -> str:
    """The name that the phone of an establishment gave itself."""
    return f"{establishment_id * 2654435761 % 2**64:016x}"
