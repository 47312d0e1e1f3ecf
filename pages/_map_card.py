"""What the card on the map says of one establishment."""

from collections.abc import Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import milliseconds, moment_words, server_time, time_left
from components.establishment_card import (
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
from components.wording import counted, term
from data_access.register import EstablishmentCard, Licence
from domain.alert_classes import ALERT_CLASSES
from domain.alert_record import AlertRow
from domain.alerts import STATE_NAMES_EN, STATE_NAMES_ZH
from domain.categories import CATEGORIES, Category
from domain.clock import city_day
from domain.control import ANSWERED, ControlState
from domain.grades import (
    RISK_NAMES_EN,
    RISK_NAMES_ZH,
    STATUS_NAMES_EN,
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    RiskLevel,
)
from domain.kitchen import (
    POSITION_NAMES_EN,
    POSITION_NAMES_ZH,
    CameraPosition,
    CameraState,
)
from domain.kitchen import STATE_NAMES_EN as CAMERA_NAMES_EN
from domain.kitchen import STATE_NAMES_ZH as CAMERA_NAMES_ZH
from domain.scope import Role, Scope

Days = list[tuple[date, ControlState | None]]


def map_card(
    asker: Scope, found: EstablishmentCard, alerts: Sequence[AlertRow], days: Days, *, now: datetime
) -> Component:
    """Head, open alerts, newest picture, facts, daily control, and where to go on."""
    category = CATEGORIES[Category(found.category)]
    place = f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"
    return html.Div(
        [
            card_head(
                name=found.name,
                place=f"{term(category.zh, category.en)} · {place}",
                risk_level=found.risk_level,
            ),
            server_time(now),
            *[_alert(item, now, first=place == 0) for place, item in enumerate(alerts)],
            _picture(found, now),
            card_facts(_facts(found, days[-1][1], now)),
            day_strip(days),
            card_foot(
                [
                    ("bell", _("查看预警"), links.alerts(establishment=found.id)),
                    ("clipboard", _("管控记录"), links.control(establishment=found.id)),
                    *_record(asker, found.id),
                ]
            ),
        ],
        className="nc-est__body",
    )


def _record(asker: Scope, number: int) -> list[tuple[str, str, str]]:
    """The way to its record, for those who have one to open."""
    if asker.role is Role.STREET_MANAGER:
        return []
    return [("store", _("主体档案"), links.entry_for(asker, number))]


def _alert(item: AlertRow, now: datetime, *, first: bool) -> Component:
    kind = ALERT_CLASSES[item.alert_class]
    title, href = term(kind.zh, kind.en), f"/alerts/{item.id}"
    left = time_left(item.due_at, now, "nc-openalert__left") if item.due_at else None
    if not first:
        return card_more_alert(severity=item.severity, title=title, left=left, href=href)
    state = term(STATE_NAMES_ZH[item.state], STATE_NAMES_EN[item.state])
    detail = _("%(at)s 触发 · %(state)s", at=moment_words(item.raised_at, now), state=state)
    return card_alert(severity=item.severity, title=title, detail=detail, left=left, href=href)


def _picture(found: EstablishmentCard, now: datetime) -> Component:
    if found.look is not None:
        position = CameraPosition(found.look.position)
        place = term(POSITION_NAMES_ZH[position], POSITION_NAMES_EN[position])
        return card_picture(
            address=f"/media/look/{found.look.camera_id}?t={milliseconds(found.look.taken_at)}",
            place=f"{place} {found.look.label}",
            taken_at=found.look.taken_at,
            now=now,
        )
    if not found.cameras:
        return card_no_picture(_("未接入后厨视频"))
    return card_no_picture(counted("接入 %(n)s 路，尚未巡查到画面", sum(found.cameras.values())))


def _facts(found: EstablishmentCard, today: ControlState | None, now: datetime) -> list[Fact]:
    status = EstablishmentStatus(found.status)
    return [
        *_licence_facts(found.licence, city_day(now)),
        Fact(_("状态"), term(STATUS_NAMES_ZH[status], STATUS_NAMES_EN[status])),
        Fact(_("风险等级"), _risk(found.risk_level)),
        Fact(_("包保层级"), found.guarantor_tier or _("未定")),
        Fact(_("量化等级"), found.hygiene_grade or _("未评定")),
        Fact(_("今日日管控"), _control_words(today), good=today in ANSWERED),
        Fact(_("后厨视频"), _cameras(found.cameras)),
        Fact(_("主要负责人"), found.principal or _("未登记")),
        Fact(_("食品安全员"), found.safety_officer or _("未登记")),
        Fact(_("地址"), found.address or _("未登记")),
        *([] if found.lon is not None else [Fact(_("位置"), _("未定位，不在图上"))]),
    ]


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


def _risk(level: str | None) -> str:
    if level is None:
        return str(_("未评定"))
    known = RiskLevel(level)
    return f"{level} {term(RISK_NAMES_ZH[known], RISK_NAMES_EN[known])}"


def _control_words(state: ControlState | None) -> str:
    words: dict[ControlState | None, str] = {
        ControlState.DONE: _("已按时完成"),
        ControlState.LATE: _("逾期补报"),
        ControlState.OPEN: _("未完成"),
        ControlState.MISSED: _("未报，已锁定"),
        ControlState.EXCUSED: _("已报备歇业"),
        None: _("今日无任务"),
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
