"""The dialog that lists the keys. It is always there, hidden; keys.js opens it with ?."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon
from components.rail import NavItem
from components.top_bar import HELP


def key_help(pages: Sequence[NavItem], letters: Mapping[str, str]) -> Component:
    """Keys that work on every page, and those that lead to pages.

    Args:
        pages: Pages of this person.
        letters: Path → key after g.
    """
    everywhere = [
        (["/"], _("搜索")),
        (["Ctrl", "K"], _("搜索")),
        (["?"], _("打开本说明")),
        (["Esc"], _("关闭窗口、菜单或搜索")),
        (["Tab"], _("下一个可操作的位置")),
    ]
    leading = [
        (["G", letters[page.path].upper()], page.name) for page in pages if page.path in letters
    ]
    title = f"{HELP}-title"
    return html.Div(
        html.Div(
            [
                html.Header(
                    [
                        html.H2(_("键盘快捷键"), id=title),
                        html.Button(
                            icon("x", 18),
                            type="button",
                            className="nc-iconbtn",
                            **data(close=HELP),
                            **aria(label=_("关闭")),
                        ),
                    ],
                    className="nc-dialog__head",
                ),
                html.Div(
                    [
                        _keys(_("所有页面"), everywhere),
                        _keys(_("前往页面（先按 G，再按字母）"), leading),
                    ],
                    className="nc-dialog__body nc-keys",
                ),
            ],
            className="nc-dialog",
            role="dialog",
            **aria(modal="true", labelledby=title),
        ),
        id=HELP,
        className="nc-dialog__back",
        hidden=True,
    )


def _keys(title: str, listed: Sequence[tuple[list[str], str]]) -> Component:
    rows = [
        html.Div([html.Dt([html.Kbd(key) for key in keys]), html.Dd(words)])
        for keys, words in listed
    ]
    return html.Section([html.H3(title), html.Dl(rows)])
