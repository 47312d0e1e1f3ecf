"""No page stands at this address."""

from dash import dcc, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import logo
from domain.scope import EVERYONE

ROLES = EVERYONE

register_page(__name__, path="/404", name="未找到", roles=ROLES)


def layout(**_query: str) -> Component:
    """One sentence and one way on."""
    return html.Main(
        [
            logo(56),
            html.H1(_("没有找到这个页面")),
            html.P(_("地址可能已变更，或内容不在您的权限范围内。")),
            dcc.Link(_("返回首页"), href="/", className="nc-btn"),
        ],
        className="nc-body nc-lone",
    )
