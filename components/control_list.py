"""List of establishments with their duty of a period: those who have not answered, and others."""

from collections.abc import Callable, Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.category_words import category_name
from components.control_words import (
    before_words,
    moment_words,
    running_words,
    short_period_words,
    span_words,
)
from components.icons import icon, risk_badge
from components.numbers import count
from components.states import empty
from components.wording import counted, term
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState
from domain.control_board import (
    LONG_STREAK,
    MISSING,
    STREAK_PERIODS,
    Duties,
    DutyKey,
    DutyRow,
    Listing,
    Show,
    Told,
)

TABS = (
    Show.UNANSWERED,
    Show.ON_TIME,
    Show.LATE,
    Show.MISSED,
    Show.EXCUSED,
    Show.DUE,
)
"""What a list can be switched between, each with its number."""


def listing_words(kind: ControlKind, listing: Listing) -> str:
    """昨日, 今日; 上周, 本周; 上月, 本月."""
    return before_words(kind) if listing is Listing.PREVIOUS else running_words(kind)


def show_words(show: Show) -> str:
    """What a list holds, in words."""
    words: dict[Show, str] = {
        Show.UNANSWERED: _("未完成"),
        Show.ANSWERED: _("已完成"),
        Show.DUE: _("应报"),
        Show.EXCUSED: _("免报"),
        Show.ON_TIME: _("按时"),
        Show.LATE: _("逾期补填"),
        Show.MISSED: _("缺报"),
        Show.NOT_ON_TIME: _("未按时"),
        Show.STREAK: _("连续缺报 %(n)s 期以上", n=LONG_STREAK),
        Show.ESCALATED: _("已上报的缺报"),
        Show.PURCHASES_PASSED: _("进货查验合格"),
        Show.PURCHASES_FAILED: _("进货查验不合格"),
        Show.PURCHASES: _("涉及进货查验"),
    }
    return str(words[show])


def _tab_words(show: Show) -> str:
    """`show_words`, short enough for a row of tabs."""
    short: dict[Show, str] = {
        Show.LATE: _("逾期"),
        Show.STREAK: _("连缺≥%(n)s期", n=LONG_STREAK),
    }
    return str(short.get(show) or show_words(show))


def show_tabs(shown: Show, counts: dict[Show, int], href: Callable[[Show], str]) -> Component:
    """The lists of a period with their lengths; one that another screen led to comes last.

    Args:
        shown: The list that is open.
        counts: Length of each list that is offered.
        href: Address of a list.
    """
    return html.Nav(
        [
            dcc.Link(
                [_tab_words(show), html.B(count(number), className="nc-num")],
                href=href(show),
                className="on" if show is shown else "",
                title=show_words(show),
            )
            for show, number in counts.items()
        ],
        className="nc-tabs nc-over__tabs",
        **aria(label=_("清单")),
    )


def duty_table(
    found: Duties, rows: Sequence[DutyRow], *, chosen: DutyKey | None, acts: bool
) -> Component:
    """The rows, or good news.

    Args:
        found: The list.
        rows: Of it, in order.
        chosen: Duty whose record is open.
        acts: The reader may act on rows: they can be ticked.
    """
    show = found.show
    if not rows and show in MISSING:
        return empty(_("没有未完成的单位"), _("应报的都已完成"))
    if not rows:
        return empty(_("没有符合条件的单位"))
    heads = [
        html.Th(_tick("all", _("选择本页全部")), className="ck") if acts else None,
        *([html.Th(_("期次"))] if found.spanned else []),
        html.Th(html.Span(_("风险等级"), className="visually-hidden")),
        html.Th(_("单位")),
        html.Th(_("镇街")),
        html.Th(_("业态")),
        html.Th(_("连续缺报"), className="num"),
        html.Th(_("安全员")),
        html.Th(_("督办")),
        html.Th(_("状态")),
        html.Th(html.Span(_("打开"), className="visually-hidden")),
    ]
    return html.Table(
        [
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(found, row, chosen, acts) for row in rows]),
        ],
        className="nc-table nc-duties",
    )


def duty_note(found: Duties) -> str:
    """How many there are; of several periods an establishment counts once for each duty."""
    if found.spanned:
        return counted("共 %(n)s 次", found.total)
    return counted("共 %(n)s 家", found.total)


def page_steps(found: Duties, href: Callable[[int], str]) -> Component | None:
    """Which rows are shown, and the ways to the others; nothing for a single page."""
    if found.pages == 1:
        return None

    def step(page: int, words: str, sign: str) -> Component:
        if not 1 <= page <= found.pages:
            return html.Span(icon(sign, 16), className="nc-btn nc-btn--sm is-off")
        return dcc.Link(
            [icon(sign, 16), html.Span(words, className="visually-hidden")],
            href=href(page),
            className="nc-btn nc-btn--sm",
            title=words,
        )

    return html.Nav(
        [
            step(found.page - 1, str(_("上一页")), "back"),
            html.Span(
                _("第 %(a)s / %(b)s 页", a=count(found.page), b=count(found.pages)),
                className="nc-num",
            ),
            step(found.page + 1, str(_("下一页")), "chev"),
        ],
        className="nc-over__pages",
        **aria(label=_("翻页")),
    )


def changed_words(gone: int, new: int) -> str:
    """How the list differs from the rows that are still shown."""
    parts = [counted("%(n)s 家已离开清单", gone)] if gone else []
    parts += [counted("%(n)s 家新进清单", new)] if new else []
    return "，".join(parts)


def told_words(told: Told) -> list[Component | str]:
    """Reminders of a duty: how many, the last one, whether one was read."""
    if not told.sent:
        return [_("已转包保") if told.handed else "—"]
    read = _("已读") if told.read_at else _("未读")
    parts: list[Component | str] = [
        html.Span(
            _("已提醒 %(n)s 次 · %(read)s", n=told.sent, read=read),
            title=_("最近 %(at)s", at=moment_words(told.last_at)) if told.last_at else "",
        )
    ]
    return [*parts, html.Small(_("已转包保"))] if told.handed else parts


def _row(found: Duties, row: DutyRow, chosen: DutyKey | None, acts: bool) -> Component:
    missed = row.state is ControlState.MISSED
    one = row.establishment_id
    return html.Tr(
        [
            html.Td(_tick(str(one), _("选择%(name)s", name=row.name)), className="ck")
            if acts
            else None,
            *([_period(found.kind, row)] if found.spanned else []),
            html.Td(risk_badge(row.risk_level, 19), className="rk"),
            html.Td(html.Button(row.name, type="button", className="nc-rowbtn"), className="nm"),
            html.Td(row.township_zh, className="tw"),
            html.Td(category_name(row.category), className="ct"),
            html.Td(_streak(found.kind, row.streak), className="num late" if row.streak else "num"),
            html.Td(row.safety_officer or "—", className="of"),
            html.Td(told_words(row.told), className="td" if row.told.last_at else "td is-none"),
            html.Td(
                term(STATE_NAMES_ZH[row.state], STATE_NAMES_EN[row.state]),
                className="st late" if missed else "st",
            ),
            html.Td(icon("chev", 14), className="go"),
        ],
        className="is-sel" if row.key == chosen else "",
        **data(shop=str(one), **({"start": row.start.isoformat()} if found.spanned else {})),
    )


def _period(kind: ControlKind, row: DutyRow) -> Component:
    """Of which period the duty is; of a day no more than its date."""
    words = short_period_words(kind, row.start)
    daily = kind is ControlKind.DAILY_CONTROL
    shown = f"{row.start.month}/{row.start.day}" if daily else words
    return html.Td(shown, className="dy nc-num", title=words)


def _tick(of: str, words: str) -> Component:
    """A box that scripts tick: a refresh of the list leaves it as it is."""
    return html.Button(
        icon("check", 12),
        type="button",
        role="checkbox",
        className="nc-tick",
        **data(tick=of),
        **aria(checked="false", label=words),
    )


def _streak(kind: ControlKind, number: int) -> str:
    """A dash where nothing was missed, `≥` where counting ended."""
    if not number:
        return "—"
    return span_words(kind, number, least=number >= STREAK_PERIODS)
