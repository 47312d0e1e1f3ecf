"""The six figures at the top of a place: numbers behind them, rank, city's mean, period before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.control_words import kind_name
from components.kpi import Delta, beam, kpi_card
from components.league_words import before_words, reach_words
from components.measure import change, number_link, pair
from components.numbers import gap, per_hundred, percent
from domain.area import Area
from domain.before import Before
from domain.control import ControlKind, period_start
from domain.figures import TREND_DAYS, Completion, Figures
from domain.ranking import Rank
from domain.reach import Reach
from domain.share import Share
from domain.trend import Span
from domain.video_wall import Show

ALERT_RATE = "alerts_per_hundred"


@dataclass(frozen=True, slots=True)
class Beside:
    """What the figures of a place stand beside.

    Attributes:
        city: The whole city; the same as the place for those who look at all of it.
        rank: Per measure, among its peers.
        before: One period earlier.
        reach: The days.
        area: The place.
    """

    city: Figures
    rank: Mapping[str, Rank | None]
    before: Before
    reach: Reach
    area: Area

    @property
    def where(self) -> dict[str, Any]:
        """What lists are narrowed to."""
        return self.area.filter

    @property
    def whole_city(self) -> bool:
        """Whether there is nothing to compare with."""
        return self.area == Area()


def place_kpis(figures: Figures, beside: Beside) -> list[Component]:
    """Six cards."""
    return [
        _online(figures, beside),
        _daily(figures, beside),
        _longer(ControlKind.WEEKLY_REVIEW, figures.weekly, beside.city.weekly, beside),
        _longer(ControlKind.MONTHLY_DISPATCH, figures.monthly, beside.city.monthly, beside),
        _on_time(figures, beside),
        _rate(figures, beside),
    ]


def _online(figures: Figures, beside: Beside) -> Component:
    """Of a day that is over as its end was noted: no list stands behind it any more."""
    share, reach, earlier = figures.online, beside.reach, beside.before.online
    was = _since(share, earlier, beside) if earlier else None
    if not reach.running:
        label = _("%(when)s后厨在线率", when=f"{reach.day.month}/{reach.day.day} ")
        kept: list[Component] = [html.Span(_("当日没有留存"))]
        if share.whole:
            kept = pair(share, "路", None, None)
            kept.append(html.Span(_("当日结束时，没有逐路清单")))
        return _card(label, share, beside.city.online, "online", beside, kept, was)
    wall = {
        show: links.videowall(show=show, **beside.where)
        for show in (Show.ONLINE, Show.LOOKED_AT, Show.UNPATROLLED)
    }
    unknown = figures.channels - share.whole
    names = (_("在线摄像头"), _("已巡查摄像头"))
    detail = pair(share, "路", wall[Show.ONLINE], wall[Show.LOOKED_AT], names)
    more = [_("未巡查 "), number_link(unknown, wall[Show.UNPATROLLED], _("未巡查摄像头"))]
    detail.append(html.Span(more))
    return _card(_("后厨在线率"), share, beside.city.online, "online", beside, detail, was)


def _daily(figures: Figures, beside: Beside) -> Component:
    reach, share = beside.reach, figures.reached
    kind = ControlKind.DAILY_CONTROL
    label = _("%(when)s日管控", when=reach_words(reach))
    if reach.span is Span.DAY:
        detail = _duties(kind, share, figures.daily.excused, beside)
    else:
        over = control_reach(reach) | beside.where
        detail = pair(
            share,
            "次",
            links.control(show="answered", **over),
            links.control(show="due", **over),
            _duty_names(label),
        )
    earlier = beside.before.control[kind]
    return _card(
        label, share, beside.city.reached, kind, beside, detail, _since(share, earlier, beside)
    )


def _longer(kind: ControlKind, own: Completion, city: Completion, beside: Beside) -> Component:
    reach = beside.reach
    start, running = period_start(kind, reach.day), period_start(kind, reach.today)
    weekly = kind is ControlKind.WEEKLY_REVIEW
    if start == running:
        label = _("本周周排查") if weekly else _("本月月调度")
    elif weekly:
        label = _("%(when)s周排查", when=f"{start.month}/{start.day} ")
    else:
        label = _("%(when)s月月调度", when=start.month)
    base = _("较上周同期") if weekly else _("较上月同期")
    earlier = beside.before.control[kind]
    return _card(
        label,
        own.answered,
        city.answered,
        kind,
        beside,
        _duties(kind, own.answered, own.excused, beside, label),
        change(own.answered, earlier, base),
    )


def control_reach(reach: Reach) -> dict[str, Any]:
    """Arguments of the address of the duties of daily control over a reach."""
    since = None if reach.span is Span.DAY else reach.since
    return {"listing": "current", "on": None if reach.running else reach.day, "since": since}


def _duty_names(label: str) -> tuple[str, str]:
    return _("%(what)s已完成", what=label), _("%(what)s应报", what=label)


def _duties(
    kind: ControlKind, share: Share, excused: int, beside: Beside, label: str = ""
) -> list[Component]:
    reach = beside.reach
    start = period_start(kind, reach.day)
    on = None if start == period_start(kind, reach.today) else reach.day
    where = beside.where | {"kind": kind, "listing": "current", "on": on}
    shown = pair(
        share,
        "家",
        links.control(show="answered", **where),
        links.control(show="due", **where),
        _duty_names(label or kind_name(kind)),
    )
    if excused:
        free = number_link(
            excused, links.control(show="excused", **where), label or kind_name(kind)
        )
        shown.append(html.Span([_("免报 "), free], className="nc-bkpi__free"))
    return shown


def _on_time(figures: Figures, beside: Beside) -> Component:
    share, day = figures.rectified_on_time, beside.reach.day
    days = beside.where | {"since": day - timedelta(days=TREND_DAYS - 1), "until": day}
    detail = pair(
        share,
        "件",
        links.alerts(state="fixed_on_time", **days),
        links.alerts(state="to_fix", **days),
        (_("按时整改的预警"), _("到期应整改的预警")),
    )
    moved = change(share, beside.before.on_time, _("较前30日"))
    city = beside.city.rectified_on_time
    return _card(_("近30日处置及时率"), share, city, "rectified_on_time", beside, detail, moved)


def _rate(figures: Figures, beside: Beside) -> Component:
    own, whole, reach = figures.alerts_per_hundred, beside.city.alerts_per_hundred, beside.reach
    full = 2 * max(own.percent or 0.0, whole.percent or 0.0) or 1.0
    found = links.alerts(state="found", since=reach.since, until=reach.day, **beside.where)
    names = (_("发现的预警"), _("在册单位"))
    detail = pair(own, "家", found, links.register(**beside.where), names)
    earlier = Share(beside.before.alerts_found, figures.establishments)
    return kpi_card(
        _("%(when)s每百家预警", when=reach_words(reach)),
        per_hundred(own),
        _("件"),
        _detail(detail, _since(own, earlier, beside, digits=2, lower=True)),
        note=_rank(beside.rank.get(ALERT_RATE)),
        delta=None if beside.whole_city else _against_city(own, whole, 2, lower=True),
        under=beam(
            100 * (own.percent or 0.0) / full,
            None if beside.whole_city else 100 * (whole.percent or 0.0) / full,
            per_hundred(own),
        ),
    )


def _card(
    label: str,
    share: Share,
    city: Share,
    measure: str,
    beside: Beside,
    detail: list[Component],
    more: Component | None,
) -> Component:
    return kpi_card(
        label,
        percent(share),
        "%",
        _detail(detail, more),
        note=_rank(beside.rank.get(measure)),
        delta=None if beside.whole_city else _against_city(share, city),
        under=beam(share.percent, None if beside.whole_city else city.percent),
    )


def _detail(detail: list[Component], more: Component | None) -> Component:
    return html.Span([*detail, more], className="nc-bkpi__pair")


def _rank(rank: Rank | None) -> str:
    return _("第 %(n)s / %(all)s", n=rank.place, all=rank.of) if rank else ""


def _since(
    share: Share, earlier: Share, beside: Beside, *, digits: int = 1, lower: bool = False
) -> Component | None:
    return change(share, earlier, before_words(beside.reach), digits=digits, lower=lower)


def _against_city(
    share: Share, city: Share, digits: int = 1, *, lower: bool = False
) -> Delta | None:
    difference = gap(share, city)
    if difference is None:
        return None
    if round(difference, digits) == 0:
        return Delta(_("与全市持平"), None)
    shown = f"{abs(difference):.{digits}f}"
    if digits == 1:
        above, below = _("高于全市 %(n)s 百分点", n=shown), _("低于全市 %(n)s 百分点", n=shown)
    else:
        above, below = _("高于全市 %(n)s 件", n=shown), _("低于全市 %(n)s 件", n=shown)
    words = above if difference > 0 else below
    return Delta(words, (difference < 0) is lower)
