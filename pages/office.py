"""A supervision office: `/office/<id>`. The same page as a banner's, with the office's workload."""

from dash import register_page
from dash.development.base_component import Component
from flask_babel import lazy_gettext

from domain.area import Area
from domain.scope import OFFICIALS
from pages import _area_frame as frame
from pages import not_found_404
from pages._area import view_of

ROLES = OFFICIALS

register_page(__name__, path_template="/office/<office>", name=lazy_gettext("监管所"), roles=ROLES)


def layout(office: str = "", **query: str) -> Component:
    """Its figures, or that there is no such page: for none and for one out of scope alike."""
    wanted = Area.parse({"office": office})
    view = view_of(wanted, query)
    if view is None or wanted is None:
        return not_found_404.layout()
    return frame.page(view, view.area)
