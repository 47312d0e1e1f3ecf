"""The bar above every page: place, path, search, freshness, and the menu of the person."""

from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon

LIVE_TIME = "live-time"
CRUMB = "shell-crumb"
SEARCH = "shell-search"
MENU = "shell-menu"
HELP = "shell-help"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, for the top bar.

    Attributes:
        name: Display name of the account.
        role: Its role in words.
        place: The part of the city it sees, in words.
        account_id: Marks drafts that are kept in the browser as this person's.
        account_page: Whether the account has a page of its own (`/account`).
        finds_places: Whether search knows more for it than the names of pages.
    """

    name: str
    role: str
    place: str
    account_id: int = 0
    account_page: bool = False
    finds_places: bool = True


def top_bar(viewer: Viewer, language: str, form_token: str, *, demo: bool) -> Component:
    """The bar; shell.js fills path and search, live.js the time of the data."""
    return html.Header(
        [
            html.Div(_("暖城食安"), className="nc-top__brand"),
            html.Div(
                [icon("pin", 16), html.Span(viewer.place)], className="nc-scope", title=viewer.role
            ),
            html.Nav(id=CRUMB, className="nc-crumb", **aria(label=_("所在位置"))),
            html.Div(id=SEARCH, className="nc-search", role="search"),
            html.Div(
                [
                    demo_mark("nc-demo") if demo else None,
                    _fresh(),
                    _help_button(),
                    _person(viewer, language, form_token),
                ],
                className="nc-top__r",
            ),
        ],
        className="nc-top",
    )


def demo_mark(class_name: str) -> Component:
    """Invented rows say so: in the top bar, and on walls, which have none, in a corner."""
    return html.Span(_("演示数据"), className=class_name, role="note")


def _fresh() -> Component:
    return html.Span(
        [html.I(), html.Span(id=LIVE_TIME)],
        id="live-fresh",
        className="nc-fresh",
        role="status",
        **aria(live="off"),
    )


def _help_button() -> Component:
    words = _("键盘快捷键")
    return html.Button(
        icon("help", 18),
        type="button",
        className="nc-iconbtn nc-top__help",
        title=f"{words} (?)",
        **data(opens=HELP),
        **aria(label=words, haspopup="dialog"),
    )


def _person(viewer: Viewer, language: str, form_token: str) -> Component:
    return html.Div(
        [
            html.Button(
                [
                    html.I(viewer.name[:1], **aria(hidden="true")),
                    html.Span(viewer.name),
                    icon("chevd", 14),
                ],
                type="button",
                id="shell-person",
                className="nc-user",
                title=f"{viewer.name} · {viewer.role}",
                **data(opens=MENU),
                **aria(expanded="false", controls=MENU),
            ),
            html.Div(
                _menu(viewer, language, form_token), id=MENU, className="nc-menu", hidden=True
            ),
        ],
        className="nc-person",
    )


def _menu(viewer: Viewer, language: str, form_token: str) -> list[Component | None]:
    to, words = ("en", "English") if language == "zh" else ("zh", "中文")
    return [
        html.Div(
            [html.B(viewer.name), html.Span(viewer.role), html.Span(viewer.place)],
            className="nc-menu__who",
        ),
        dcc.Link([icon("user", 18), _("账号与安全")], href="/account")
        if viewer.account_page
        else None,
        _themes(),
        _form(f"/language?to={to}", form_token, [icon("globe", 18), words]),
        html.Button(
            [icon("help", 18), _("键盘快捷键"), html.Kbd("?")],
            type="button",
            **data(opens=HELP),
        ),
        _form("/sign-out", form_token, [icon("leave", 18), _("退出登录")]),
    ]


def _themes() -> Component:
    words = {"system": _("跟随系统"), "light": _("浅色"), "dark": _("深色")}
    return html.Div(
        [
            html.Button(words[theme], type="button", **data(theme=theme), **aria(pressed="false"))
            for theme in THEMES
        ],
        className="nc-seg nc-menu__themes",
        role="group",
        **aria(label=_("配色")),
    )


def _form(action: str, form_token: str, face: list[Component | str]) -> Component:
    """A form of one button; the token travels as the button's value."""
    button = html.Button(face, type="submit", name="csrf_token", value=form_token)
    return html.Form(button, action=action, method="POST")
