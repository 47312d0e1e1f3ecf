"""The record beside the control board: which one is open at first, and what stands in it."""

from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.control_record import record_panel
from components.states import empty
from data_access.control_beside import beside
from data_access.control_record import record
from data_access.request import now, read, scope
from domain.control import ANSWERED, ControlState
from domain.control_paper import READERS
from domain.control_query import Asked, Chosen
from pages._control_list import duties_of


def first_choice(wanted: Asked) -> Chosen | None:
    """Whose record is open at first: an establishment's own, else the head of the list."""
    own = scope().establishment_id
    if own is not None:
        return Chosen(own)
    found = duties_of(wanted)
    return Chosen(*found.rows[0].key) if found.rows else None


def panel(wanted: Asked, chosen: Chosen | None) -> list[Component | None]:
    """The chosen record, or why there is none."""
    if chosen is None:
        return [empty(_("没有选中的记录"), _("在清单中选一家单位，查看它的检查表"))]
    asker = scope()
    with read() as conn:
        found = record(conn, asker, chosen.establishment_id, wanted.kind, chosen.start)
        if found is None:
            return [empty(_("没有这条记录"), _("当期没有管控任务，或不在权限范围内"))]
        around = beside(conn, asker, found)
    own = asker.establishment_id == found.establishment_id
    return record_panel(
        asker,
        found,
        around,
        now(),
        files=found.state in ANSWERED and asker.role in READERS,
        form=links.duty(found.kind, found.start)
        if own and found.state is ControlState.OPEN
        else None,
    )
