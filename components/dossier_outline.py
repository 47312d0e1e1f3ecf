"""The narrow dossier that the manager of a showcase street reads."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import category_name
from components.control_year import state_words
from components.dossier_words import renewal_words
from components.record_head import record_tabs, status_chip
from components.wording import counted, term
from domain.dossier import Outline, Part, Standing


def outline_head(found: Outline) -> Component:
    """Name, status and place."""
    return html.Header(
        html.Div(
            [
                html.H1(found.name),
                html.P(
                    [
                        status_chip(found.status),
                        html.Span(category_name(found.category)),
                        html.Span(f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"),
                    ]
                ),
            ],
            className="nc-record__name",
        ),
        className="nc-record__head",
    )


def outline_tabs(tabs: Sequence[tuple[Part, str]], shown: Part) -> Component:
    """Parts that a street's manager may open."""
    return record_tabs(
        [(href, part_name(part), None, part is shown) for part, href in tabs], _("档案内容")
    )


def outline_facts(found: Outline, now: Standing, today: date) -> Component:
    """What a street answers for, without people and numbers."""
    expires = found.licence_expires_on
    pairs = [
        (_("地址"), found.address or _("未登记")),
        (_("今日日管控"), state_words(now.today)),
        (_("未办结预警"), _("%(n)s 条", n=found.open_alerts)),
        (
            _("许可证"),
            _("至 %(day)s，%(words)s", day=expires.isoformat(), words=renewal_words(expires, today))
            if expires
            else _("有效期未登记"),
        ),
        (
            _("摄像头"),
            _cameras(found),
        ),
    ]
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(words)]) for name, words in pairs],
        className="nc-pairs nc-pairs--2",
    )


def part_name(part: Part) -> str:
    """A part of a dossier by the words of its tab."""
    names: dict[Part, str] = {
        Part.OVERVIEW: _("概览"),
        Part.TIMELINE: _("时间线"),
        Part.FACTS: _("基本信息"),
        Part.LICENCES: _("证照"),
        Part.PEOPLE: _("人员与健康证"),
        Part.CAMERAS: _("摄像头"),
        Part.GRADES: _("三项分级"),
        Part.CONTROL: _("管控日历"),
        Part.ALERTS: _("预警"),
        Part.INSPECTIONS: _("监督检查"),
        Part.PENALTIES: _("行政处罚"),
        Part.SAMPLES: _("监督抽检"),
        Part.VISITS: _("包保督导"),
        Part.PAPERS: _("资料"),
        Part.CODE: _("食安码"),
        Part.STATUS: _("状态"),
        Part.HISTORY: _("变更记录"),
    }
    return names[part]


def _cameras(found: Outline) -> str:
    if not found.cameras:
        return str(_("未接入后厨视频"))
    if not found.cameras_looked_at:
        return str(counted("%(n)s 路，未巡查", found.cameras))
    return str(_("%(n)s 路，在线 %(m)s 路", n=found.cameras, m=found.cameras_online))
