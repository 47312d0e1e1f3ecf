"""Changing a level by hand: what is asked for, and the change that holds."""

from datetime import date, timedelta
from typing import Any, cast

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.wording import term
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, RiskLevel
from domain.risk import RiskOverride
from domain.risk_override import REASON_LENGTH

LEVEL, REASON, ENDS = "risk-change-level", "risk-change-reason", "risk-change-ends"
SAVE, WITHDRAW = "risk-change-save", "risk-change-withdraw"
_USUAL_DAYS = 90


def change_form(held: RiskOverride | None, today: date, longest_days: int) -> Component:
    """Level, reason and end; taking back the change that holds.

    Args:
        held: The manual change that holds.
        today: City day.
        longest_days: How long a change may hold.
    """
    until = today + timedelta(days=min(_USUAL_DAYS, longest_days))
    last = today + timedelta(days=longest_days)
    kind = cast(Any, "date")  # Dash names fewer kinds than browsers know
    levels = [
        {"label": f"{one} {term(RISK_NAMES_ZH[one], RISK_NAMES_EN[one])}", "value": one.value}
        for one in RiskLevel
    ]
    return html.Div(
        [
            html.P(_("事故、故意违法、抽检不合格、拒绝检查等可上调；须写明原因，到期自动失效。")),
            html.Fieldset([html.Legend(_("等级")), dcc.RadioItems(levels, id=LEVEL, inline=True)]),
            html.Label(
                [
                    _("原因（必填）"),
                    dcc.Input(
                        id=REASON,
                        type="text",
                        maxLength=REASON_LENGTH,
                        className="nc-input nc-risk-words",
                    ),
                ]
            ),
            html.Label(
                [
                    _("到期日（最长 %(day)s）", day=last.isoformat()),
                    dcc.Input(
                        id=ENDS,
                        type=kind,
                        value=until.isoformat(),
                        min=(today + timedelta(days=1)).isoformat(),
                        max=last.isoformat(),
                        className="nc-input nc-risk-day",
                    ),
                ]
            ),
            html.Div(
                [
                    html.Button(
                        _("人工调整"),
                        id=SAVE,
                        type="button",
                        className="nc-btn nc-btn--primary",
                        n_clicks=0,
                    ),
                    html.Button(
                        _("撤回人工调整"),
                        id=WITHDRAW,
                        type="button",
                        className="nc-btn",
                        hidden=held is None,
                        n_clicks=0,
                    ),
                ],
                className="nc-risk-draft__points",
            ),
        ],
        className="nc-risk-change",
    )


def change_fault(fault: str, longest_days: int) -> str:
    """What is wrong with a wish, by domain.risk_override."""
    words = {
        "level": _("请选择等级"),
        "reason": _("请写明原因"),
        "long_reason": _("原因最多 %(n)s 字", n=REASON_LENGTH),
        "day": _("请选择到期日"),
        "past": _("到期日须在今天之后"),
        "too_long": _("最长 %(n)s 天", n=longest_days),
    }
    return str(words[fault])
