"""Why an establishment has its risk level: score with its band, every point with its row."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import risk_badge
from components.risk_words import cell_name, fact_words, number, row_href
from components.wording import term
from domain.clock import CITY_TIME
from domain.risk import LEVEL_TOPS, Point, RiskOverride, RiskStanding
from domain.risk_cells import BY_CODE, PART_CAPS, PART_NAMES_EN, PART_NAMES_ZH, Part

_MOST = 100


def risk_reasons(found: RiskStanding | None, *, example: bool = True) -> Component:
    """The whole answer to "why this level?".

    Args:
        found: From data_access.risk.risk_of; None: never scored.
        example: The table is 示例分值.
    """
    if found is None:
        return html.P(
            _("尚未评分：信息到齐后由系统在一分钟内计算。未评定不等于低风险。"),
            className="nc-risk-why nc-note",
        )
    return html.Div(
        [
            _head(found, example),
            override_note(found.override, found.level) if found.override else None,
            _band(found),
            *(_part(found, part) for part in Part),
        ],
        className="nc-risk-why",
    )


def override_note(override: RiskOverride, computed: str | None) -> Component:
    """人工调整 until …, by whom and why, beside what the score says."""
    until = _(
        "人工调整为 %(level)s，%(day)s 到期",
        level=override.level,
        day=f"{override.expires_on:%Y-%m-%d}",
    )
    said = _("系统评定：%(level)s", level=computed or _("未评定"))
    return html.Div(
        [html.B(until), html.P([override.reason, " · ", override.made_by, " · ", said])],
        className="nc-note nc-note--warn",
    )


def _head(found: RiskStanding, example: bool) -> Component:
    at = f"{found.computed_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
    version = _("评分表第 %(n)s 版 · %(at)s 起", n=found.table_version, at=at)
    mark = html.Span(_("示例分值"), className="nc-chip") if example else None
    return html.Div(
        [
            risk_badge(found.effective, 36),
            html.Div(
                [
                    html.B([number(found.score), html.Small(_("分（0–100，越高风险越大）"))]),
                    html.P([version, " ", mark]),
                ]
            ),
        ],
        className="nc-risk-why__head",
    )


def _band(found: RiskStanding) -> Component:
    """The score on the scale of the levels; what is not known is a lighter band around it."""
    words = _("得分 %(score)s", score=number(found.score))
    if found.high > found.low:
        words = _(
            "得分 %(score)s，信息缺失时可能为 %(low)s–%(high)s",
            score=number(found.score),
            low=number(found.low),
            high=number(found.high),
        )
    ticks = [
        html.I(style={"left": f"{top:g}%"}, className="nc-risk-why__tick")
        for top in LEVEL_TOPS.values()
    ]
    letters = ((15.0, "A"), (37.5, "B"), (52.5, "C"), (80.0, "D"))
    return html.Div(
        [
            html.Div(
                [
                    *ticks,
                    *(html.Em(name, style={"left": f"{at:g}%"}) for at, name in letters),
                    html.Span(
                        className="nc-risk-why__range",
                        style={
                            "left": f"{found.low:g}%",
                            "width": f"{min(found.high, _MOST) - found.low:g}%",
                        },
                    ),
                    html.B(className="nc-risk-why__mark", style={"left": f"{found.score:g}%"}),
                ],
                className="nc-risk-why__scale",
                role="img",
                **aria(label=words),
            ),
            html.P(words),
        ]
    )


def _part(found: RiskStanding, part: Part) -> Component:
    points = [point for point in found.points if BY_CODE[point.code].part is part]
    whole = found.static if part is Part.STATIC else found.dynamic
    name = term(PART_NAMES_ZH[part], PART_NAMES_EN[part])
    return html.Section(
        [
            html.H3([name, html.Span(f"{number(whole)} / {PART_CAPS[part]}")]),
            html.Ul([_point(found.establishment_id, point) for point in points])
            if points
            else html.P(_("没有加分项")),
        ],
        className="nc-risk-why__part",
    )


def _point(establishment_id: int, point: Point) -> Component:
    href = row_href(establishment_id, point)
    day = f" · {point.row_day:%Y-%m-%d}" if point.row_day else ""
    fact = f"{fact_words(point)}{day}"
    source = BY_CODE[point.code].source
    return html.Li(
        [
            html.B(f"+{number(point.points)}", className="nc-num"),
            html.Div(
                [
                    html.Span(cell_name(point.code), title=source),
                    dcc.Link(fact, href=href) if href else html.Span(fact),
                ]
            ),
        ],
        className="is-unknown" if point.unknown else "",
    )
