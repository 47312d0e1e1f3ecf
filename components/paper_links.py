"""Links to statutory records as files: of one record, and of the ranges people ask for."""

from collections.abc import Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import icon
from components.wording import term
from domain.control import KINDS, ControlKind, period_end, period_start


def record_files(establishment_id: int, kind: ControlKind, start: date) -> list[Component]:
    """One record as PDF and as DOCX."""
    return [
        _file(links.paper(establishment_id, kind, start, ending), ending.upper(), "nc-btn")
        for ending in ("pdf", "docx")
    ]


def range_table(establishment_id: int, today: date) -> Component:
    """Ranges of each kind, newest first, each as PDF and as XLSX."""
    rows = [
        html.Tr(
            [
                html.Td(term(KINDS[kind].record_zh, KINDS[kind].record_en)),
                html.Td(words),
                html.Td(
                    html.Div(
                        [
                            _file(
                                links.papers(establishment_id, kind, first, last, ending),
                                ending.upper(),
                                "nc-btn nc-btn--sm",
                            )
                            for ending in ("pdf", "xlsx")
                        ],
                        className="nc-paperfiles",
                    )
                ),
            ]
        )
        for kind, words, first, last in _ranges(today)
    ]
    heads = [html.Th(_("记录")), html.Th(_("范围")), html.Th(_("下载"))]
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="nc-data"),
        className="nc-scrollx",
    )


def _ranges(today: date) -> Sequence[tuple[ControlKind, str, date, date]]:
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    weeks = period_start(ControlKind.WEEKLY_REVIEW, today - timedelta(days=7 * 12))
    year = today.replace(month=1, day=1)
    return (
        (ControlKind.DAILY_CONTROL, f"{month:%Y-%m}", month, today),
        (
            ControlKind.DAILY_CONTROL,
            f"{before:%Y-%m}",
            before,
            period_end(ControlKind.MONTHLY_DISPATCH, before),
        ),
        (ControlKind.WEEKLY_REVIEW, _("近12周"), weeks, today),
        (ControlKind.MONTHLY_DISPATCH, f"{year:%Y}", year, today),
    )


def _file(href: str, words: str, class_name: str) -> Component:
    return html.A(
        [icon("download", 16), words],
        href=href,
        download="",
        className=class_name,
        title=_("下载 %(kind)s", kind=words),
    )
