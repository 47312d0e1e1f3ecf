"""The filter rail of the map: what can be shown or hidden, each with its count."""

from collections.abc import Collection, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.category_words import category_name
from components.icons import icon
from components.map_signs import value_sign, value_words
from domain.categories import CODES, CategoryGroup, facts_of
from domain.map_measures import MEASURES

Place = tuple[str, str]
"""Code and name."""


def filter_rail(
    *,
    banners: Sequence[Place],
    streets: Sequence[Place] = (),
    categories: Collection[str] = CODES,
) -> list[Component]:
    """All options; which are lit and how many there are of each is filled in by the browser.

    Townships are added by the browser, those of the banners that are chosen.

    Args:
        banners: Of the asker.
        streets: Showcase streets of the asker.
        categories: What the city counts.
    """
    parts = [
        html.Header(
            [
                html.H2(_("筛选")),
                html.Button(_("重置"), id="map-reset", type="button", className="nc-linkbtn"),
            ]
        ),
        html.Details(html.Summary([_("全部筛选"), icon("chevd", 14)]), className="nc-filter__more"),
        _section(_("风险等级"), _badges("risk", 26)),
        _section(_("未办结预警"), _badges("severity", 24)),
        _section(_("今日日管控"), _checks("control")),
        *(_categories(group, categories) for group in CategoryGroup),
        _folded(_("所在地"), [*_named("banner", banners), _township_list()]),
        _folded(_("后厨在线"), _checks("kitchen")),
        _folded(_("包保覆盖"), _checks("cadre")),
        _folded(_("量化等级"), _checks("hygiene")),
        _folded(_("示范街区"), _named("street", streets)) if streets else None,
    ]
    return [part for part in parts if part is not None]


def _section(title: str, children: Sequence[Component]) -> Component:
    return html.Section([html.H3(title) if title else None, *children])


def _folded(title: str, children: Sequence[Component]) -> Component:
    """Used less often: open when the address filters by it (the browser sees to that)."""
    return html.Details(
        [html.Summary([html.Span(title), icon("chevd", 14)]), *children],
        className="nc-filter__fold",
    )


def _township_list() -> Component:
    return html.Div(id="map-townships", className="nc-filter__towns")


def _badges(group: str, size: int) -> list[Component]:
    *badges, rest = MEASURES[group].values
    drawn = [
        html.Button(
            [value_sign(group, value, size), html.B("…", className="nc-num")],
            type="button",
            className="nc-grade",
            title=value_words(group, value),
            **_option(group, value),
        )
        for value in badges
    ]
    return [html.Div(drawn, className="nc-gradegrid"), _check(group, rest)]


def _checks(group: str) -> list[Component]:
    return [_check(group, value) for value in MEASURES[group].values]


def _named(group: str, places: Sequence[Place]) -> list[Component]:
    return [_check(group, code, name) for code, name in places]


def _categories(group: CategoryGroup, used: Collection[str]) -> Component | None:
    titles = {
        CategoryGroup.PUBLIC: _("社会餐饮"),
        CategoryGroup.CANTEEN: _("集中用餐"),
        CategoryGroup.MOBILE: "",
    }
    options = [
        _check("category", code, category_name(code))
        for code in CODES
        if facts_of(code).group is group and code in used
    ]
    if not options:
        return None
    sum_of = html.B("…", className="nc-num", **data(sum=group))
    title = html.H3([html.Span(titles[group]), sum_of]) if titles[group] else None
    return html.Section([title, *options])


def _check(group: str, value: str, words: str = "") -> Component:
    return html.Button(
        [
            html.I(icon("check", 12)),
            html.Span(words or value_words(group, value)),
            html.B("…", className="nc-num"),
        ],
        type="button",
        className="nc-chk",
        **_option(group, value),
    )


def _option(group: str, value: str) -> Any:
    return {**data(option=f"{group}:{value}"), **aria(pressed="false")}
