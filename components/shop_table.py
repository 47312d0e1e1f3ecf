"""Establishments one by one, the worst first: of an office over 30 days, of a street today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.category_words import category_name
from components.establishment_card import DAY_CLASSES
from components.icons import risk_badge, severity_badge
from components.numbers import count, percent
from components.states import empty
from components.wording import counted, term, unit
from domain.control import ANSWERED, STATE_NAMES_EN, STATE_NAMES_ZH, ControlState
from domain.ranking import FEWEST
from domain.scope import Scope
from domain.share import Share
from domain.shops import Shop


@dataclass(frozen=True, slots=True)
class ShopSum:
    """The sum below a table of establishments.

    Attributes:
        name: What it is called.
        shops: All that it sums.
        where: Narrows the list that its number opens; None: it opens none.
    """

    name: str
    shops: Sequence[Shop]
    where: Mapping[str, Any] | None = None


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
                        html.Th(_("未办结预警 件"), className="num"),
                        html.Th(_("超时 件"), className="num"),
                        html.Th(_("摄像头 在线/全部"), className="num"),
                    ]
                )
            ),
            html.Tbody([_row(asker, shop, days=days) for shop in shops]),
            html.Tfoot(_total(total, days=days)) if total else None,
        ],
        className="nc-table nc-shoptable",
    )


def _total(total: ShopSum, *, days: bool) -> Component:
    shops = total.shops
    number: Component | str = count(len(shops))
    if total.where is not None:
        number = dcc.Link(number, href=links.register(**total.where))
    due = [shop.today for shop in shops if shop.today not in (None, ControlState.EXCUSED)]
    today = Share(sum(state in ANSWERED for state in due), len(due))
    over = sum((shop.days for shop in shops), Share(0, 0))
    online, cameras = sum(shop.online for shop in shops), sum(shop.cameras for shop in shops)
    cells = [
        html.Td(),
        html.Td([f"{total.name} ", number, " ", unit("家", len(shops))], className="nm"),
        html.Td(),
        html.Td(
            counted("%(a)s / %(b)s 家", today.whole, a=count(today.part), b=count(today.whole)),
            className="nc-num",
        ),
    ]
    if days:
        cells += [html.Td(percent(over), className="num nc-num"), html.Td()]
    return html.Tr(
        [
            *cells,
            # No links: the queue of a place also holds alerts of those that left the register.
            html.Td(count(sum(shop.open_alerts for shop in shops)), className="num nc-num"),
            html.Td(count(sum(shop.overdue for shop in shops)), className="num nc-num"),
            html.Td(f"{count(online)} / {count(cameras)}", className="num nc-num"),
        ],
        className="tot",
    )


def _row(asker: Scope, shop: Shop, *, days: bool) -> Component:
    few = shop.days.whole < FEWEST
    return html.Tr(
        [
            html.Td(risk_badge(shop.risk_level, 19)),
            html.Td(
                dcc.Link(shop.name, href=links.entry_for(asker, shop.establishment_id)),
                className="nm",
            ),
            html.Td(category_name(shop.category)),
            html.Td(_today(shop.today), className="late" if _behind(shop.today) else ""),
            html.Td(
                percent(shop.days),
                className="num nc-num",
                title=counted(
                    "%(a)s / %(b)s 天",
                    shop.days.whole,
                    a=count(shop.days.part),
                    b=count(shop.days.whole),
                )
                + (_("；少于 10 例，不排名") if few else ""),
            )
            if days
            else None,
            html.Td(_strip(shop.states), className="sp") if days else None,
            html.Td(_alerts(shop), className="num nc-num"),
            html.Td(
                dcc.Link(
                    count(shop.overdue),
                    href=links.alerts(establishment=shop.establishment_id, overdue=True),
                )
                if shop.overdue
                else "0",
                className="num nc-num" + (" late" if shop.overdue else ""),
            ),
            html.Td(
                dcc.Link(
                    f"{count(shop.online)} / {count(shop.cameras)}",
                    href=links.videowall(establishment=shop.establishment_id),
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
        [severity_badge(shop.worst, 18), shown] if shop.worst else [shown],
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
