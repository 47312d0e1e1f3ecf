"""Tabs and rail of the list of findings. Every option is an address with the size of its list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.control_words import kind_name
from components.filter_rail import option, places, rail, section, since_options
from components.finding_words import state_name
from components.icons import icon
from components.numbers import count
from domain.control import ControlKind
from domain.finding_filter import FindingCounts, FindingFilter, FindingGroup
from domain.findings import FindingState

Address = Callable[[FindingFilter], str]


def group_name(group: FindingGroup) -> str:
    """Name of a group of states."""
    names: dict[FindingGroup, str] = {
        FindingGroup.UNSETTLED: _("未销号"),
        FindingGroup.OPEN: state_name(FindingState.OPEN),
        FindingGroup.RECTIFIED: state_name(FindingState.RECTIFIED),
        FindingGroup.CLOSED: state_name(FindingState.CLOSED),
        FindingGroup.ALL: _("全部"),
    }
    return names[group]


def finding_tabs(wanted: FindingFilter, counts: FindingCounts, address: Address) -> Component:
    """Groups of states, and beside them what is overdue and what came back."""
    groups = [
        _tab(
            [group_name(group)],
            counts.by_group[group],
            address(replace(wanted, group=group)),
            on=group is wanted.group,
        )
        for group in FindingGroup
    ]
    marks = [
        _tab(
            [icon("clock", 15), _("已逾期")],
            counts.overdue,
            address(replace(wanted, overdue=not wanted.overdue)),
            on=wanted.overdue,
            class_name="nc-tabs__late",
        ),
        _tab(
            [icon("repeat", 15), _("重复")],
            counts.repeat,
            address(replace(wanted, repeat=not wanted.repeat)),
            on=wanted.repeat,
        ),
    ]
    return html.Nav([*groups, *marks], className="nc-tabs", **aria(label=_("状态")))


def finding_rail(
    wanted: FindingFilter,
    counts: FindingCounts,
    names: Mapping[str, str],
    banners: Sequence[tuple[str, str]],
    held: Sequence[tuple[str, FindingFilter]],
    today: date,
    address: Address,
) -> Component:
    """Kind, item, banner, time.

    Args:
        wanted: The filter that holds.
        counts: Sizes of the lists one click away.
        names: Words of groups of items and of items, by id.
        banners: Code and name of every banner the asker may see; none leaves the section out.
        held: Name of each narrower place that holds, and the filter without it.
        today: City day.
        address: Makes the address of a filter.
    """
    return rail(
        [
            places([(name, address(without)) for name, without in held]),
            section(_("来源"), html.Ul(_kinds(wanted, counts, address))),
            section(_("检查项"), html.Ul(_items(wanted, counts, names, address))),
            section(_("旗区"), html.Ul(_banners(wanted, counts, banners, address)))
            if banners
            else None,
            section(_("发现时间"), html.Ul(_times(wanted, today, address))),
        ],
        address(FindingFilter()),
    )


def _tab(
    words: Sequence[str | Component], size: int, href: str, *, on: bool, class_name: str = ""
) -> Component:
    number = html.B(count(size), className="nc-num")
    return dcc.Link(
        [*words, number], href=href, className=f"{class_name} on".strip() if on else class_name
    )


def _kinds(wanted: FindingFilter, counts: FindingCounts, address: Address) -> list[Component]:
    return [
        option(
            kind_name(kind),
            counts.by_kind.get(kind, 0),
            address(replace(wanted, kind=None if kind is wanted.kind else kind, item=None)),
            on=kind is wanted.kind,
        )
        for kind in ControlKind
    ]


def _items(
    wanted: FindingFilter, counts: FindingCounts, names: Mapping[str, str], address: Address
) -> list[Component]:
    """Groups of items; below the chosen one its items."""
    found: list[Component] = []
    for group, size in counts.by_item_group.items():
        chosen = wanted.item is not None and wanted.item.startswith(group)
        if not size and not chosen:
            continue
        on = group == wanted.item
        href = address(replace(wanted, item=None if on else group))
        found.append(option(names.get(group, group), size, href, on=on))
        if chosen:
            inner = [
                option(
                    names.get(item, item),
                    number,
                    address(replace(wanted, item=group if item == wanted.item else item)),
                    on=item == wanted.item,
                )
                for item, number in counts.by_item.items()
            ]
            found.append(html.Li(html.Ul(inner), className="nc-opt__inner"))
    return found


def _banners(
    wanted: FindingFilter,
    counts: FindingCounts,
    banners: Sequence[tuple[str, str]],
    address: Address,
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


def _times(wanted: FindingFilter, today: date, address: Address) -> list[Component]:
    def since(first: date | None) -> str:
        return address(replace(wanted, since=first, until=None))

    always = _("不限（已销号近90天）")
    return since_options(always, today, (wanted.since, wanted.until), since)
