"""The figures of the plan at the top of 总览: share, numbers behind it, target, change, course."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import Delta, beam, kpi_card, severity_counts
from components.measure import change, meaning, measure_name, number_link, pair, target_mark
from components.numbers import count, gap, percent
from components.spark import line
from components.wording import counted, unit
from domain.control import ControlKind, period_start, time_share
from domain.day_ends import DayEnds
from domain.figures import TREND_DAYS
from domain.measures import LOWER_IS_BETTER, Measure, Target
from domain.overview import ControlFigure, Overview
from domain.papers import CertificateList
from domain.share import Share
from domain.video_wall import Show

Targets = Mapping[Measure, Target]
CONTROL: dict[ControlKind, Measure] = {
    ControlKind.DAILY_CONTROL: Measure.DAILY,
    ControlKind.WEEKLY_REVIEW: Measure.WEEKLY,
    ControlKind.MONTHLY_DISPATCH: Measure.MONTHLY,
}


def overview_kpis(shown: Overview, targets: Targets, day: date, now: datetime) -> list[Component]:
    """Ten cards.

    Args:
        shown: The figures.
        targets: Of every measure.
        day: City day of `now`.
        now: Aware.
    """
    return [
        *(_control(kind, shown.control[kind], targets, day, now) for kind in ControlKind),
        _found(shown, day),
        *_alerts(shown, targets, day),
        _online(shown, targets),
        _licences(shown, targets),
        _certificates(shown, targets),
    ]


def window_address(state: str, day: date) -> str:
    """The alerts of the last 30 days in one group of states."""
    return links.alerts(state=state, since=day - timedelta(days=TREND_DAYS - 1), until=day)


def _control(
    kind: ControlKind, figure: ControlFigure, targets: Targets, day: date, now: datetime
) -> Component:
    measure = CONTROL[kind]
    share = figure.current.answered
    elapsed = 100 * time_share(kind, period_start(kind, day), now)
    monthly = kind is ControlKind.MONTHLY_DISPATCH
    before = {
        ControlKind.DAILY_CONTROL: _("昨日"),
        ControlKind.WEEKLY_REVIEW: _("上周"),
        ControlKind.MONTHLY_DISPATCH: _("上月"),
    }
    return _card(
        measure,
        share,
        [
            *pair(
                share,
                "家",
                links.control(kind=kind, listing="current", show="answered"),
                links.control(kind=kind, listing="current", show="due"),
            ),
            html.Span(
                [
                    _("未报 "),
                    number_link(
                        share.whole - share.part, links.control(kind=kind, listing="current")
                    ),
                ]
            ),
        ],
        targets[measure],
        note=_("已过 %(p)s%%", p=f"{elapsed:.0f}"),
        delta=points(share, figure.same_age, _("较上月同期") if monthly else _("较上周同时")),
        course=figure.line,
        judged=(figure.previous.answered, before[kind]),
    )


def _found(shown: Overview, day: date) -> Component:
    total = sum(shown.found_today.values())
    change = total - shown.found_by_now_yesterday
    arrow = "▲" if change > 0 else "▼" if change < 0 else "＝"
    hrefs = {
        level: links.alerts(state="found", severity=level, since=day, until=day)
        for level in shown.found_today
    }
    opens = links.alerts(state="found", since=day, until=day)
    return kpi_card(
        _("今日预警"),
        dcc.Link(count(total), href=opens),
        unit("件", total),
        severity_counts(shown.found_today, hrefs),
        note=_("截至此刻"),
        delta=Delta(
            _("%(arrow)s%(n)s 件 较昨同时", arrow=arrow, n=count(abs(change))),
            None if change == 0 else change < 0,
        ),
        course=line(shown.found_line),
        foot=html.Span(
            _("昨日全天 %(n)s 件", n=count(int(shown.found_line[-1] or 0)))
            if shown.found_line
            else "",
            className="nc-target",
        ),
    )


def _alerts(shown: Overview, targets: Targets, day: date) -> list[Component]:
    now, before, base = shown.window, shown.before, _("较前30日")
    groups: Sequence[tuple[Measure, Share, Share, str, str, tuple[float | None, ...]]] = (
        (Measure.ON_TIME, now.on_time, before.on_time, "fixed_on_time", "to_fix", ()),
        (Measure.FIXED, now.sums.fixed, before.sums.fixed, "fixed", "judged", shown.rectified_line),
        (
            Measure.FALSE_ALARMS,
            now.sums.reviewed,
            before.sums.reviewed,
            "false",
            "reviewed",
            (),
        ),
    )
    return [
        _card(
            measure,
            share,
            pair(share, "件", window_address(part, day), window_address(whole, day)),
            targets[measure],
            note=_("近30日"),
            delta=points(share, earlier, base, lower=measure in LOWER_IS_BETTER),
            course=course,
        )
        for measure, share, earlier, part, whole, course in groups
    ]


def _online(shown: Overview, targets: Targets) -> Component:
    share = shown.online
    return _card(
        Measure.ONLINE,
        share,
        [
            *pair(
                share,
                "路",
                links.videowall(show=Show.ONLINE),
                links.videowall(show=Show.LOOKED_AT),
            ),
            html.Span(
                [
                    _("未巡查 "),
                    number_link(
                        shown.channels - share.whole, links.videowall(show=Show.UNPATROLLED)
                    ),
                ]
            ),
        ],
        targets[Measure.ONLINE],
        note=_("此刻"),
        ends=shown.day_ends,
    )


def _licences(shown: Overview, targets: Targets) -> Component:
    share, held = shown.papers.register.licences_valid, shown.papers.register.licences
    return _card(
        Measure.LICENCES,
        share,
        [
            *pair(share, "家", links.register(licence=("valid", "expiring")), links.register()),
            html.Span(
                [
                    _("过期 "),
                    number_link(held.get("expired", 0), links.register(licence="expired")),
                ]
            ),
        ],
        targets[Measure.LICENCES],
        note=_("今日"),
        ends=shown.day_ends,
    )


def _certificates(shown: Overview, targets: Targets) -> Component:
    people = shown.papers.people
    detail: list[Component] = [html.Span(_("还没有登记从业人员"))]
    if people.people:
        detail = [
            *pair(
                people.share,
                "人",
                links.certificates(CertificateList.VALID),
                links.certificates(CertificateList.EVERY),
            ),
            html.Span(
                [
                    _("涉及 "),
                    number_link(people.shops_expired, links.register(certificate="expired")),
                    counted(" 家", people.shops_expired),
                ]
            )
            if people.shops_expired
            else html.Span(),
        ]
    return _card(
        Measure.CERTIFICATES,
        people.share,
        detail,
        targets[Measure.CERTIFICATES],
        note=_("今日"),
        ends=shown.day_ends,
    )


def _card(
    measure: Measure,
    share: Share,
    detail: list[Component],
    target: Target,
    *,
    note: str,
    delta: Delta | None = None,
    course: tuple[float | None, ...] = (),
    judged: tuple[Share, str] | None = None,
    ends: DayEnds | None = None,
) -> Component:
    """A share with all that belongs to it.

    `judged` is another period that the target is for; `ends` is what a figure of a moment is
    compared with.
    """
    over, name = judged or (share, "")
    if ends is not None:
        delta, course = day_change(measure, share, ends), ends.lines.get(measure, ())
        week_before = ends.week_before.get(measure)
        if week_before and (moved := change(share, week_before, _("较上周同日"))):
            detail = [*detail, moved]
    return kpi_card(
        measure_name(measure),
        percent(share),
        "%",
        html.Span(detail, className="nc-bkpi__pair"),
        note=note,
        delta=delta,
        under=beam(share.percent, target.percent),
        course=line(course) if course else None,
        foot=target_mark(over, target, name),
        help_=meaning(measure),
    )


def day_change(measure: Measure, share: Share, ends: DayEnds) -> Delta | None:
    """Points since the end of yesterday, and said so where nobody noted it."""
    if share.percent is None:
        return None
    before = ends.yesterday.get(measure)
    if before is None:
        return Delta(_("无昨日数据"), None)
    title = _("昨日的数字是演示数据") if ends.demo else ""
    delta = points(share, before, _("较昨日"))
    return replace(delta, title=title) if delta else None


def points(share: Share, base: Share, name: str, *, lower: bool = False) -> Delta | None:
    """Percentage points above or below an earlier share; None when either is unknown."""
    exact = gap(share, base)
    if exact is None:
        return None
    difference = round(exact, 1)
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    good = None if difference == 0 else (difference < 0) is lower
    moved = _("%(arrow)s%(n)s 百分点", arrow=arrow, n=f"{abs(difference):.1f}")
    return Delta(f"{moved} {name}", good)
