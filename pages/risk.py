"""风险分级: `/risk`. How the score works, where the city stands by it, who moved and why."""

from datetime import timedelta
from typing import Any

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.numbers import count
from components.page_title import as_of
from components.panels import card
from components.risk_lists import level_table, manual_table, move_table, overdue_table
from components.risk_table import risk_rules, risk_versions
from components.states import empty
from data_access.changes import Topic
from data_access.inspection_due import overdue_inspections
from data_access.request import now, remembered, scope
from data_access.risk import level_counts
from data_access.risk_moves import biggest_rises, most_improved
from data_access.risk_overrides import manual_levels
from data_access.risk_tables import table_on, versions
from domain.clock import city_day
from domain.scope import OFFICIALS, Action

ROLES = OFFICIALS

register_page(__name__, path="/risk", name="风险分级", order=6, icon="shield", roles=ROLES)

BODY = "risk-body"
BACK = timedelta(days=30)
LISTED = 10
OVERDUE = 20


def layout(**_query: str) -> Component:
    """The whole page as it stands now; `refresh` follows what happens."""
    return html.Main(
        html.Div(_body(), id=BODY, className="nc-risk-page"), className="nc-body nc-pagegrid nc-ops"
    )


@callback(Output(BODY, "children"), Input("live-register", "data"), prevent_initial_call=True)
def refresh(_number: Any) -> list[Component]:
    """Levels moved: all figures of the page together."""
    return _body()


def _body() -> list[Component]:
    at = now()
    today = city_day(at)
    since = today - BACK

    def build(conn: Any, asker: Any) -> dict[str, Any]:
        return {
            "now": level_counts(conn, asker),
            "then": level_counts(conn, asker, since),
            "rises": biggest_rises(conn, asker, since, limit=LISTED),
            "falls": most_improved(conn, asker, since, limit=LISTED),
            "overdue": overdue_inspections(conn, asker, today, limit=OVERDUE),
            "manual": manual_levels(conn, asker, today),
            "table": table_on(conn, today),
            "versions": versions(conn),
        }

    found = remembered("risk", (Topic.RISK, Topic.REGISTER), build, today.isoformat())
    return [_head(at), *_standing(found, since), *_acts(found), _rules(found)]


def _head(at: Any) -> Component:
    edit = dcc.Link(_("修订评分表"), href="/risk/draft", className="nc-btn")
    allowed = scope().allows(Action.CHANGE_RISK_TABLE)
    said = _("静态与动态因素相加，0–100 分，越高风险越大；每一分都能查到来源记录")
    return html.Header(
        [
            html.Div([html.H1(_("风险分级")), html.P(said)]),
            html.Div([as_of(at), edit if allowed else None], className="nc-pagehead__r"),
        ],
        className="nc-pagehead",
    )


def _standing(found: dict[str, Any], since: Any) -> list[Component]:
    then = _("现在与30天前（当时已评分的单位）")
    moves = [
        (_("上升最多"), found["rises"], _("30天内没有单位得分上升")),
        (_("下降最多"), found["falls"], _("30天内没有单位得分下降")),
    ]
    return [
        card(_("等级分布"), then, level_table(found["now"], found["then"], since)),
        html.Div(
            [
                card(name, _("近30天"), move_table(rows) if rows else empty(none))
                for name, rows, none in moves
            ],
            className="nc-ops__two",
        ),
    ]


def _acts(found: dict[str, Any]) -> list[Component]:
    late, manual = found["overdue"], found["manual"]
    words = _("共 %(n)s 家 · A、B 每年至少1次，C 2次，D 3次", n=count(late.total))
    none = empty(_("没有逾期的监督检查"))
    made = _("共 %(n)s 项，到期自动失效", n=count(len(manual)))
    return [
        card(
            _("监督检查逾期"),
            words,
            overdue_table(late.rows) if late.rows else none,
            right=dcc.Link(
                _("查看全部"),
                href=links.register(inspection="overdue"),
                className="nc-linkbtn",
            ),
        ),
        card(
            _("人工调整"),
            made,
            manual_table(manual) if manual else empty(_("目前没有人工调整的等级")),
        ),
    ]


def _rules(found: dict[str, Any]) -> Component:
    version = _("第 %(n)s 版", n=found["table"].version)
    return card(
        _("评分表"), version, [risk_rules(found["table"]), risk_versions(found["versions"])]
    )
