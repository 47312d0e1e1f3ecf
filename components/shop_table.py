"""Establishments one by one, the worst first: of an office over 30 days, of a street today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.category_words import category_name
from components.establishment_card import DAY_CLASSES
from components.icons import risk_badge, severity_badge
from components.measure import list_link, opens_words, pair
from components.numbers import count, percent
from components.states import empty
from components.wording import counted, term, unit
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlState
from domain.control_board import Show
from domain.dossier import Part
from domain.figures import TREND_DAYS
from domain.ranking import FEWEST
from domain.scope import Scope
from domain.share import Share
from domain.shops import Shop
from domain.video_wall import Show as Wall


@dataclass(frozen=True, slots=True)
class ShopSum:
    """The sum below a table of establishments.

    Attributes:
        name: What it is called.
        where: Narrows the lists that its numbers open.
        establishments: In the register.
        day: The day of daily control, None for today.
        today: Duties of that day; of the place, as in their list: who left the register since
            counts where the duty arose, and so do alerts and cameras.
        days: The 29 days before that day, answered of due, up to `last`.
        last: The last of these days.
        open_alerts: Not ended; `overdue` of these past their present clock.
        online: Cameras, of `cameras` in all, now.
    """

    name: str
    where: Mapping[str, Any]
    establishments: int
    day: date | None
    today: Share
    days: Share
    last: date
    open_alerts: int
    overdue: int
    online: int
    cameras: int


def shop_table(
    asker: Scope,
    shops: Sequence[Shop],
    *,
    days: bool,
    total: ShopSum | None = None,
    day_name: str = "",
) -> Component:
    """One row an establishment.

    Args:
        asker: A name leads where this asker reads of it.
        shops: In the order of the rows.
        days: With the last 30 days; without them today only.
        total: The rows may be one page of what it sums.
        day_name: Head of the daily control of the day, where that is not today.
    """
    if not shops:
        return empty(_("还没有在册单位"))
    return html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(html.Span(_("风险等级"), className="visually-hidden")),
                        html.Th(_("单位")),
                        html.Th(_("业态")),
                        html.Th(day_name or _("今日日管控")),
                        html.Th(_("近30日 %"), className="num") if days else None,
                        html.Th(_("近30日每日")) if days else None,
                        html.Th(_of_now(_("未办结预警 件"), day_name), className="num"),
                        html.Th(_of_now(_("超时 件"), day_name), className="num"),
                        html.Th(_of_now(_("摄像头 在线/全部"), day_name), className="num"),
                    ]
                )
            ),
            html.Tbody([_row(asker, shop, days=days) for shop in shops]),
            html.Tfoot(_total(total, days=days)) if total else None,
        ],
        className="nc-table nc-shoptable",
    )


def _of_now(head: str, day_name: str) -> list[Component | str]:
    """Head of what is of this moment, which is said where the table is of an earlier day."""
    return [head, " ", html.Small(_("此刻"))] if day_name else [head]


def _total(total: ShopSum, *, days: bool) -> Component:
    where, name = total.where, total.name
    number = list_link(total.establishments, links.register(**where), _named(name, _("在册单位")))
    part, whole = (
        links.control(listing="current", on=total.day, show=show, **where)
        for show in (Show.ANSWERED, Show.DUE)
    )
    names = (_named(name, _("已完成")), _named(name, _("应报")))
    cells = [
        html.Td(),
        html.Td(
            html.Span([f"{name} ", number, " ", unit("家", total.establishments)]), className="nm"
        ),
        html.Td(),
        html.Td(pair(total.today, "家", part, whole, names), className="nc-num"),
    ]
    if days:
        since = total.last - timedelta(days=TREND_DAYS - 2)
        over = links.control(listing="current", since=since, on=total.last, show=Show.DUE, **where)
        share: list[Component | str] = [percent(total.days)]
        share += opens_words(_named(name, _("近30日应报")))
        cells += [html.Td(dcc.Link(share, href=over), className="num nc-num"), html.Td()]
    late = links.alerts(overdue=True, **where)
    return html.Tr(
        [
            *cells,
            html.Td(
                list_link(total.open_alerts, links.alerts(**where), _named(name, _("未办结预警"))),
                className="num nc-num",
            ),
            html.Td(
                list_link(total.overdue, late, _named(name, _("超时预警"))), className="num nc-num"
            ),
            html.Td(_cameras(total.online, total.cameras, name, where), className="num nc-num"),
        ],
        className="tot",
    )


def _named(place: str, what: str) -> str:
    return f"{place} {what}"


def _cameras(online: int, every: int, name: str, where: Mapping[str, Any]) -> list[Component | str]:
    """Online of all, each with its wall."""
    walls = (links.videowall(show=show, **where) for show in (Wall.ONLINE, Wall.EVERY))
    return [
        list_link(online, next(walls), _named(name, _("在线摄像头"))),
        " / ",
        list_link(every, next(walls), _named(name, _("摄像头"))),
    ]


def _days(shop: Shop) -> Component:
    """Share of the 30 days; it opens the calendar in which they stand one by one."""
    words = counted(
        "%(a)s / %(b)s 天", shop.days.whole, a=count(shop.days.part), b=count(shop.days.whole)
    )
    if shop.days.whole < FEWEST:
        words += _("；少于 10 例，不排名")
    calendar = links.dossier(shop.establishment_id, Part.CONTROL)
    shown: list[Component | str] = [percent(shop.days)]
    shown += opens_words(_named(shop.name, _("近30日应报")))
    linked = dcc.Link(shown, href=calendar) if shop.days.whole else percent(shop.days)
    return html.Td(linked, className="num nc-num", title=words)


def _row(asker: Scope, shop: Shop, *, days: bool) -> Component:
    return html.Tr(
        [
            html.Td(risk_badge(shop.risk_level, 19)),
            html.Td(
                dcc.Link(shop.name, href=links.entry_for(asker, shop.establishment_id)),
                className="nm",
            ),
            html.Td(category_name(shop.category)),
            html.Td(_today(shop.today), className="late" if _behind(shop.today) else ""),
            _days(shop) if days else None,
            html.Td(_strip(shop.states), className="sp") if days else None,
            html.Td(_alerts(shop), className="num nc-num"),
            html.Td(
                list_link(
                    shop.overdue,
                    links.alerts(establishment=shop.establishment_id, overdue=True),
                    _named(shop.name, _("超时预警")),
                ),
                className="num nc-num" + (" late" if shop.overdue else ""),
            ),
            html.Td(
                _cameras(
                    shop.online,
                    shop.cameras,
                    shop.name,
                    {"establishment": shop.establishment_id},
                )
                if shop.cameras
                else _("未接入"),
                className="num nc-num",
            ),
        ]
    )


def _alerts(shop: Shop) -> Component | str:
    if not shop.open_alerts:
        return "0"
    shown = html.B(count(shop.open_alerts), className="nc-num")
    return dcc.Link(
        [
            severity_badge(shop.worst, 18) if shop.worst else None,
            shown,
            *opens_words(_named(shop.name, _("未办结预警"))),
        ],
        href=links.alerts(establishment=shop.establishment_id),
    )


def _today(state: ControlState | None) -> str:
    return _("无任务") if state is None else term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])


def _behind(state: ControlState | None) -> bool:
    return state in (ControlState.MISSED, ControlState.LATE)


def _strip(states: Sequence[ControlState | None]) -> Component:
    return html.Span(
        [html.I(className=DAY_CLASSES[one]) for one in states],
        className="nc-daystrip nc-ministrip",
    )
