"""Panels of one alert: what it is, the picture, the clock, the story and the files."""

from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_picture import no_picture
from components.alert_queue import state_pill
from components.alert_time import full_moment, moment_words, time_left
from components.alert_words import (
    alert_number,
    class_name,
    severity_name,
    state_name,
)
from components.category_words import category_name
from components.icons import icon, risk_badge, severity_badge
from components.ring import deadline_ring
from components.wording import counted, term
from domain.alert_classes import ALERT_CLASSES
from domain.alert_record import REPEAT_DAYS, AlertRow, Case, Picture
from domain.alerts import RECHECK_WITHIN, AlertState
from domain.clock import city_day
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, RiskLevel
from domain.scope import OFFICIALS, Scope


def case_head(asker: Scope, case: Case) -> Component:
    """Severity, class, establishment, number and state."""
    row = case.row
    return html.Header(
        [
            html.Div(
                [
                    severity_badge(row.severity, 36),
                    html.Div([html.H1(class_name(row.alert_class)), _case_facts(asker, case)]),
                ],
                className="nc-case__t",
            ),
            html.Div(
                [
                    dcc.Link(
                        _("此单位的全部预警"),
                        href=links.alerts(state="found", establishment=row.establishment_id),
                        className="nc-btn",
                    ),
                    dcc.Link(
                        [icon("back", 16), _("返回预警")], href=links.alerts(), className="nc-btn"
                    ),
                    state_pill(row.state),
                ],
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )


def _case_facts(asker: Scope, case: Case) -> Component:
    """Who and where, as what risk, under which number."""
    row = case.row
    return html.P(
        [
            dcc.Link(
                html.B(row.establishment_name),
                href=links.entry_for(asker, row.establishment_id),
            ),
            html.Span(
                [
                    f"{category_name(row.category)} · ",
                    dcc.Link(
                        f"{term(row.banner_zh, row.banner_en)} {row.township_zh}",
                        href=links.establishment(row.establishment_id),
                        title=_("在地图上查看此单位"),
                    ),
                ]
            ),
            risk_badge(case.risk_level, 17),
            html.Span(_risk_words(case.risk_level)),
            html.Span(
                alert_number(row.id, f"{city_day(row.raised_at):%Y%m%d}"), className="nc-num"
            ),
        ]
    )


def deadline_panel(row: AlertRow, now: datetime) -> Component:
    """The clock that runs, its rule, and since when; an ended alert says how it ended."""
    due = row.due_at
    if due is None:
        return html.Section(
            [
                html.Span(icon("check", 34), className="nc-sla__done"),
                html.Dl(
                    [
                        _fact(_("结果"), state_name(row.state)),
                        _fact(_("结束时间"), full_moment(row.closed_at) if row.closed_at else "—"),
                        _fact(_("是否按时整改"), _on_time(row)),
                        _fact(_("看到次数"), str(row.sightings)),
                    ]
                ),
            ],
            className="nc-card nc-sla",
        )
    start = row.rectified_at if row.state is AlertState.RECTIFIED else row.raised_at
    whole = (due - (start or row.raised_at)).total_seconds()
    share = (due - now).total_seconds() / whole if whole > 0 else 0.0
    return html.Section(
        [
            deadline_ring(
                share,
                [time_left(due, now), html.Small(_clock_name(row.state))],
                severity=row.severity,
            ),
            html.Dl(
                [
                    _fact(_("截止"), full_moment(due)[5:16]),
                    _fact(_("发现"), full_moment(row.raised_at)[5:]),
                    _fact(_("时限规则"), _rule(row)),
                    _fact(_("最近看到"), _seen(row, now)),
                ]
            ),
        ],
        className=f"nc-card nc-sla nc-sevbox--{row.severity}",
    )


def files_panel(asker: Scope, case: Case) -> Component:
    """Every evidence file with its SHA-256, and the model that spoke, with its card."""
    words = (
        _("识别模型 %(name)s，SHA-256 %(sha)s", name=case.model_name, sha=_short(case.model_sha256))
        if case.model_name and case.model_sha256
        else _("非模型识别")
    )
    reads = case.model_name and asker.role in OFFICIALS
    model = dcc.Link(words, href="/model-card") if reads else html.Span(words)
    return html.Section(
        [
            html.Header(
                [
                    icon("shield", 20),
                    html.H2(_("证据文件")),
                    html.Span(_("共 %(n)s 个", n=len(case.pictures))),
                    model,
                    html.Span(
                        counted("近 %(days)s 天同类确认 %(n)s 次", case.repeats, days=REPEAT_DAYS)
                    ),
                ],
                className="nc-sec__head",
            ),
            html.Ol([_file(place, one) for place, one in enumerate(case.pictures, start=1)])
            if case.pictures
            else html.P(no_picture(case.row), className="nc-chain__none"),
        ],
        className="nc-card nc-chain nc-files",
    )


def _file(place: int, one: Picture) -> Component:
    kind = _("识别结果") if one.kind == "boxed" else _("抓拍原图")
    return html.Li(
        [
            html.Header([html.I(str(place)), html.B(kind)]),
            html.P(
                [
                    f"JPEG {one.size_bytes / 1024:,.0f} KB ",
                    html.Span(full_moment(one.taken_at)[5:], className="nc-num"),
                ]
            ),
            html.Details(
                [
                    html.Summary(html.Code(_short(one.sha256), title=one.sha256)),
                    html.Code(one.sha256),
                ]
            ),
        ]
    )


def _fact(name: str, value: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(value, className="nc-num")])


def _clock_name(state: AlertState) -> str:
    names: dict[AlertState, str] = {
        AlertState.RAISED: _("距确认时限"),
        AlertState.CONFIRMED: _("距整改时限"),
        AlertState.RECTIFIED: _("距复核时限"),
    }
    return names[state]


def _rule(row: AlertRow) -> str:
    kind = ALERT_CLASSES.get(row.alert_class)
    if kind is None:
        return severity_name(row.severity)
    within = {
        AlertState.RAISED: kind.confirm_within,
        AlertState.CONFIRMED: kind.rectify_within,
    }.get(row.state, RECHECK_WITHIN)
    minutes = int(within.total_seconds() // 60)
    span = _("%(n)s 分钟", n=minutes) if minutes < 60 else _("%(n)s 小时", n=minutes // 60)
    return f"{severity_name(row.severity)} {span} · {term('平台规则', 'platform rule')}"


def _seen(row: AlertRow, now: datetime) -> str:
    return str(_("%(at)s，共 %(n)s 次", at=moment_words(row.last_seen_at, now), n=row.sightings))


def _on_time(row: AlertRow) -> str:
    if row.rectified_at is None:
        return "—"
    return str(_("按时") if row.rectified_at <= row.rectify_by else _("超时"))


def _risk_words(level: str | None) -> str:
    if level is None:
        return str(_("风险未评定"))
    known = RiskLevel(level)
    return str(_("风险%(level)s", level=term(RISK_NAMES_ZH[known], RISK_NAMES_EN[known])))


def _short(sha256: str | None) -> str:
    return f"{sha256[:8]}…{sha256[-6:]}" if sha256 else "—"
