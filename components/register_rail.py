"""The filter rail of the register. Every option is an address, its count the list it opens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon, risk_badge
from components.numbers import count
from components.register_words import dimension_name, option_name
from domain.register_filter import NARROW, NOT_ASSESSED, OPTIONS, PLACE_KINDS, RegisterFilter

Address = Callable[[RegisterFilter], str]

_OPEN = ("risk", "status", "licence", "category")
_FOLDED = ("camera", "point", "information", "hygiene", "tier")


@dataclass(frozen=True, slots=True)
class RailCounts:
    """Sizes of the lists one click away: dimension → option, code or id as text → size."""

    options: Mapping[str, Mapping[str, int]]
    places: Mapping[str, Sequence[tuple[str, str, int]]]


def register_rail(
    wanted: RegisterFilter, counts: RailCounts, address: Address, *, reset: str
) -> Component:
    """All options.

    Args:
        wanted: The filter that holds.
        counts: Size per option; `places` gives code, name and size of each place.
        address: Makes the address of a filter.
        reset: Address without any filter.
    """
    return html.Aside(
        [
            html.Header(
                [
                    html.H2(_("筛选")),
                    dcc.Link(_("重置"), href=reset, className="nc-linkbtn"),
                ]
            ),
            _section(dimension_name("risk"), _risks(wanted, counts, address)),
            *(_options(wanted, counts, address, name) for name in _OPEN[1:3]),
            *(_places(wanted, counts, address, name) for name in PLACE_KINDS),
            _options(wanted, counts, address, "category"),
            *(_options(wanted, counts, address, name, folded=True) for name in _FOLDED),
            _scans(wanted, address),
        ],
        className="nc-filter nc-reg__rail",
        **aria(label=_("筛选")),
    )


def _section(title: str, content: Sequence[Component | None]) -> Component:
    return html.Section([html.H3(title), *content])


def _risks(wanted: RegisterFilter, counts: RailCounts, address: Address) -> list[Component]:
    badges = [
        dcc.Link(
            [risk_badge(level, 26), html.B(_size(counts, "risk", level), className="nc-num")],
            href=address(wanted.toggled("risk", level)),
            className="nc-grade" + (" on" if level in wanted.risk else ""),
            title=option_name("risk", level),
        )
        for level in OPTIONS["risk"]
        if level != NOT_ASSESSED
    ]
    return [
        html.Div(badges, className="nc-gradegrid"),
        _check(wanted, counts, address, "risk", NOT_ASSESSED),
    ]


def _options(
    wanted: RegisterFilter,
    counts: RailCounts,
    address: Address,
    name: str,
    *,
    folded: bool = False,
) -> Component:
    rows = [_check(wanted, counts, address, name, option) for option in OPTIONS[name]]
    if not folded:
        return _section(dimension_name(name), rows)
    return html.Details(
        [html.Summary(dimension_name(name)), *rows],
        open=bool(getattr(wanted, name)),
        className="nc-reg__fold",
    )


def _scans(wanted: RegisterFilter, address: Address) -> Component:
    """Codes that somebody should look at; few look here, so nobody counts them for all."""
    rows = [
        _row(
            option_name("code", option),
            "",
            address(replace(wanted, code="" if wanted.code == option else str(option))),
            on=wanted.code == option,
        )
        for option in NARROW["code"]
    ]
    return html.Details(
        [html.Summary(dimension_name("code")), *rows],
        open=bool(wanted.code),
        className="nc-reg__fold",
    )


def _places(
    wanted: RegisterFilter, counts: RailCounts, address: Address, name: str
) -> Component | None:
    """Places of one kind; one that is chosen stands alone, a click on it opens the others."""
    chosen = getattr(wanted, name)
    found = counts.places.get(name, ())
    if chosen is not None:
        found = [one for one in found if one[0] == str(chosen)]
    if not found:
        return None
    rows = [
        _row(
            title,
            count(size),
            address(_at(wanted, name, None if chosen is not None else code)),
            on=chosen is not None,
        )
        for code, title, size in found
    ]
    if name == "banner":
        return _section(dimension_name(name), rows)
    return html.Details(
        [html.Summary([dimension_name(name), html.B(count(len(found)))]), *rows],
        open=chosen is not None,
        className="nc-reg__fold",
    )


def _at(wanted: RegisterFilter, name: str, code: str | None) -> RegisterFilter:
    """The filter at another place; a wider place takes the narrower ones away with it."""
    narrower = {"banner": ("township", "office"), "office": ("township",)}.get(name, ())
    for other in narrower:
        wanted = wanted.without(other)
    if name == "banner":
        return replace(wanted, banner=code)
    if name == "township":
        return replace(wanted, township=code)
    number = int(code) if code else None
    if name == "office":
        return replace(wanted, office=number)
    return replace(wanted, street=number)


def _check(
    wanted: RegisterFilter, counts: RailCounts, address: Address, name: str, option: str
) -> Component:
    return _row(
        option_name(name, option),
        _size(counts, name, option),
        address(wanted.toggled(name, option)),
        on=option in getattr(wanted, name),
    )


def _row(title: str, size: str, href: str, *, on: bool) -> Component:
    return dcc.Link(
        [
            html.I(icon("check", 12), role="img", **aria(label=_("已选") if on else _("未选"))),
            html.Span(title),
            html.B(size, className="nc-num"),
        ],
        href=href,
        className="nc-opt" + (" on" if on else ""),
    )


def _size(counts: RailCounts, name: str, option: str) -> str:
    return count(counts.options[name][option])
