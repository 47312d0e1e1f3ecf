"""Above the list of the register: how many, which filters hold, and what can be done with them."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.numbers import count
from components.page_title import as_of
from components.wording import counted

Chip = tuple[str, str]
"""What a filter says, and the address without it."""


def register_head(
    total: int, moment: datetime, chips: Sequence[Chip], exports: Sequence[tuple[str, str]]
) -> list[Component]:
    """Title with the total, export links, and a chip for each filter that holds.

    Args:
        total: Rows of the list.
        moment: The figures hold for it, aware.
        chips: Filters that hold.
        exports: Words and address of each export; empty for those who may not.
    """
    return [
        html.Header(
            [
                html.Div(
                    [
                        html.H1(_("主体库")),
                        html.P(
                            [
                                html.B(count(total), className="nc-num", id="register-total"),
                                counted(" 家餐饮单位", total),
                                "　·　",
                                as_of(moment),
                            ]
                        ),
                    ]
                ),
                html.Div(
                    [
                        html.A(
                            [icon("download", 16), words],
                            href=address,
                            className="nc-btn nc-btn--sm",
                        )
                        for words, address in exports
                    ],
                    className="nc-actions",
                ),
            ],
            className="nc-pagehead nc-reg__head",
        ),
        _chips(chips),
    ]


def _chips(chips: Sequence[Chip]) -> Component:
    if not chips:
        return html.Div(className="nc-reg__chips is-none")
    return html.Div(
        [
            dcc.Link(
                [words, icon("x", 12)],
                href=address,
                className="nc-chip",
                title=_("去掉这项筛选"),
            )
            for words, address in chips
        ],
        className="nc-reg__chips",
        **aria(label=_("已用筛选")),
    )
