"""List of establishments that have not answered a period."""

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import before_words, running_words, span_words
from components.icons import icon, risk_badge
from components.numbers import count
from components.states import empty
from components.wording import term
from domain.categories import CATEGORIES
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState
from domain.control_board import STREAK_PERIODS, Listing, Unanswered, UnansweredRow


def listing_words(kind: ControlKind, listing: Listing) -> str:
    """昨日未完成, 今日未完成 and so on."""
    when = before_words(kind) if listing is Listing.PREVIOUS else running_words(kind)
    return str(_("%(when)s未完成", when=when))


def unanswered_table(found: Unanswered, *, row_type: str, chosen: int | None) -> Component:
    """The rows, or good news.

    Args:
        found: Rows and total.
        row_type: `type` of the pattern id of each row; `establishment` is the other key.
        chosen: Establishment whose record is open.
    """
    if not found.rows:
        return empty(_("没有未完成的单位"), _("应报的都已完成"))
    return html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(html.Span(_("风险等级"), className="visually-hidden")),
                        html.Th(_("单位")),
                        html.Th(_("镇街")),
                        html.Th(_("业态")),
                        html.Th(_("连续缺报"), className="num"),
                        html.Th(_("安全员")),
                        html.Th(_("状态")),
                        html.Th(),
                    ]
                )
            ),
            html.Tbody([_row(found.kind, row, row_type, chosen) for row in found.rows]),
        ],
        className="nc-table",
    )


def unanswered_note(found: Unanswered) -> str:
    """How many there are, and how many of them are listed."""
    if found.total > len(found.rows):
        return str(
            _(
                "共 %(n)s 家，列出连续缺报最久的 %(shown)s 家",
                n=count(found.total),
                shown=len(found.rows),
            )
        )
    return str(_("共 %(n)s 家", n=count(found.total)))


def _row(kind: ControlKind, row: UnansweredRow, row_type: str, chosen: int | None) -> Component:
    category = CATEGORIES[row.category]
    missed = row.state is ControlState.MISSED
    return html.Tr(
        [
            html.Td(risk_badge(row.risk_level, 19)),
            html.Td(html.Button(row.name, type="button", className="nc-rowbtn"), className="nm"),
            html.Td(row.township_zh),
            html.Td(term(category.zh, category.en)),
            html.Td(
                _streak(kind, row.streak),
                className="num late" if row.streak else "num",
            ),
            html.Td(row.safety_officer or "—"),
            html.Td(
                term(STATE_NAMES_ZH[row.state], STATE_NAMES_EN[row.state]),
                className="late" if missed else "",
            ),
            html.Td(icon("chev", 14), className="go"),
        ],
        id={"type": row_type, "establishment": row.establishment_id},
        className="is-sel" if row.establishment_id == chosen else "",
    )


def _streak(kind: ControlKind, number: int) -> str:
    """A dash where nothing was missed, `≥` where counting ended."""
    if not number:
        return "—"
    return span_words(kind, f"≥{number}" if number >= STREAK_PERIODS else number)
