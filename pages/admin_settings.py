"""系统设置: `/admin/settings`. Every key of the configuration as it is in use; read only."""

from typing import Any

from dash import Input, Output, callback, dcc, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.panels import card
from components.setting_table import SettingShown, section_name, setting_table, setting_words
from components.states import empty
from components.wording import counted
from data_access.configuration import configuration
from data_access.request import scope, services
from domain.scope import Role
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SYSTEM_ADMIN})

register_page(
    __name__, path="/admin/settings", name="系统设置", order=74, icon="sliders", roles=ROLES
)

FIND = "settings-find"
LIST = "settings-list"
LONGEST_SEARCH = 60


def layout(q: str = "", **_query: str) -> Component:
    """All keys, or those that the search finds."""
    wanted = q[:LONGEST_SEARCH]
    return html.Main(
        [
            admin_tabs("/admin/settings"),
            html.Header(
                html.Div(
                    [
                        html.H1(_("系统设置")),
                        html.P(_("只读。在 config.yaml 或环境变量中修改，重启后生效")),
                    ]
                ),
                className="nc-pagehead",
            ),
            html.Div(
                html.Label(
                    [
                        html.Span(_("查找设置"), className="visually-hidden"),
                        dcc.Input(
                            id=FIND,
                            type="search",
                            value=wanted,
                            debounce=0.3,
                            maxLength=LONGEST_SEARCH,
                            placeholder=_("键或说明"),
                            className="nc-input",
                        ),
                    ],
                    className="nc-toolbar__find",
                ),
                className="nc-toolbar",
            ),
            html.Div(id=LIST, className="nc-ops__list"),
        ],
        className="nc-body nc-pagegrid nc-ops",
    )


@callback(Output(LIST, "children"), Input(FIND, "value"))
def fill(wanted: str | None) -> Any:
    """The sections that hold something of what is looked for."""
    text = (wanted or "")[:LONGEST_SEARCH].strip().lower() if isinstance(wanted, str) else ""
    sections: dict[str, list[SettingShown]] = {}
    for one in configuration(services().settings, scope()):
        words = f"{one.key} {setting_words(one.key)} {section_name(one.section)}".lower()
        if text in words:
            row = SettingShown(one.section, one.key, one.value, one.default, one.origin)
            sections.setdefault(one.section, []).append(row)
    if not sections:
        return empty(_("没有这样的设置"), _("换一个词试试"))
    return [
        card(section_name(section), counted("%(n)s 项", len(rows)), setting_table(rows))
        for section, rows in sections.items()
    ]
