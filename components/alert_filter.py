"""The filter rail of the queue. Every option is an address, and its count is the list it opens."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_words import class_name, severity_name
from components.aria import aria
from components.filter_rail import option, rail, section, since_options
from components.filter_rail import places as held_places
from components.icons import icon, severity_badge
from components.numbers import count
from domain.alert_filter import Counts, QueueFilter, StateGroup

Address = Callable[[QueueFilter], str]

MAIN_GROUPS = (
    StateGroup.OPEN,
    StateGroup.RAISED,
    StateGroup.CONFIRMED,
    StateGroup.RECTIFIED,
    StateGroup.CLOSED,
    StateGroup.FALSE,
    StateGroup.FOUND,
)


def group_name(group: StateGroup) -> str:
    """Name of a group of states."""
    names: dict[StateGroup, str] = {
        StateGroup.OPEN: _("未办结"),
        StateGroup.RAISED: _("待确认"),
        StateGroup.CONFIRMED: _("整改中"),
        StateGroup.RECTIFIED: _("待复核"),
        StateGroup.FALSE: _("误报"),
        StateGroup.CLOSED: _("已办结"),
        StateGroup.FOUND: _("全部"),
        StateGroup.JUDGED: _("人工确认"),
        StateGroup.FIXED: _("已整改"),
        StateGroup.FIXED_ON_TIME: _("按时整改"),
        StateGroup.TO_FIX: _("到期应整改"),
        StateGroup.REVIEWED: _("已研判"),
        StateGroup.ENDED: _("办到底"),
        StateGroup.DUE: _("到期应办"),
        StateGroup.CLOSED_HERE: _("本系统办结"),
        StateGroup.DOCUMENTED: _("全程留痕"),
        StateGroup.TIMED_CONFIRM: _("有确认用时"),
        StateGroup.TIMED_RECTIFY: _("有整改用时"),
    }
    return names[group]


def state_tabs(wanted: QueueFilter, counts: Counts, address: Address) -> Component:
    """Groups of states, and beside them what is overdue."""
    groups = list(MAIN_GROUPS)
    if wanted.state not in groups:  # a figure of another screen led here
        groups.append(wanted.state)
    return html.Nav(
        [
            *(
                dcc.Link(
                    [group_name(group), html.B(count(counts.by_state[group]), className="nc-num")],
                    href=address(replace(wanted, state=group)),
                    className="on" if group is wanted.state else "",
                )
                for group in groups
            ),
            dcc.Link(
                [
                    icon("clock", 15),
                    _("已超时"),
                    html.B(count(counts.overdue), className="nc-num"),
                ],
                href=address(replace(wanted, overdue=not wanted.overdue)),
                className="nc-tabs__late" + (" on" if wanted.overdue else ""),
            ),
        ],
        className="nc-tabs",
        **aria(label=_("状态")),
    )


def filter_rail(
    wanted: QueueFilter,
    counts: Counts,
    banners: Sequence[tuple[str, str]],
    places: Sequence[tuple[str, QueueFilter]],
    today: date,
    address: Address,
) -> Component:
    """Severity, time, banner, class.

    Args:
        wanted: The filter that holds.
        counts: Sizes of the lists one click away.
        banners: Code and name of every banner the asker may see.
        places: Name of each narrower place that holds, and the filter without it.
        today: City day.
        address: Makes the address of a filter.
    """
    return rail(
        [
            held_places([(name, address(without)) for name, without in places]),
            section(_("级别"), _severities(wanted, counts, address)),
            section(_("发现时间"), html.Ul(_times(wanted, today, address))),
            section(_("旗区"), html.Ul(_banners(wanted, counts, banners, address))),
            section(_("类别"), html.Ul(_classes(wanted, counts, address))),
        ],
        address(QueueFilter()),
    )


def _severities(wanted: QueueFilter, counts: Counts, address: Address) -> Component:
    badges = [
        dcc.Link(
            [severity_badge(level, 24), html.B(count(size), className="nc-num")],
            href=address(replace(wanted, severity=None if level == wanted.severity else level)),
            className="nc-grade" + (" on" if level == wanted.severity else ""),
            title=severity_name(level),
        )
        for level, size in counts.by_severity.items()
    ]
    return html.Div(badges, className="nc-gradegrid")


def _times(wanted: QueueFilter, today: date, address: Address) -> list[Component]:
    def since(first: date | None) -> str:
        return address(replace(wanted, raised_from=first, raised_until=None))

    return since_options(_("不限"), today, (wanted.raised_from, wanted.raised_until), since)


def _banners(
    wanted: QueueFilter, counts: Counts, banners: Sequence[tuple[str, str]], address: Address
) -> list[Component]:
    return [
        option(
            name,
            counts.by_banner.get(code, 0),
            address(replace(wanted, banner_adcode=None if code == wanted.banner_adcode else code)),
            on=code == wanted.banner_adcode,
        )
        for code, name in banners
    ]


def _classes(wanted: QueueFilter, counts: Counts, address: Address) -> list[Component]:
    ranked = sorted(counts.by_class.items(), key=lambda item: (-item[1], item[0]))
    return [
        option(
            class_name(kind),
            size,
            address(replace(wanted, alert_class=None if kind == wanted.alert_class else kind)),
            on=kind == wanted.alert_class,
        )
        for kind, size in ranked
        if size or kind == wanted.alert_class
    ]
