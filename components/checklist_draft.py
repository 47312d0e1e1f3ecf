"""A change of a checklist while it is drafted: the form, and what is in the draft so far."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.category_words import rules_name
from components.checklist_tables import item_words
from components.checklist_words import field_name, scope_name
from components.wording import term
from domain.categories import Category
from domain.checklist_changes import (
    ARTICLE_LENGTH,
    EN_LENGTH,
    ITEM_FIELDS,
    NOTE_LENGTH,
    SOURCE_LENGTH,
    ZH_LENGTH,
)
from domain.checklists import Checklist, ChecklistItem, ItemScope

DROP = "checklists-drop"
RETIRE = "checklists-retire"
YES = "yes"


class Ids(NamedTuple):
    """Ids of what surrounds the fields."""

    add: str
    problems: str
    drafted: str
    day: str
    note: str
    publish: str
    preview: str
    said: str


def field_id(name: str) -> str:
    """Id of the control of a field of a new item."""
    return f"checklists-new-{name}"


def item_form(sheet: Checklist, ids: Ids) -> Component:
    """The fields of a new item, and the button that takes it into the draft."""
    groups = [(one.letter, f"{one.letter} {term(one.zh, one.en)}") for one in sheet.groups]
    scopes = [(one.value, scope_name(one)) for one in ItemScope]
    categories = [(one.value, rules_name(one)) for one in Category]
    basis = _("留空即为平台规则")
    return html.Div(
        [
            html.Div(
                [
                    _labelled("group", _choice("group", groups), required=True),
                    _labelled("scope", _choice("scope", scopes, value="all"), required=True),
                    _labelled("zh", _line("zh", ZH_LENGTH), required=True, wide=True),
                    _labelled("en", _line("en", EN_LENGTH), required=True, wide=True),
                    _labelled("source", _line("source", SOURCE_LENGTH), hint=basis),
                    _labelled("article", _line("article", ARTICLE_LENGTH)),
                    _labelled(
                        "categories",
                        _choice("categories", categories, multi=True),
                        hint=_("不选即不再按类别缩小范围"),
                    ),
                    html.Div(
                        dcc.Checklist(
                            id=field_id("key"),
                            options=[{"value": YES, "label": _("★ 关键项")}],
                            value=[],
                            labelClassName="nc-check",
                        ),
                        className="nc-field",
                    ),
                ],
                className="nc-form nc-form--2",
            ),
            html.Div(id=ids.problems),
            html.Div(_button(_("加入草案"), ids.add, ""), className="nc-actions"),
        ],
        className="nc-lists__form",
    )


def local_items(items: Sequence[ChecklistItem], retired: Sequence[str]) -> Component:
    """What the bureau itself added, each with a way to retire it.

    Args:
        items: Of the newest version.
        retired: Ids that the draft already retires.
    """
    if not items:
        return html.P(
            _("本级还没有增加过项目；系统自带的项目依据国家规定，不能停用。"), className="nc-hint"
        )
    return html.Ul(
        [
            html.Li(
                [
                    html.Span([html.B(item.code), " ", *item_words(item)]),
                    html.Button(
                        _("已列入停用") if item.id in retired else _("停用"),
                        id={"type": RETIRE, "item": item.id},
                        n_clicks=0,
                        disabled=item.id in retired,
                        type="button",
                        className="nc-btn nc-btn--sm",
                    ),
                ]
            )
            for item in items
        ],
        className="nc-lists__own",
    )


def drafted_list(added: Sequence[str], retired: Mapping[str, str]) -> Component:
    """The draft: what is added and what retired, each to be taken out again.

    Args:
        added: Group and words of each new item.
        retired: Code and words by id.
    """
    if not added and not retired:
        return html.P(_("草案是空的：加入新项目，或把本级增加的项目列入停用"), className="nc-hint")
    rows = [
        _row(_("新增"), "nc-chip--ok", words, f"added:{place}") for place, words in enumerate(added)
    ]
    rows += [
        _row(_("停用"), "nc-chip--bad", words, f"retired:{item}") for item, words in retired.items()
    ]
    return html.Ul(rows, className="nc-lists__own")


def publishing(first: date, last: date, ids: Ids) -> Component:
    """From when, why, and the button."""
    day = dcc.Input(
        id=ids.day,
        type=cast(Any, "date"),  # Dash names fewer kinds than browsers know
        value=first.isoformat(),
        min=first.isoformat(),
        max=last.isoformat(),
        className="nc-input",
    )
    note = dcc.Input(
        id=ids.note, type="text", maxLength=NOTE_LENGTH, value="", className="nc-input"
    )
    return html.Div(
        [
            _labelled("effective_from", day, required=True, hint=_("最早明天；已开始的周期不变")),
            _labelled("note", note, required=True),
            html.Div(
                _button(_("发布新版本"), ids.publish, " nc-btn--primary"), className="nc-actions"
            ),
            html.Div(id=ids.said, role="status", className="nc-field--wide"),
        ],
        className="nc-form nc-form--2",
    )


def _row(what: str, class_name: str, words: str, place: str) -> Component:
    label = _("从草案中移除")
    return html.Li(
        [
            html.Span([html.Span(what, className=f"nc-chip {class_name}"), " ", words]),
            html.Button(
                _("移除"),
                id={"type": DROP, "place": place},
                n_clicks=0,
                type="button",
                className="nc-btn nc-btn--sm",
                **aria(label=f"{label} {words}"),
            ),
        ]
    )


def _labelled(
    name: str, control: Component, *, required: bool = False, wide: bool = False, hint: str = ""
) -> Component:
    parts = ["nc-field", "is-required" if required else "", "nc-field--wide" if wide else ""]
    return html.Div(
        [
            html.Label([html.Span(field_name(name)), control]),
            html.P(hint, className="nc-hint") if hint else None,
        ],
        className=" ".join(filter(None, parts)),
    )


def _line(name: str, longest: int) -> Component:
    return dcc.Input(
        id=field_id(name),
        type="text",
        value="",
        maxLength=longest,
        autoComplete="off",
        className="nc-input",
    )


def _choice(
    name: str, options: Sequence[tuple[str, str]], *, value: str | None = None, multi: bool = False
) -> Component:
    return dcc.Dropdown(
        id=field_id(name),
        options=[{"value": one, "label": words} for one, words in options],
        value=[] if multi else value,
        multi=multi,
        clearable=multi,
        searchable=False,
        placeholder=_("请选择"),
        labels={
            "clear_selection": _("清除所选"),
            "no_options_found": _("没有匹配项"),
            "select_all": _("全选"),
            "deselect_all": _("全不选"),
            "selected_count": _("已选 {num_selected} 类"),
        },
        className="nc-choice",
    )


def _button(words: str, button_id: str, more: str) -> Component:
    return html.Button(words, id=button_id, type="button", n_clicks=0, className=f"nc-btn{more}")


EMPTY_FIELDS: Mapping[str, Any] = dict.fromkeys(ITEM_FIELDS, "") | {
    "key": [],
    "categories": [],
    "scope": ItemScope.ALL.value,
    "group": None,
}
"""What the fields hold after an item went into the draft."""
