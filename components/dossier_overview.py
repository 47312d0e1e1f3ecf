"""First page of a dossier: what needs somebody, identity in short, the kitchens, what came last."""

from collections.abc import Sequence
from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import age, full_moment
from components.aria import aria
from components.control_year import state_words
from components.dossier_words import renewal_words
from components.icons import icon
from components.record_words import camera_state_name, position_name
from components.states import empty
from components.wording import counted
from domain.control import ControlState
from domain.dossier import Renewal, Standing, renewal
from domain.establishment_record import Channel, Record
from domain.grades import GuarantorTier
from domain.guarantors import visit_due
from domain.health_certificates import CertificateState
from domain.kitchen import UNUSABLE, CameraState

MOST_LOOKS = 6
_DUE = (CertificateState.WITHIN_30, CertificateState.WITHIN_7, CertificateState.LAST_DAY)
_MARKS = {True: ("check", "is-good"), False: ("bell", "is-bad"), None: ("help", "is-open")}


def identity(found: Record, today: date) -> Component:
    """Licence and credit code with their check digits, said as pass or warning."""
    facts = found.facts
    paper = found.licences[0] if found.licences else None
    lines: list[tuple[str, list[str | Component]]] = [
        (_("地址"), [str(facts["address"] or _("未登记"))]),
        (_("主要负责人"), [str(facts["principal"] or _("未登记"))]),
        (_("食品安全员"), [str(facts["safety_officer"] or _("未登记"))]),
        (_("信用代码"), _checked(facts["credit_code"], facts["credit_code_valid"])),
        (
            _("许可证"),
            _checked(paper.number, paper.number_valid) if paper else [_none(_("未登记"))],
        ),
    ]
    if paper is not None and paper.expires_on is not None:
        words = f"{paper.expires_on.isoformat()}　{renewal_words(paper.expires_on, today)}"
        lines.append((_("有效期至"), [words]))
    elif paper is not None:
        lines.append((_("有效期至"), [_none(_("未登记"))]))
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(words)]) for name, words in lines],
        className="nc-pairs nc-dossier__pairs",
    )


def todo(found: Record, now: Standing, today: date, hrefs: dict[str, str]) -> Component:
    """What stands open, each with its list; good news is said as such."""
    rows = [
        _todo(_today_words(now), hrefs["control"], _today_mark(now)),
        _todo(
            _("%(n)s 条未办结预警", n=now.open_alerts) if now.open_alerts else _("没有未办结预警"),
            hrefs["alerts"],
            not now.open_alerts,
        ),
        *_work_rows(found, now, today, hrefs),
        *_licence_rows(found, today, hrefs["licences"]),
        *_certificate_rows(found, hrefs["people"]),
        *_camera_rows(found, hrefs["cameras"]),
    ]
    return html.Ul(rows, className="nc-todo")


def looks(cameras: Sequence[Channel], moments: dict[int, datetime], now: datetime) -> Component:
    """The newest picture of each camera with its age; one that is offline never looks live.

    Args:
        cameras: Of the establishment.
        moments: Camera → moment of its newest picture.
        now: Aware UTC.
    """
    seen = [one for one in cameras if one.id in moments][:MOST_LOOKS]
    if not seen:
        return empty(_("没有后厨画面"), _("摄像头接入并巡查后显示最近画面"))
    return html.Div(
        [_look(one, moments[one.id], now) for one in seen],
        className="nc-looks",
    )


def _look(one: Channel, at: datetime, now: datetime) -> Component:
    place = f"{position_name(one.position)} {one.label}"
    stale = one.state != CameraState.ONLINE
    stamp = int(at.timestamp() * 1000)
    return html.Figure(
        [
            html.Img(
                src=f"/media/look/{one.id}?t={stamp}",
                alt=_("%(place)s 最近画面", place=place),
            ),
            html.Figcaption(
                [
                    html.B(place),
                    html.Span(
                        [_("非实时，"), full_moment(at), "　", age(at, now)], className="nc-num"
                    ),
                    html.Span(
                        _(
                            "现%(state)s，自 %(since)s",
                            state=camera_state_name(one.state),
                            since=full_moment(one.state_since) if one.state_since else "—",
                        )
                    )
                    if stale
                    else None,
                ]
            ),
        ],
        className="is-stale" if stale else "",
    )


def _checked(code: object, valid: object) -> list[str | Component]:
    if not code:
        return [_none(_("未登记"))]
    chip = (
        html.Span(_("校验通过"), className="nc-chip nc-chip--ok")
        if valid
        else html.Span(_("校验位不符，请核对"), className="nc-chip nc-chip--warn")
    )
    return [html.Span(str(code), className="nc-num"), " ", chip]


def _none(words: str) -> Component:
    return html.Span(words, className="nc-off")


def _todo(words: str, href: str, good: bool | None) -> Component:
    sign, class_name = _MARKS[good]
    said = {True: _("正常"), False: _("需处理"), None: _("进行中")}[good]
    return html.Li(
        [
            html.Span(icon(sign, 16), role="img", **aria(label=said)),
            dcc.Link(words, href=href),
        ],
        className=class_name,
    )


def _today_words(now: Standing) -> str:
    return str(_("今日日管控：%(state)s", state=state_words(now.today)))


def _today_mark(now: Standing) -> bool | None:
    if now.today is ControlState.OPEN:
        return None
    return now.today not in (ControlState.MISSED, ControlState.LATE)


def _work_rows(found: Record, now: Standing, today: date, hrefs: dict[str, str]) -> list[Component]:
    rows = []
    if now.to_fix:
        words = counted("检查与督导问题待整改 %(n)s 项，逾期 %(m)s 项", now.to_fix, m=now.late)
        rows.append(_todo(words, hrefs["inspections"], False if now.late else None))
    if now.samples_open:
        words = _("抽检不合格 %(n)s 批次，核查处置未完成", n=now.samples_open)
        rows.append(_todo(words, hrefs["samples"], False))
    tier = found.facts["guarantor_tier"]
    if now.held_since is None:
        rows.append(_todo(_("现无包保干部"), hrefs["visits"], False))
    elif tier:
        due = visit_due(GuarantorTier(tier), now.held_since, now.last_visit_on, today)
        day = due.due_on.isoformat()
        words = _("包保督导已逾期，应于 %(day)s 前", day=day)
        if not due.overdue:
            words = _("下次包保督导 %(day)s 前", day=day)
        rows.append(_todo(words, hrefs["visits"], not due.overdue))
    return rows


def _licence_rows(found: Record, today: date, href: str) -> list[Component]:
    paper = found.licences[0] if found.licences else None
    if paper is None:
        return [_todo(_("没有登记许可证"), href, False)]
    if paper.expires_on is None:
        return [_todo(_("许可证有效期未登记"), href, None)]
    state = renewal(paper.expires_on, today)
    words = _("许可证%(words)s", words=renewal_words(paper.expires_on, today))
    marks = {Renewal.EARLY: True, Renewal.OPEN: None}
    return [_todo(words, href, marks.get(state, False))]


def _certificate_rows(found: Record, href: str) -> list[Component]:
    here = [one for one in found.people if one.left_on is None]
    best = [one.certificates[0].state if one.certificates else None for one in here]
    expired = sum(state in (CertificateState.EXPIRED, None) for state in best)
    due = sum(state in _DUE for state in best)
    if not here:
        return [_todo(_("没有登记从业人员"), href, None)]
    if not expired and not due:
        return [_todo(_("%(n)s 人健康证均在有效期", n=len(here)), href, True)]
    words = _("健康证：%(a)s 人无证或过期，%(b)s 人30日内到期", a=expired, b=due)
    return [_todo(words, href, False if expired else None)]


def _camera_rows(found: Record, href: str) -> list[Component]:
    cameras = found.cameras
    if not cameras:
        return [_todo(_("未接入后厨视频"), href, None)]
    bad = sum(one.state in UNUSABLE for one in cameras)
    online = sum(one.state == CameraState.ONLINE for one in cameras)
    if not bad and not online:
        return [_todo(counted("摄像头 %(n)s 路，未巡查", len(cameras)), href, None)]
    words = counted("摄像头 %(n)s 路，在线 %(m)s 路", len(cameras), m=online)
    if bad:
        words += str(_("，异常 %(k)s 路", k=bad))
    return [_todo(words, href, False if bad else (True if online else None))]
