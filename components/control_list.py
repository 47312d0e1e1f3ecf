"""List of establishments with their duty of a period: those who have not answered, and others."""

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import before_words, running_words, span_words
from components.icons import icon, risk_badge
from components.numbers import count
from components.states import empty
from components.wording import counted, term
from domain.categories import CATEGORIES
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState
from domain.control_board import LONG_STREAK, STREAK_PERIODS, Duties, DutyRow, Listing, Show


def listing_words(kind: ControlKind, listing: Listing, show: Show = Show.UNANSWERED) -> str:
    """昨日未完成, 今日未完成 and so on; of other lists only 昨日, 今日."""
    when = before_words(kind) if listing is Listing.PREVIOUS else running_words(kind)
    if show is not Show.UNANSWERED:
        return str(when)
    return str(_("%(when)s未完成", when=when))


def show_words(show: Show) -> str:
    """What a list holds, in words."""
    words: dict[Show, str] = {
        Show.UNANSWERED: _("未完成清单"),
        Show.ANSWERED: _("已完成清单"),
        Show.DUE: _("应报清单"),
        Show.EXCUSED: _("免报清单"),
        Show.ESCALATED: _("已上报的缺报"),
        Show.STREAK: _("连续缺报 %(n)s 期以上", n=LONG_STREAK),
        Show.PURCHASES_PASSED: _("进货查验合格"),
        Show.PURCHASES_FAILED: _("进货查验不合格"),
        Show.PURCHASES: _("涉及进货查验"),
    }
    return words[show]


def duty_table(found: Duties, *, row_type: str, chosen: int | None) -> Component:
    """The rows, or good news.

    Args:
        found: Rows and total.
        row_type: `type` of the pattern id of each row; `establishment` is the other key.
        chosen: Establishment whose record is open.
    """
    if not found.rows and found.show is Show.UNANSWERED:
        return empty(_("没有未完成的单位"), _("应报的都已完成"))
    if not found.rows:
        return empty(_("没有符合条件的单位"))
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


def duty_note(found: Duties) -> str:
    """How many there are, and how many of them are listed."""
    if found.total > len(found.rows) and found.show not in (Show.UNANSWERED, Show.STREAK):
        return str(_("共 %(n)s 家，列出 %(shown)s 家", n=count(found.total), shown=len(found.rows)))
    if found.total > len(found.rows):
        return str(
            _(
                "共 %(n)s 家，列出连续缺报最久的 %(shown)s 家",
                n=count(found.total),
                shown=len(found.rows),
            )
        )
    return str(counted("共 %(n)s 家", found.total))


def _row(kind: ControlKind, row: DutyRow, row_type: str, chosen: int | None) -> Component:
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
    return span_words(kind, number, least=number >= STREAK_PERIODS)
