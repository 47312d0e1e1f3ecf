"""An establishment that is not in the register yet: `/register/new`."""

from dash import html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from domain.scope import REGULATORS
from pages._record_page import BODY, HEAD, form_words
from pages._record_reading import own_places
from pages._record_saving import new_form

ROLES = REGULATORS

register_page(__name__, path="/register/new", name="新增主体", roles=ROLES)


def layout(**_query: str) -> Component:
    """An empty form; `pages.establishment` saves it."""
    return html.Main(
        [
            html.Header(
                html.Div(
                    [html.H1(_("新增主体")), html.P(_("建档后可补登证照、人员和摄像头"))],
                    className="nc-record__name",
                ),
                className="nc-record__head",
            ),
            html.Div(id=HEAD),
            html.Div(new_form(own_places()), id=BODY, className="nc-record__body"),
            form_words(),
        ],
        className="nc-body nc-pagegrid nc-record",
    )
