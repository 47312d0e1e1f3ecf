"""Risk mix A to D as one stacked line; what was never assessed is a part of its own, in grey."""

from collections.abc import Callable

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import risk_badge
from components.numbers import count, percent
from components.wording import counted, term
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, RiskLevel
from domain.share import Share

LABELLED_FROM = 6.0
"""Percent from which a part is wide enough for its number."""


def risk_key() -> Component:
    """What the colours and letters mean."""
    parts: list[Component | str] = []
    for level in RiskLevel:
        parts += [
            risk_badge(level, 16),
            html.Span(term(RISK_NAMES_ZH[level], RISK_NAMES_EN[level])),
        ]
    return html.P(parts, className="nc-rkey")


Opens = Callable[[str | None], str]


def risk_line(
    name: str, risk: dict[str | None, int], *, main: bool, opens: Opens | None = None
) -> Component:
    """One place.

    Args:
        name: Whose mix it is.
        risk: Establishments per level, None for those not assessed.
        main: The place the page is about; others stand for comparison.
        opens: Address of the establishments of a level; None where no list is of that day.
    """
    whole = sum(risk.values())
    levels: tuple[str | None, ...] = (*RiskLevel, None)
    parts = [
        _part(name, level, Share(risk.get(level, 0), whole), opens)
        for level in levels
        if risk.get(level)
    ]
    words = "，".join(
        f"{level or _('未评定')} {percent(Share(risk.get(level, 0), whole))}%" for level in levels
    )
    return html.Div(
        [
            html.Span(name),
            html.Div(
                parts,
                className="nc-rbar",
                role="group" if opens else "img",  # what is in a picture is not read
                **aria(label=words),
            ),
            html.Em(percent(Share(risk.get(RiskLevel.D, 0), whole)), className="nc-num"),
        ],
        className="nc-rline is-main" if main else "nc-rline",
    )


def _part(name: str, level: str | None, share: Share, opens: Opens | None) -> Component:
    shown: str | Component = percent(share) if (share.percent or 0) >= LABELLED_FROM else ""
    if opens:
        says: list[Component | str] = [
            f"{name} {level or _('未评定')} ",
            html.Span(count(share.part), className="nc-num"),
            counted(" 家，打开清单", share.part),
        ]
        hidden = html.Span(says, className="visually-hidden")
        shown = dcc.Link([shown, hidden], href=opens(level))
    return html.B(
        shown,
        className=f"is-r{level.lower() if level else 'none'}",
        style={"flex": str(share.part)},
        title=f"{level or _('未评定')} {share.part:,}",
    )
