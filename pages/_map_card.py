"""What the card on the map says of one establishment."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import milliseconds, moment_words, server_time, time_left
from components.category_words import category_name
from components.establishment_card import (
    Content,
    Fact,
    card_alert,
    card_facts,
    card_foot,
    card_head,
    card_more_alert,
    card_no_picture,
    card_picture,
    day_strip,
)
from components.ring import deadline_ring
from components.wording import counted, term
from data_access.map_card import Answer, CadreInCharge, CardExtras, LastInspection
from data_access.register import EstablishmentCard, Licence
from domain.alert_classes import ALERT_CLASSES
from domain.alert_record import AlertRow
from domain.alerts import STATE_NAMES_EN, STATE_NAMES_ZH, AlertState
from domain.clock import city_day
from domain.control import ANSWERED, ControlState
from domain.grades import (
    STATUS_NAMES_EN,
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    GuarantorTier,
)
from domain.guarantors import TIER_NAMES_EN, TIER_NAMES_ZH
from domain.inspections import (
    INSPECTION_RESULT_NAMES_EN,
    INSPECTION_RESULT_NAMES_ZH,
    InspectionResult,
)
from domain.kitchen import (
    POSITION_NAMES_EN,
    POSITION_NAMES_ZH,
    CameraPosition,
    CameraState,
)
from domain.kitchen import STATE_NAMES_EN as CAMERA_NAMES_EN
from domain.kitchen import STATE_NAMES_ZH as CAMERA_NAMES_ZH
from domain.risk import RiskStanding
from domain.scope import Scope

Days = list[tuple[date, ControlState | None]]
STALE_PICTURE = timedelta(minutes=10)
"""An older picture is said to be the last one, not what happens now. 平台规则."""


def map_card(
    found: EstablishmentCard,
    extras: CardExtras,
    risk: RiskStanding | None,
    alerts: Sequence[AlertRow],
    days: Days,
    *,
    asker: Scope,
    now: datetime,
) -> Component:
    """Head, open alerts, newest picture, facts, daily control, and where to go on."""
    place = f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"
    return html.Div(
        [
            card_head(
                name=found.name,
                place=f"{category_name(found.category)} · {place}",
                risk_level=found.risk_level,
            ),
            server_time(now),
            *[_alert(item, now) for item in alerts[:1]],
            _picture(found, now),
            card_facts(_facts(found, extras, risk, now)),
            day_strip(days),
            *[_more_alert(item, now) for item in alerts[1:]],
            _foot(found, alerts, asker),
        ],
        className="nc-est__body",
    )


def _alert(item: AlertRow, now: datetime) -> Component:
    kind = ALERT_CLASSES[item.alert_class]
    state = term(STATE_NAMES_ZH[item.state], STATE_NAMES_EN[item.state])
    left = None
    if item.due_at:
        start = item.rectified_at if item.state is AlertState.RECTIFIED else item.raised_at
        whole = (item.due_at - (start or item.raised_at)).total_seconds()
        share = (item.due_at - now).total_seconds() / whole if whole > 0 else 0.0
        words = time_left(item.due_at, now, "nc-openalert__left")
        left = deadline_ring(share, [words], severity=item.severity, size=64)
    return card_alert(
        severity=item.severity,
        title=term(kind.zh, kind.en),
        detail=_("%(at)s 触发 · %(state)s", at=moment_words(item.raised_at, now), state=state),
        left=left,
        href=f"/alerts/{item.id}",
    )


def _more_alert(item: AlertRow, now: datetime) -> Component:
    kind = ALERT_CLASSES[item.alert_class]
    left = time_left(item.due_at, now, "nc-openalert__left") if item.due_at else None
    return card_more_alert(
        severity=item.severity,
        title=term(kind.zh, kind.en),
        left=left,
        href=f"/alerts/{item.id}",
    )


def _foot(found: EstablishmentCard, alerts: Sequence[AlertRow], asker: Scope) -> Component:
    going = [("bell", _("处置"), f"/alerts/{alerts[0].id}")] if alerts else []
    going.append(("doc", _("查看档案"), links.entry_for(asker, found.id)))
    if sum(found.cameras.values()):
        going.append(("video", _("调看视频"), links.videowall(establishment=found.id)))
    return card_foot(going, phone=found.phone)


def _picture(found: EstablishmentCard, now: datetime) -> Component:
    if found.look is not None:
        position = CameraPosition(found.look.position)
        place = term(POSITION_NAMES_ZH[position], POSITION_NAMES_EN[position])
        return card_picture(
            address=f"/media/look/{found.look.camera_id}?t={milliseconds(found.look.taken_at)}",
            place=f"{place} {found.look.label}",
            taken_at=found.look.taken_at,
            now=now,
            stale=now - found.look.taken_at > STALE_PICTURE,
        )
    if not found.cameras:
        return card_no_picture(_("未接入后厨视频"))
    offline = sum(
        found.cameras.get(state, 0) for state in (CameraState.OFFLINE, CameraState.UNREADABLE)
    )
    if offline:
        return card_no_picture(
            _("接入 %(n)s 路，%(off)s 路离线，没有画面", n=sum(found.cameras.values()), off=offline)
        )
    return card_no_picture(counted("接入 %(n)s 路，尚未巡查到画面", sum(found.cameras.values())))


def _facts(
    found: EstablishmentCard, extras: CardExtras, risk: RiskStanding | None, now: datetime
) -> list[Fact]:
    status = EstablishmentStatus(found.status)
    active = status is EstablishmentStatus.ACTIVE
    return [
        *(
            []
            if active
            else [Fact(_("状态"), term(STATUS_NAMES_ZH[status], STATUS_NAMES_EN[status]))]
        ),
        Fact(
            _("食安码"), html.Span(extras.code, className="nc-num") if extras.code else _("未发放")
        ),
        *_licence_facts(found.licence, city_day(now)),
        Fact(_("风险得分"), _risk(risk)),
        _answer_fact(_("今日日管控"), extras.today, _("今日无任务"), now),
        _week_fact(extras, now),
        Fact(_("在线设备"), _cameras(found.cameras)),
        Fact(_("责任人"), _people(found)),
        Fact(_("监督检查"), _inspection(extras.inspection)),
        Fact(_("包保干部"), _cadre(extras.cadre)),
        Fact(_("量化等级"), found.hygiene_grade or _("未评定")),
        Fact(_("地址"), found.address or _("未登记")),
        *([] if found.lon is not None else [Fact(_("位置"), _("未定位，不在图上"))]),
    ]


def _risk(risk: RiskStanding | None) -> Content:
    """Score with its two parts; the band where facts are missing, and that a person changed it."""
    if risk is None:
        return str(_("尚未计算"))
    said: list[str | Component | None] = [
        html.B(f"{risk.score:.0f}", className="nc-num"),
        _(
            " 静态 %(static)s + 动态 %(dynamic)s",
            static=f"{risk.static:.0f}",
            dynamic=f"{risk.dynamic:.0f}",
        ),
    ]
    if risk.high - risk.low >= 1:
        band = f"{risk.low:.0f}–{risk.high:.0f}"
        said.append(
            html.Em(_("可能 %(band)s", band=band), title=_("缺少部分资料，得分可能在此区间"))
        )
    if risk.override is not None:
        said.append(html.Em(_("人工调整")))
    return said


def _answer_fact(name: str, answer: Answer | None, absent: str, now: datetime) -> Fact:
    if answer is None:
        return Fact(name, absent)
    words = _control_words(answer.state)
    if answer.submitted_at is not None:
        words = f"{moment_words(answer.submitted_at, now)} {words}"
    return Fact(name, words, good=answer.state in ANSWERED)


def _week_fact(extras: CardExtras, now: datetime) -> Fact:
    fact = _answer_fact(_("本周周排查"), extras.week, _("本周无任务"), now)
    if extras.week is None or extras.week.state not in ANSWERED:
        return fact
    left = _("%(n)s 项未整改", n=extras.unsettled)
    return Fact(fact.name, f"{fact.value} {left}", good=fact.good and not extras.unsettled)


def _people(found: EstablishmentCard) -> str:
    named = [
        _("%(name)s（负责人）", name=found.principal) if found.principal else None,
        _("%(name)s（安全员）", name=found.safety_officer) if found.safety_officer else None,
    ]
    return " ".join(one for one in named if one) or _("未登记")


def _inspection(last: LastInspection | None) -> str:
    if last is None:
        return str(_("尚无记录"))
    result = InspectionResult(last.result)
    words = term(INSPECTION_RESULT_NAMES_ZH[result], INSPECTION_RESULT_NAMES_EN[result])
    return f"{last.inspected_on.isoformat()} {words} {last.inspectors}"


def _cadre(cadre: CadreInCharge | None) -> str:
    if cadre is None:
        return str(_("未落实"))
    tier = GuarantorTier(cadre.tier)
    level = term(TIER_NAMES_ZH[tier], TIER_NAMES_EN[tier])
    return f"{cadre.name} {cadre.position}（{level}）"


def _licence_facts(licence: Licence | None, today: date) -> list[Fact]:
    if licence is None:
        return [Fact(_("许可证"), _("未登记"))]
    number: list[str | Component | None] = [html.Span(licence.number, className="nc-num")]
    if not licence.number_valid:
        number.append(html.Em(_("校验位不符")))
    if licence.expires_on is None:
        until = _("未登记")
    elif licence.expires_on < today:
        until = _("%(day)s 已过期", day=licence.expires_on.isoformat())
    else:
        until = licence.expires_on.isoformat()
    return [Fact(_("许可证"), number), Fact(_("有效期至"), until)]


def _control_words(state: ControlState) -> str:
    words: dict[ControlState, str] = {
        ControlState.DONE: _("已按时完成"),
        ControlState.LATE: _("逾期补报"),
        ControlState.OPEN: _("未完成"),
        ControlState.MISSED: _("未报，已锁定"),
        ControlState.EXCUSED: _("已报备歇业"),
    }
    return words[state]


def _cameras(states: dict[str, int]) -> str:
    if not states:
        return str(_("未接入"))
    known = {CameraState(state): number for state, number in states.items()}
    return "，".join(
        f"{term(CAMERA_NAMES_ZH[state], CAMERA_NAMES_EN[state])} {known[state]}"
        for state in CameraState
        if state in known
    )
