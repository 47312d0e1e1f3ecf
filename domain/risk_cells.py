"""What the risk score looks at: its cells, what each measures, and the rule behind it.

食品生产经营风险分级管理办法（试行）, 食药监食监一〔2016〕115号: static factors of at most 40 points
(业态, 规模, 供餐对象, 高风险品种) and dynamic ones of at most 60 (许可, 人员, 制度执行, 检查结果).
The official value of each cell has not been seen, so every number is 示例分值. Complaints belong to
the dynamic factors too; nothing records them yet, so they count through a manual change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.penalties import BUSINESS, LIGHT, MONEY

METHOD = "食药监食监一〔2016〕115号"
PLATFORM = "平台规则"


class Part(StrEnum):
    """Which of the two sums a cell belongs to."""

    STATIC = "static"
    DYNAMIC = "dynamic"


PART_CAPS = {Part.STATIC: 40, Part.DYNAMIC: 60}
"""Most points of each part: 115号."""
PART_NAMES_ZH = {Part.STATIC: "静态风险因素", Part.DYNAMIC: "动态风险因素"}
PART_NAMES_EN = {Part.STATIC: "Static factors", Part.DYNAMIC: "Dynamic factors"}


class Measure(StrEnum):
    """How the fact of a cell is measured."""

    CATEGORY = "category"  # points by category
    STATE = "state"  # points by a named state, the worst has the greatest number
    COUNT = "count"  # points from so many on
    SHARE = "share"  # points from so many per cent on


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that is looked at; how many points it gives stands in the table.

    Attributes:
        states: Of a STATE, number → Chinese and English words; 0 is the good one and has none.
        source: Rule it comes from.
    """

    code: str
    part: Part
    measure: Measure
    zh: str
    en: str
    source: str
    states: Mapping[int, tuple[str, str]] = field(default_factory=dict)


_OF_A_PLACE = "食品安全法；食药监食监一〔2016〕115号"
_CONTROL = "市场监管总局令第60号（第97号修改）"
_RESULTS = {1: ("基本符合", "mostly conforming"), 2: ("不符合", "not conforming")}
_GRAVEST = {
    LIGHT: ("警告或通报批评", "warning or criticism"),
    MONEY: ("罚款或没收", "fine or confiscation"),
    BUSINESS: ("停产停业、暂扣或吊销许可证", "business suspended, licence withheld or revoked"),
}

CELLS: tuple[Cell, ...] = (
    Cell("category", Part.STATIC, Measure.CATEGORY, "业态与规模", "Kind and size", METHOD),
    Cell("diners", Part.STATIC, Measure.CATEGORY, "供餐对象", "Who eats there", METHOD),
    Cell(
        "cold_room",
        Part.STATIC,
        Measure.STATE,
        "专间（冷食、生食、裱花）",
        "Cold room (cold and raw dishes, decorated cakes)",
        METHOD,
        {1: ("有专间", "has one")},
    ),
    Cell(
        "takeaway",
        Part.STATIC,
        Measure.STATE,
        "网络餐饮",
        "Takeaway through platforms",
        PLATFORM,
        {1: ("提供外卖", "sells takeaway")},
    ),
    Cell(
        "licence",
        Part.DYNAMIC,
        Measure.STATE,
        "食品经营许可证",
        "Food business licence",
        _OF_A_PLACE,
        {1: ("30日内到期", "expires within 30 days"), 2: ("已过期", "expired")},
    ),
    Cell(
        "certificates",
        Part.DYNAMIC,
        Measure.SHARE,
        "无有效健康证的在岗人员",
        "Staff without a valid health certificate",
        "食品安全法第45条",
    ),
    Cell(
        "safety_officer",
        Part.DYNAMIC,
        Measure.STATE,
        "食品安全员",
        "Food safety officer",
        _CONTROL,
        {1: ("未登记食品安全员", "none on record")},
    ),
    Cell(
        "daily_missed",
        Part.DYNAMIC,
        Measure.COUNT,
        "近30日日管控缺报（次）",
        "Daily control missed in 30 days",
        _CONTROL,
    ),
    Cell(
        "reviews_missed",
        Part.DYNAMIC,
        Measure.COUNT,
        "近90日周排查、月调度缺报（次）",
        "Weekly and monthly records missed in 90 days",
        _CONTROL,
    ),
    Cell(
        "findings_overdue",
        Part.DYNAMIC,
        Measure.COUNT,
        "近90日自查问题逾期未整改或重复出现（项）",
        "Own findings of 90 days overdue or repeated",
        _CONTROL,
    ),
    Cell(
        "inspection_newest",
        Part.DYNAMIC,
        Measure.STATE,
        "12个月内最近一次监督检查",
        "Newest inspection of 12 months",
        METHOD,
        _RESULTS,
    ),
    Cell(
        "inspection_worst",
        Part.DYNAMIC,
        Measure.STATE,
        "12个月内最差一次监督检查",
        "Worst inspection of 12 months",
        METHOD,
        _RESULTS,
    ),
    Cell(
        "penalties",
        Part.DYNAMIC,
        Measure.COUNT,
        "12个月内行政处罚（件）",
        "Penalties of 12 months",
        f"{METHOD}；行政处罚法",
    ),
    Cell(
        "penalty_gravest",
        Part.DYNAMIC,
        Measure.STATE,
        "12个月内最重的行政处罚",
        "Gravest penalty of 12 months",
        f"{METHOD}；行政处罚法",
        _GRAVEST,
    ),
    Cell(
        "samples_failed",
        Part.DYNAMIC,
        Measure.COUNT,
        "12个月内抽样检验不合格（批次）",
        "Failed samples of 12 months",
        f"{METHOD}；食品安全抽样检验管理办法",
    ),
    Cell(
        "alerts_red",
        Part.DYNAMIC,
        Measure.COUNT,
        "近90日经人工确认的红色预警（件）",
        "Red alerts of 90 days, confirmed by a person",
        PLATFORM,
    ),
    Cell(
        "alerts_orange",
        Part.DYNAMIC,
        Measure.COUNT,
        "近90日经人工确认的橙色预警（件）",
        "Orange alerts of 90 days, confirmed by a person",
        PLATFORM,
    ),
    Cell(
        "alerts_other",
        Part.DYNAMIC,
        Measure.COUNT,
        "近90日经人工确认的黄、蓝色预警（件）",
        "Yellow and blue alerts of 90 days, confirmed by a person",
        PLATFORM,
    ),
    Cell(
        "alerts_overdue",
        Part.DYNAMIC,
        Measure.COUNT,
        "已确认预警逾期未整改（件）",
        "Confirmed alerts overdue",
        PLATFORM,
    ),
    Cell(
        "cameras_down",
        Part.DYNAMIC,
        Measure.SHARE,
        "离线或画面异常的摄像头",
        "Cameras offline or unreadable",
        PLATFORM,
    ),
    Cell(
        "visit_due",
        Part.DYNAMIC,
        Measure.STATE,
        "包保督导",
        "Guarantor visits",
        "国务院食安委2022（包保）；平台规则",
        {1: ("督导逾期", "visit overdue"), 2: ("无人包保", "held by nobody")},
    ),
    Cell(
        "visit_failed",
        Part.DYNAMIC,
        Measure.COUNT,
        "12个月内最近一次包保督导的问题（项）",
        "Problems of the newest guarantor visit of 12 months",
        "国务院食安委2022（包保）；平台规则",
    ),
)
BY_CODE = {cell.code: cell for cell in CELLS}
CODES = tuple(BY_CODE)
FROM_FILES = frozenset({"penalties", "penalty_gravest", "samples_failed"})
"""Cells of facts that come from elsewhere: none on record says nothing before a file came."""
