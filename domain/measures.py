"""What the figures of 总览 are called, what each counts, and whether it has reached its target.

The words stand here as data, so that every screen says the same. Targets are 平台规则: settings,
section `targets`.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.share import Share


class Measure(StrEnum):
    """One figure; the value is its key in the settings of targets."""

    DAILY = "daily_control"
    WEEKLY = "weekly_review"
    MONTHLY = "monthly_dispatch"
    ON_TIME = "handled_on_time"
    FALSE_ALARMS = "false_alarms"
    FIXED = "rectified"
    ONLINE = "cameras_online"
    LICENCES = "licences_valid"
    CERTIFICATES = "certificates_valid"
    SETTLED = "alerts_settled"
    KITCHENS = "kitchens_seen"
    TRACED = "purchases_checked"
    PUBLIC = "information_public"
    DOCUMENTED = "closed_on_record"


LOWER_IS_BETTER = frozenset({Measure.FALSE_ALARMS})


@dataclass(frozen=True, slots=True)
class Meaning:
    """Name of a measure, and in one sentence what is divided by what."""

    zh: str
    en: str
    counts_zh: str
    counts_en: str


MEANINGS: dict[Measure, Meaning] = {
    Measure.DAILY: Meaning(
        "今日日管控",
        "Daily control today",
        "今日已提交的每日检查（按时与逾期）÷ 今日应报；免报不计入分母。目标按截止后的整日判断。",
        "Daily checks handed in today, on time or late, of those due today; excused ones stand "
        "apart. The target is judged on whole days that are over.",
    ),
    Measure.WEEKLY: Meaning(
        "本周周排查",
        "Weekly review",
        "本周已提交的每周排查 ÷ 本周应报。目标按截止后的整周判断。",
        "Weekly reviews handed in of those due this week. The target is judged on weeks that are "
        "over.",
    ),
    Measure.MONTHLY: Meaning(
        "本月月调度",
        "Monthly dispatch",
        "本月已提交的每月调度 ÷ 本月应报。目标按截止后的整月判断。",
        "Monthly dispatches handed in of those due this month. The target is judged on months "
        "that are over.",
    ),
    Measure.ON_TIME: Meaning(
        "处置及时率",
        "Handled on time",
        "近30日发现、在整改时限内完成整改的预警 ÷ 已整改或已过整改时限的预警。",
        "Alerts of 30 days rectified within the time given, of those rectified or past it.",
    ),
    Measure.FALSE_ALARMS: Meaning(
        "AI 误报率",
        "False alarms of the AI",
        "近30日发现的预警中，人工判为误报的 ÷ 人工已研判的（确认与误报）。越低越好。",
        "Of the alerts of 30 days that a person has judged, those judged false. Lower is better.",
    ),
    Measure.FIXED: Meaning(
        "整改率",
        "Rectified",
        "近30日发现、人工确认的预警中，已整改的 ÷ 人工确认的。",
        "Of the alerts of 30 days that a person has confirmed, those rectified.",
    ),
    Measure.ONLINE: Meaning(
        "后厨在线率",
        "Cameras online",
        "此刻在线的摄像头 ÷ 已巡查过的摄像头；从未巡查的单列，不算好也不算坏。",
        "Cameras online now of those ever looked at; those never looked at stand apart.",
    ),
    Measure.LICENCES: Meaning(
        "许可证有效率",
        "Licences in date",
        "许可证未过期的单位（含30日内到期）÷ 在册单位；无证和未填有效期的不算有效。",
        "Establishments with a licence in date, those ending within 30 days included, of all in "
        "the register; without a licence or its date counts as not valid.",
    ),
    Measure.CERTIFICATES: Meaning(
        "健康证有效率",
        "Health certificates in date",
        "健康证在有效期内的在岗人员 ÷ 登记的在岗人员；没有证的不算有效。",
        "People at work with a health certificate in date, of all people registered at work.",
    ),
    Measure.SETTLED: Meaning(
        "全面智控",
        "All under control",
        "近30日发现的预警中，办到底的（办结或判为误报）÷ 到期应办的"
        "（办到底的与当前环节已超时的）。",
        "Alerts of 30 days brought to an end, closed or judged false, of these and those whose "
        "present step is overdue.",
    ),
    Measure.KITCHENS: Meaning(
        "全域阳光",
        "All kitchens in sight",
        "此刻至少一路后厨摄像头在线的单位 ÷ 在册单位；摄像头未接入或未巡查的不算在线。",
        "Establishments with at least one kitchen camera online now, of all in the register.",
    ),
    Measure.TRACED: Meaning(
        "全城追溯",
        "All purchases checked",
        "今日每日检查中，进货查验（B01）合格的 ÷ 涉及进货查验的；当日不涉及的不计。"
        "批次到供货者的追溯尚未接入。",
        "Daily checks of today in which the check of purchases (B01) passed, of those in which it "
        "applied. Tracing of lots to suppliers is not connected yet.",
    ),
    Measure.PUBLIC: Meaning(
        "全量公开",
        "All told to the public",
        "公示信息齐全的单位（名称、地址、业态、在期许可证、量化等级、安全员、位置）÷ 在册单位。",
        "Establishments with all that the public must be told, of all in the register: name, "
        "address, category, licence in date, hygiene grade, safety officer, location.",
    ),
    Measure.DOCUMENTED: Meaning(
        "全程网办",
        "All on record",
        "近30日发现并办结的预警中，预警、确认、整改、办结四步在系统内留痕且有影像的 ÷ 办结的；"
        "演示历史无影像，不计。行政处罚案件尚未接入。",
        "Alerts of 30 days closed with all four steps and a picture on record, of those closed; "
        "the demonstration's past has no pictures and is left out. Penalty cases are not "
        "connected yet.",
    ),
}

FIVE = (
    Measure.SETTLED,
    Measure.KITCHENS,
    Measure.TRACED,
    Measure.PUBLIC,
    Measure.DOCUMENTED,
)
"""五个"全" of the plan."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure shall reach.

    Attributes:
        percent: 0 to 100; at most that much where lower is better.
        lower: Lower is better.
    """

    percent: float
    lower: bool = False

    def met(self, share: Share) -> bool | None:
        """Whether `share` reaches it; None where the share is unknown."""
        value = share.percent
        if value is None:
            return None
        return value <= self.percent if self.lower else value >= self.percent
