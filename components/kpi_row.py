"""The six figures at the top of a banner, each with the numbers behind it, beside the city."""

from collections.abc import Mapping
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import Delta, beam, kpi_card
from components.numbers import count, gap, per_hundred, percent
from components.wording import counted
from domain.control import ControlKind
from domain.figures import TREND_DAYS, Completion, Figures
from domain.share import Share

WALL = "/videowall"


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
        counted(
            "%(a)s / %(b)s 路　未巡查 %(c)s",
            share.whole,
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
            _("高于全市 %(n)s 件", n=f"{difference:.2f}")
            if difference > 0
            else _("低于全市 %(n)s 件", n=f"{-difference:.2f}")
        )
        delta = Delta(words, None if difference == 0 else difference < 0)
    full = 2 * max(own.percent or 0.0, whole.percent or 0.0) or 1.0
    return kpi_card(
        _("每百家预警"),
        per_hundred(own),
        _("件"),
        counted("今日 %(a)s 件 / %(b)s 家", own.whole, a=count(own.part), b=count(own.whole)),
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
    words: str = counted("%(a)s / %(b)s 家", share.whole, a=count(share.part), b=count(share.whole))
    if not completion.excused:
        return words
    return html.Span([words, html.I(_("免报 %(n)s", n=count(completion.excused)))])


def _against_city(share: Share, city: Share) -> Delta | None:
    difference = gap(share, city)
    if difference is None:
        return None
    if round(difference, 1) == 0:
        return Delta(_("与全市持平"), None)
    words = (
        _("高于全市 %(n)s 百分点", n=f"{difference:.1f}")
        if difference > 0
        else _("低于全市 %(n)s 百分点", n=f"{-difference:.1f}")
    )
    return Delta(words, difference > 0)
