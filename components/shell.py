"""The frame of every page: rail, top bar, live stores, and the place where the page stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html, page_container
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon, logo

TOPICS = ("register", "control", "alerts", "cameras", "looks")
LIVE_SETTINGS = "live-settings"
LIVE_STARTED = "live-started"
LIVE_TIME = "live-time"
SHELL_PAGES = "shell-pages"
SHELL_CRUMB = "shell-crumb"
MAIN = "nc-main"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page as the rail shows it.

    Attributes:
        path: Where it stands; longer paths below it count as the same item.
        name: Its title, translated.
        icon: Key of the icon, empty for pages that the rail does not show.
        wall: A wall page has no rail and the dark theme.
    """

    path: str
    name: str
    icon: str
    wall: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, for the top bar.

    Attributes:
        name: Display name of the account.
        role: Its role in words.
        place: The part of the city it sees, in words.
    """

    name: str
    role: str
    place: str


def shell(
    *,
    pages: Sequence[NavItem],
    viewer: Viewer,
    language: str,
    demo: bool,
    numbers: dict[str, int],
    live: dict[str, int],
    form_token: str,
) -> Component:
    """The whole page around `dash.page_container`.

    Args:
        pages: Every page in the order of the rail.
        viewer: Who is signed in.
        language: `zh` or `en`, the language now shown.
        demo: Whether the rows are those of the demonstration city.
        numbers: Change number a topic, the first value of the live stores.
        live: `fallback_poll_s` and `stale_after_s`.
        form_token: Token of the sign-out and language forms.
    """
    return html.Div(
        [
            html.A(_("跳到主要内容"), href=f"#{MAIN}", className="nc-skip"),
            _stores(pages, numbers, live),
            _rail(pages),
            _top(viewer, language, form_token, demo=demo),
            html.Div(page_container, id=MAIN, className="nc-page", tabIndex="-1"),
            _demo_mark("nc-demo nc-demo--wall") if demo else None,
            html.Div(id="shell-problem", className="nc-problem", role="alert", hidden=True),
        ],
        className="nc-app",
    )


def _stores(pages: Sequence[NavItem], numbers: dict[str, int], live: dict[str, int]) -> Component:
    words = {
        "fresh": _("数据"),
        "stale": _("连接中断，数据停在"),
        "lost": _("无法连接服务器，正在重试"),
    }
    known = [{"path": page.path, "name": page.name, "wall": page.wall} for page in pages]
    return html.Div(
        [
            *(dcc.Store(id=f"live-{topic}", data=numbers.get(topic, 0)) for topic in TOPICS),
            dcc.Store(id=LIVE_SETTINGS, data={**live, "words": words}),
            dcc.Store(id=LIVE_STARTED),
            dcc.Store(id=SHELL_PAGES, data=known),
        ],
        hidden=True,
    )


def _rail(pages: Sequence[NavItem]) -> Component:
    return html.Nav(
        [
            html.Div(logo(36), className="nc-rail__logo"),
            *(
                dcc.Link([icon(page.icon, 22), html.Span(page.name)], href=page.path)
                for page in pages
                if page.icon
            ),
        ],
        id="nc-rail",
        className="nc-rail",
        **aria(label=_("主导航")),
    )


def _demo_mark(class_name: str) -> Component:
    """Invented rows say so: in the top bar, and on walls, which have none, in a corner."""
    return html.Span(_("演示数据"), className=class_name, role="note")


def _top(viewer: Viewer, language: str, form_token: str, *, demo: bool) -> Component:
    return html.Header(
        [
            html.Div(_("暖城食安"), className="nc-top__brand"),
            html.Div([icon("pin", 16), viewer.place], className="nc-scope", title=viewer.role),
            html.Div(id=SHELL_CRUMB, className="nc-crumb"),
            html.Div(
                [
                    _demo_mark("nc-demo") if demo else None,
                    html.Span(
                        [html.I(), html.Span(id=LIVE_TIME)],
                        id="live-fresh",
                        className="nc-fresh",
                        role="status",
                        **aria(live="off"),
                    ),
                    _language_form(language, form_token),
                    html.Span(
                        [html.I(viewer.name[:1], **aria(hidden="true")), html.Span(viewer.name)],
                        className="nc-user",
                        title=viewer.role,
                    ),
                    _form("/sign-out", form_token, icon("leave", 18), _("退出登录")),
                ],
                className="nc-top__r",
            ),
        ],
        className="nc-top",
    )


def _language_form(language: str, form_token: str) -> Component:
    if language == "zh":
        return _form("/language?to=en", form_token, "EN", "Switch to English")
    return _form("/language?to=zh", form_token, "中", "切换为中文")


def _form(action: str, form_token: str, face: Component | str, words: str) -> Component:
    """A form of one button; the token travels as the button's value."""
    button = html.Button(
        face,
        type="submit",
        name="csrf_token",
        value=form_token,
        className="nc-iconbtn",
        title=words,
        **aria(label=words),
    )
    return html.Form(button, action=action, method="POST", className="nc-top__form")
