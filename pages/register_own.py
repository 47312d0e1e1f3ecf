"""The establishment that is signed in, as it stands in the register: `/register/own`."""

from dash import register_page
from dash.development.base_component import Component

from data_access.request import scope
from domain.scope import Role
from pages._dossier_tabs import asked
from pages._record_page import record_page
from pages._record_target import FIRST_OF_REGISTER

ROLES = frozenset({Role.ESTABLISHMENT})

register_page(__name__, path="/register/own", name="单位信息", order=5, icon="store", roles=ROLES)


def layout(
    tab: str | None = None,
    form: str | None = None,
    part: str | None = None,
    page: str | None = None,
    kind: str | None = None,
    **_query: str,
) -> Component:
    """Its record: people and certificates to keep, everything else to read."""
    return record_page(
        scope().establishment_id or 0,
        tab,
        form,
        part,
        asked(page, kind),
        first=FIRST_OF_REGISTER,
    )
