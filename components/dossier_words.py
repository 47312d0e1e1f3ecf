"""Words of 一企一档: inspections, visits, what is kept, and lines of the timeline."""

from datetime import date

from flask_babel import gettext as _

from components.alert_words import class_name, state_name
from components.enforcement_words import penalty_kinds, sample_outcome
from components.record_words import status_name, subject_name
from components.wording import counted, term
from domain.alerts import AlertState
from domain.control import KINDS, STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState
from domain.dossier import Renewal, TimelineKind, TimelineLine, renewal, workdays_until
from domain.grades import GuarantorTier, HygieneGrade
from domain.guarantors import (
    TIER_NAMES_EN,
    TIER_NAMES_ZH,
    VISIT_COURSE_NAMES_EN,
    VISIT_COURSE_NAMES_ZH,
    VISIT_MANNER_NAMES_EN,
    VISIT_MANNER_NAMES_ZH,
    VisitCourse,
    VisitManner,
)
from domain.inspections import (
    HYGIENE_NAMES_EN,
    HYGIENE_NAMES_ZH,
    INSPECTION_KIND_NAMES_EN,
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_EN,
    INSPECTION_RESULT_NAMES_ZH,
    InspectionKind,
    InspectionResult,
)

RESULT_CLASSES = {
    InspectionResult.CONFORMING: "nc-chip--ok",
    InspectionResult.MOSTLY: "nc-chip--warn",
    InspectionResult.NOT_CONFORMING: "nc-chip--bad",
}


def inspection_kind(kind: str) -> str:
    """日常, 飞行 or 体系."""
    known = InspectionKind(kind)
    return term(INSPECTION_KIND_NAMES_ZH[known], INSPECTION_KIND_NAMES_EN[known])


def inspection_result(result: str) -> str:
    """符合, 基本符合 or 不符合."""
    known = InspectionResult(result)
    return term(INSPECTION_RESULT_NAMES_ZH[known], INSPECTION_RESULT_NAMES_EN[known])


def hygiene_name(grade: str) -> str:
    """A hygiene grade with its face."""
    known = HygieneGrade(grade)
    return term(HYGIENE_NAMES_ZH[known], HYGIENE_NAMES_EN[known])


def tier_name(tier: str) -> str:
    """Whose cadres hold a tier."""
    known = GuarantorTier(tier)
    return term(TIER_NAMES_ZH[known], TIER_NAMES_EN[known])


def visit_manner(manner: str) -> str:
    """How a cadre visited."""
    known = VisitManner(manner)
    return term(VISIT_MANNER_NAMES_ZH[known], VISIT_MANNER_NAMES_EN[known])


def visit_course(course: str) -> str:
    """Where the problems of a visit went."""
    known = VisitCourse(course)
    return term(VISIT_COURSE_NAMES_ZH[known], VISIT_COURSE_NAMES_EN[known])


def rectified_words(due: date | None, done: date | None, today: date) -> str:
    """How putting right stands; empty where nothing was asked for."""
    if done is not None:
        return str(_("已于 %(day)s 整改", day=done.isoformat()))
    if due is None:
        return ""
    if due < today:
        return counted("逾期 %(n)s 天未整改", (today - due).days)
    return str(_("整改期限 %(day)s", day=due.isoformat()))


def renewal_words(expires_on: date, today: date) -> str:
    """Where a licence stands before its end."""
    state = renewal(expires_on, today)
    if state is Renewal.EXPIRED:
        return str(_("已过期 %(n)s 天", n=(today - expires_on).days))
    left = str(counted("还有 %(n)s 天", (expires_on - today).days))
    if state is Renewal.EARLY:
        return left
    days = workdays_until(expires_on, today, 90)
    words = {
        Renewal.OPEN: _("可申请延续（届满前90至15个工作日，现剩 %(n)s 个）", n=days),
        Renewal.LATE: _("已过延续申请期，现剩 %(n)s 个工作日", n=days),
    }
    return f"{left}，{words[state]}"


def paper_name(kind: str) -> str:
    """A kind of what is kept."""
    names: dict[str, str] = {
        "evidence": _("预警证据图片"),
        "licence": _("许可证登记"),
        "health_certificate": _("健康证登记"),
        "inspection": _("监督检查记录"),
        "penalty": _("行政处罚决定"),
        "sampling_test": _("监督抽检记录"),
        "visit": _("包保督导记录"),
        "code": _("食安码"),
    }
    return names.get(kind, kind)


def kind_name(kind: TimelineKind) -> str:
    """A kind of lines of the timeline."""
    names: dict[TimelineKind, str] = {
        TimelineKind.ALERT: _("预警"),
        TimelineKind.CONTROL: _("自查"),
        TimelineKind.INSPECTION: _("监督检查"),
        TimelineKind.PENALTY: _("行政处罚"),
        TimelineKind.SAMPLE: _("监督抽检"),
        TimelineKind.VISIT: _("包保督导"),
        TimelineKind.RISK: _("风险"),
        TimelineKind.STATUS: _("状态"),
        TimelineKind.CHANGE: _("档案"),
        TimelineKind.CODE: _("食安码"),
    }
    return names[kind]


def line_words(line: TimelineLine) -> tuple[str, str]:
    """What happened, and how it stands."""
    match line.kind:
        case TimelineKind.ALERT:
            return class_name(line.what), state_name(AlertState(line.outcome))
        case TimelineKind.CONTROL:
            facts, state = KINDS[ControlKind(line.what)], ControlState(line.outcome)
            when = f"{line.number // 10000}-{line.number // 100 % 100:02}-{line.number % 100:02}"
            return (
                f"{term(facts.zh, facts.en)} {when}",
                term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state]),
            )
        case TimelineKind.INSPECTION:
            return inspection_kind(line.what), inspection_result(line.outcome)
        case TimelineKind.PENALTY:
            withdrawn = line.outcome == "withdrawn"
            return penalty_kinds(line.what), str(_("已撤销")) if withdrawn else ""
        case TimelineKind.SAMPLE:
            return line.what, sample_outcome(line.outcome)
        case TimelineKind.VISIT:
            return _("包保干部督导（%(how)s）", how=visit_manner(line.what)), visit_course(
                line.outcome
            )
        case TimelineKind.RISK:
            level = line.outcome or _("未评定")
            return str(_("风险评分变化")), str(_("等级 %(level)s", level=level))
        case TimelineKind.STATUS:
            return str(_("状态变为“%(name)s”", name=status_name(line.what))), line.outcome
        case TimelineKind.CHANGE:
            return str(_("修改%(what)s", what=subject_name(line.what))), line.outcome
    words = _("发放食安码") if line.what == "issued" else _("撤销食安码")
    return str(words), line.outcome
