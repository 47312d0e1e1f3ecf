"""How the score works in one table: cells, points, and the rule behind each."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.labelled import labelled
from components.risk_words import cell_name, number, rule_words
from components.wording import term
from domain.risk_cells import CELLS, FROM_FILES, PART_CAPS, PART_NAMES_EN, PART_NAMES_ZH, Part
from domain.risk_lists import TableVersion
from domain.risk_table import RiskTable


def risk_rules(table: RiskTable) -> Component:
    """The whole table of a version."""
    heads = [_("项目"), _("分值"), _("最高"), _("未知时计"), _("依据")]
    body: list[Component] = []
    for part in Part:
        name = term(PART_NAMES_ZH[part], PART_NAMES_EN[part])
        body.append(
            html.Tr(
                html.Th(_("%(name)s（最高 %(n)s 分）", name=name, n=PART_CAPS[part]), colSpan=5),
                className="nc-risk-rules__part",
            )
        )
        for cell in CELLS:
            if cell.part is part:
                rule = table.rules[cell.code]
                body.append(
                    html.Tr(
                        [
                            labelled(heads[0], cell_name(cell.code), "nm"),
                            labelled(heads[1], rule_words(cell.code, rule)),
                            labelled(heads[2], number(rule.cap), "num"),
                            labelled(heads[3], number(rule.unknown), "num"),
                            labelled(heads[4], cell.source),
                        ]
                    )
                )
    mark = _("示例分值：官方各项分值尚未取得，可由市级监管部门修订")
    limits = _(
        "A 0–30 · B >30–45 · C >45–60 · D >60（115号）。分数区间宽于 %(band)s 分，或开办不足 "
        "%(days)s 天，暂不评定等级。",
        band=number(table.widest_band),
        days=table.new_days,
    )
    beyond = _("投诉尚未接入，由人工调整体现。")
    if any(table.rules[code].cap == 0 for code in FROM_FILES):
        beyond = _(
            "本版未计行政处罚或监督抽检，市级监管部门改版后计入；投诉尚未接入，由人工调整体现。"
        )
    return html.Div(
        [
            html.P(
                [
                    html.Span(mark, className="nc-chip") if table.example else None,
                    " ",
                    limits,
                    beyond,
                ]
            ),
            html.Div(
                html.Table(
                    [html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody(body)],
                    className="nc-data nc-ops__table nc-risk-rules",
                ),
                className="nc-scrollx",
            ),
        ]
    )


def risk_versions(versions: Sequence[TableVersion]) -> Component:
    """Every version, newest first."""
    return html.Ul(
        [
            html.Li(
                [
                    html.B(_("第 %(n)s 版", n=one.version)),
                    " ",
                    _("%(day)s 起生效", day=one.effective_from)
                    if one.effective_from
                    else _("随系统提供"),
                    f" · {one.made_by}" if one.made_by else "",
                    f" · {one.note}" if one.note else "",
                ]
            )
            for one in versions
        ],
        className="nc-risk-versions",
    )
