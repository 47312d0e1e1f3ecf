"""Small dialogs of the register's list: which columns, and the views that somebody has saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon
from components.register_words import column_name
from domain.register_columns import COLUMNS, FIRST_COLUMNS, ListLayout


@dataclass(frozen=True, slots=True)
class SavedName:
    """A saved view: its id, name and address, and whether the page opens with it."""

    id: int
    name: str
    address: str
    opens: bool


def dialog(
    title: str,
    body: Sequence[Component | None],
    foot: Sequence[Component],
    *,
    dialog_id: str,
    close_id: str,
    wide: bool = False,
) -> Component:
    """A closed dialog; a callback takes `hidden` from it."""
    return html.Div(
        html.Div(
            [
                html.Header(
                    [
                        html.H2(title),
                        html.Button(
                            icon("x", 18),
                            id=close_id,
                            type="button",
                            className="nc-iconbtn",
                            **data(close="1"),
                            **aria(label=_("关闭")),
                        ),
                    ],
                    className="nc-dialog__head",
                ),
                html.Div(list(body), className="nc-dialog__body"),
                html.Footer(list(foot), className="nc-dialog__foot"),
            ],
            role="dialog",
            className="nc-dialog" + (" nc-dialog--wide" if wide else ""),
            **aria(modal="true", label=title),
        ),
        id=dialog_id,
        hidden=True,
        className="nc-dialog__back",
    )


def column_choice(shown: ListLayout, *, choice_id: str) -> Component:
    """Every column with a tick; the name always stands."""
    order = [*shown.columns, *(name for name in COLUMNS if name not in shown.columns)]
    return dcc.Checklist(
        id=choice_id,
        options=[
            {"label": column_name(name), "value": name, "disabled": name == "name"}
            for name in order
        ],
        value=list(shown.columns),
        className="nc-reg__columns",
        labelClassName="nc-check",
    )


def first_columns() -> list[str]:
    """What the button 恢复默认 ticks."""
    return list(FIRST_COLUMNS)


def saved_list(views: Sequence[SavedName], *, row_type: str) -> list[Component]:
    """Saved views, each to open, make the first, rename or delete."""
    if not views:
        return [html.P(_("还没有保存的视图。按需要筛选、排序、选列之后，在上面起个名字保存。"))]
    return [html.Ul([_saved(view, row_type) for view in views], className="nc-reg__saved")]


def _saved(view: SavedName, row_type: str) -> Component:
    def button(act: str, name: str, words: str) -> Component:
        return html.Button(
            icon(name, 16),
            id={"type": row_type, "act": act, "view": view.id},
            type="button",
            title=words,
            className="nc-iconbtn" + (" on" if act == "first" and view.opens else ""),
            **aria(label=f"{words} {view.name}"),
        )

    return html.Li(
        [
            dcc.Link(view.name, href=view.address),
            html.Span(_("默认"), className="nc-chip nc-chip--ok") if view.opens else None,
            button("first", "star", _("取消默认") if view.opens else _("设为默认")),
            button("rename", "edit", _("改为上面的名字")),
            button("delete", "x", _("删除")),
        ]
    )
