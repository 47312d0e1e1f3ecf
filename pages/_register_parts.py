"""Pieces of the register's list that its layout and its refresh share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_queue import pager
from components.icons import icon
from components.register_cards import register_cards
from components.register_head import Chip, register_head
from components.register_paper import register_paper
from components.register_rail import RailCounts, register_rail
from components.register_words import column_name, filter_words
from data_access.place_names import PlaceNames
from data_access.register_options import OptionCounts
from data_access.request import scope
from domain.food_code import MOST_STICKERS
from domain.register_columns import COLUMNS, SortKey, sort_keys
from domain.register_filter import RegisterFilter
from domain.scope import Action
from pages._register_query import PATH, View, place_names, rows_of, sizes

CARDS_PER_PAGE = 50
RESET = f"{PATH}?all=1"
"""Nothing filtered, also for somebody whose page opens with a saved view."""


def head(view: View, total: int, moment: datetime) -> list[Component]:
    """Total, exports and chips."""
    exports = []
    if scope().allows(Action.EXPORT):
        tail = f"?{view.query}" if view.query else ""
        exports = [
            (_("导出 CSV"), f"/export/register.csv{tail}"),
            (_("导出 XLSX"), f"/export/register.xlsx{tail}"),
        ]
        if 0 < total <= MOST_STICKERS:
            exports.append((_("食安码贴纸"), f"/stickers/list.pdf{tail}"))
    return register_head(total, moment, _chips(view), exports)


def rail(view: View) -> Component:
    """All options with their counts."""
    names, told = place_names(), sizes(view)
    counts = RailCounts(told.options, _place_sizes(view.wanted, names, told))
    return register_rail(
        view.wanted, counts, lambda wanted: view.filtered(wanted).address or RESET, reset=RESET
    )


def cards(view: View, ids: Any) -> list[Component | None]:
    """One page of cards, the way to the others, and the same rows for paper."""
    pages = max(1, -(-len(ids) // CARDS_PER_PAGE))
    page = min(view.page, pages)
    start = (page - 1) * CARDS_PER_PAGE

    def at(number: int) -> str:
        return View(view.wanted, view.shown, number).address

    rows = rows_of(ids[start : start + CARDS_PER_PAGE])
    filters = [words for words, _without in _chips(view)]
    return [
        register_cards(rows, view.shown),
        pager(page=page, pages=pages, back=at(max(1, page - 1)), forward=at(min(pages, page + 1))),
        register_paper(rows, view.shown, first=start + 1, total=len(ids), filters=filters),
    ]


def sort_choice(view: View, *, choice_id: str) -> Component:
    """What the cards are ordered by, where there are no headings to click."""
    made = [
        (f"{'-' if down else ''}{name}", f"{column_name(name)} {'↓' if down else '↑'}")
        for name in COLUMNS
        if COLUMNS[name].sortable
        for down in (False, True)
    ]
    key = view.shown.sort[0]
    return html.Div(
        [
            html.Label(_("排序"), htmlFor=choice_id, className="visually-hidden"),
            dcc.Dropdown(
                id=choice_id,
                options=[{"value": value, "label": words} for value, words in made],
                value=("-" if key.descending else "") + key.column,
                clearable=False,
                searchable=False,
            ),
        ]
    )


def search_field(view: View, *, field_id: str) -> Component:
    """Text to look for; Enter or leaving the field asks."""
    return html.Div(
        [
            html.Label(_("在列表中查找"), htmlFor=field_id, className="visually-hidden"),
            dcc.Input(
                id=field_id,
                value=view.wanted.q,
                type="search",
                debounce=True,
                maxLength=60,
                placeholder=_("名称 / 首字母 / 许可证 / 信用代码 / 地址"),
                className="nc-input",
            ),
        ],
        className="nc-toolbar__find",
    )


def icon_button(name: str, words: str, button_id: str, class_name: str = "") -> Component:
    """A button of the toolbar."""
    return html.Button(
        [icon(name, 16), words],
        id=button_id,
        type="button",
        className=f"nc-btn nc-btn--sm {class_name}".strip(),
    )


def sort_of(text: Any) -> tuple[SortKey, ...]:
    """The order that a choice of the toolbar names."""
    return sort_keys([text] if isinstance(text, str) else [])


def _chips(view: View) -> list[Chip]:
    return [
        (
            f"{title}：{said}",
            view.filtered(view.wanted.without(name)).address,
        )
        for name, title, said in filter_words(view.wanted, place_names().of)
    ]


def _place_sizes(
    wanted: RegisterFilter, names: PlaceNames, told: OptionCounts
) -> Mapping[str, list[tuple[str, str, int]]]:
    """Code, name and size of each place that a click can lead to."""
    inside = {
        code: size
        for code, size in told.townships.items()
        if wanted.banner is None or code.startswith(wanted.banner)
    }
    sizes_of: dict[str, dict[str, int]] = {
        "banner": told.banners if len(names.banner) > 1 else {},
        "township": inside,
        "office": {str(one): size for one, size in told.offices.items()},
        "street": {str(one): size for one, size in told.streets.items()},
    }
    return {
        kind: [(code, named[code], found[code]) for code in named if found.get(code)]
        for kind, found in sizes_of.items()
        for named in (names.of(kind),)
    }
