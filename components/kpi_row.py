"""The six figures at the top of 总览 and of a banner, each with the numbers behind it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import Delta, beam, kpi_card, severity_counts, severity_stack
from components.numbers import count, gap, per_hundred, percent
from domain.control import ControlKind, period_start, time_share
from domain.figures import TREND_DAYS, Completion, Figures
from domain.share import Share

WALL = "/videowall"


def overview_kpis(
    figures: Figures,
    before: Mapping[ControlKind, Share],
    alerts_before: int,
    found_today: dict[int, int],
    day: date,
    now: datetime,
) -> list[Component]:
    """Figures of all that the reader sees, against the same moment of an earlier period.

    Args:
        figures: Their sum.
        before: Per kind, what the earlier period had reached at the same age.
        alerts_before: Alerts of yesterday up to the same clock time.
        found_today: Alerts of today per severity.
        day: City day of `now`.
        now: Aware.
    """
    cards = [
        _control_card(kind, _completion(figures, kind), before[kind], day, now)
        for kind in ControlKind
    ]
    return [
        *cards,
        _alerts_card(found_today, alerts_before, day),
        _on_time_card(figures, day),
        _online_card(figures),
    ]


def district_kpis(
    figures: Figures,
    city: Figures,
    rank: Mapping[str, int | None],
    banners: int,
    day: date,
    banner: str | None,
) -> list[Component]:
    """Figures of one banner against the city, with its rank."""

    def place(measure: str) -> str:
        found = rank.get(measure)
        return _("第 %(n)s / %(all)s", n=found, all=banners) if found else ""

    control = [
        kpi_card(
            _labels()[kind],
            percent(share := _completion(figures, kind).answered),
            "%",
            _tasks(_completion(figures, kind)),
            href=links.control(kind=kind, banner=banner, listing="current"),
            note=place(kind),
            delta=_against_city(share, whole := _completion(city, kind).answered),
            under=beam(share.percent, whole.percent),
        )
        for kind in ControlKind
    ]
    return [
        _online_card(figures, place("online"), city),
        *control,
        _on_time_card(figures, day, place("rectified_on_time"), city, banner),
        _rate_card(figures, city, place("alerts_per_hundred"), day, banner),
    ]


def _control_card(
    kind: ControlKind, completion: Completion, before: Share, day: date, now: datetime
) -> Component:
    share = completion.answered
    elapsed = 100 * time_share(kind, period_start(kind, day), now)
    base = _("较上月同期") if kind is ControlKind.MONTHLY_DISPATCH else _("较上周同时")
    return kpi_card(
        _labels()[kind],
        percent(share),
        "%",
        _tasks(completion),
        href=links.control(kind=kind, listing="current"),
        note=_("时间进度 %(p)s%%", p=f"{elapsed:.0f}"),
        delta=_points(share, before, base),
        under=beam(share.percent, elapsed),
    )


def _alerts_card(found: dict[int, int], before: int, day: date) -> Component:
    total = sum(found.values())
    change = total - before
    arrow = "▲" if change > 0 else "▼" if change < 0 else "＝"
    hrefs = {
        level: links.alerts(state="found", severity=level, since=day, until=day) for level in found
    }
    return kpi_card(
        _("今日预警"),
        dcc.Link(count(total), href=links.alerts(state="found", since=day, until=day)),
        _("件"),
        severity_counts(found, hrefs),
        delta=Delta(
            _("%(arrow)s%(n)s 较昨同时", arrow=arrow, n=count(abs(change))),
            None if change == 0 else change < 0,
        ),
        under=severity_stack(found),
    )


def _on_time_card(
    figures: Figures,
    day: date,
    note: str = "",
    city: Figures | None = None,
    banner: str | None = None,
) -> Component:
    share = figures.rectified_on_time
    since = day - timedelta(days=TREND_DAYS - 1)
    return kpi_card(
        _("处置及时率"),
        percent(share),
        "%",
        _("近30日按时 %(a)s / %(b)s 件", a=count(share.part), b=count(share.whole)),
        href=links.alerts(state="fixed_on_time", since=since, until=day, banner=banner),
        note=note,
        delta=_against_city(share, city.rectified_on_time) if city else None,
        under=beam(share.percent, city.rectified_on_time.percent if city else None),
    )


def _online_card(figures: Figures, note: str = "", city: Figures | None = None) -> Component:
    share = figures.online
    unknown = figures.channels - share.whole
    return kpi_card(
        _("后厨在线率"),
        percent(share),
        "%",
        _(
            "%(a)s / %(b)s 路　未巡查 %(c)s",
            a=count(share.part),
            b=count(share.whole),
            c=count(unknown),
        ),
        href=WALL,
        note=note or _("在线 / 已巡查"),
        delta=_against_city(share, city.online) if city else None,
        under=beam(share.percent, city.online.percent if city else None),
    )


def _rate_card(
    figures: Figures, city: Figures, note: str, day: date, banner: str | None
) -> Component:
    own, whole = figures.alerts_per_hundred, city.alerts_per_hundred
    difference = gap(own, whole)
    delta = None
    if difference is not None:
        words = (
            _("高于全市 %(n)s", n=f"{difference:.2f}")
            if difference > 0
            else _("低于全市 %(n)s", n=f"{-difference:.2f}")
        )
        delta = Delta(words, None if difference == 0 else difference < 0)
    full = 2 * max(own.percent or 0.0, whole.percent or 0.0) or 1.0
    return kpi_card(
        _("每百家预警"),
        per_hundred(own),
        _("件"),
        _("今日 %(a)s 件 / %(b)s 家", a=count(own.part), b=count(own.whole)),
        href=links.alerts(state="found", since=day, until=day, banner=banner),
        note=note,
        delta=delta,
        under=beam(
            100 * (own.percent or 0.0) / full, 100 * (whole.percent or 0.0) / full, per_hundred(own)
        ),
    )


def _labels() -> dict[ControlKind, str]:
    return {
        ControlKind.DAILY_CONTROL: _("今日日管控"),
        ControlKind.WEEKLY_REVIEW: _("本周周排查"),
        ControlKind.MONTHLY_DISPATCH: _("本月月调度"),
    }


def _completion(figures: Figures, kind: ControlKind) -> Completion:
    return {
        ControlKind.DAILY_CONTROL: figures.daily,
        ControlKind.WEEKLY_REVIEW: figures.weekly,
        ControlKind.MONTHLY_DISPATCH: figures.monthly,
    }[kind]


def _tasks(completion: Completion) -> Component | str:
    share = completion.answered
    words: str = _("%(a)s / %(b)s 家", a=count(share.part), b=count(share.whole))
    if not completion.excused:
        return words
    return html.Span([words, html.I(_("免报 %(n)s", n=count(completion.excused)))])


def _points(share: Share, base: Share, name: str) -> Delta | None:
    difference = gap(share, base)
    if difference is None:
        return None
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    return Delta(
        f"{arrow}{abs(difference):.1f} {name}", None if difference == 0 else difference > 0
    )


def _against_city(share: Share, city: Share) -> Delta | None:
    difference = gap(share, city)
    if difference is None:
        return None
    if round(difference, 1) == 0:
        return Delta(_("与全市持平"), None)
    words = (
        _("高于全市 %(n)s", n=f"{difference:.1f}")
        if difference > 0
        else _("低于全市 %(n)s", n=f"{-difference:.1f}")
    )
    return Delta(words, difference > 0)
