"""一企一档: `/establishment/<id>`. All about one establishment, as far as the asker may read.

Officials and the establishment get the whole record with its forms; the manager of a showcase
street a narrower one, which is read by other queries.
"""

from dash import html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import server_time
from components.control_year import control_year
from components.dossier_grades import grade_cards
from components.dossier_outline import outline_facts, outline_head, outline_tabs
from components.panels import card
from data_access.control_calendar import control_year as read_year
from data_access.dossier import outline
from data_access.dossier_standing import standing
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, read, scope
from domain.clock import city_day
from domain.dossier import Outline, Part, parts_for
from domain.scope import OFFICIALS, SUPERVISED, Scope
from pages._dossier_code import code_body
from pages._dossier_tabs import Asked, alert_card, asked, inspection_card, timeline_card
from pages._record_page import missing, record_page
from pages._record_target import number_in

ROLES = OFFICIALS | SUPERVISED
OWN = "own"

register_page(
    __name__, path_template="/establishment/<establishment_id>", name="一企一档", roles=ROLES
)


def layout(
    establishment_id: str | None = None,
    tab: str | None = None,
    form: str | None = None,
    part: str | None = None,
    page: str | None = None,
    kind: str | None = None,
    **_query: str,
) -> Component:
    """The dossier at one of its tabs, or in words that there is none."""
    asker = scope()
    own = asker.establishment_id if establishment_id == OWN else None
    number = own or number_in(establishment_id)
    wanted = asked(page, kind)
    if asker.street_id is not None:
        return _of_street(asker, number, tab, wanted)
    return record_page(number, tab, form, part, wanted)


def _of_street(asker: Scope, number: int, tab: str | None, wanted: Asked) -> Component:
    parts = parts_for(asker)
    shown = Part(tab) if tab in parts else parts[0]
    try:
        with read() as conn:
            found = outline(conn, asker, number)
    except RecordNotFoundError:
        return missing()
    tabs = outline_tabs([(part, links.dossier(number, part)) for part in parts], shown)
    return html.Main(
        [
            outline_head(found),
            tabs,
            html.Div(_street_tab(asker, found, shown, wanted), className="nc-record__body"),
        ],
        className="nc-body nc-pagegrid nc-record nc-dossier",
    )


def _street_tab(asker: Scope, found: Outline, shown: Part, wanted: Asked) -> list[Component]:
    match shown:
        case Part.TIMELINE:
            return [timeline_card(asker, found.id, wanted)]
        case Part.ALERTS:
            return [alert_card(found.id, wanted)]
        case Part.INSPECTIONS:
            return [inspection_card(found.id, wanted)]
        case Part.CODE:
            return [code_body(found.id)]
    moment = now()
    today = city_day(moment)
    with read() as conn:
        year = read_year(conn, asker, found.id, today)
        stands = standing(conn, asker, found.id, today)
    calendar = card(
        _("近一年管控日历"),
        _("点一格看当日记录"),
        control_year(
            year,
            today,
            lambda kind, day: links.control(kind=kind, establishment=found.id, day=day),
            skip_to="dossier-end",
        ),
    )
    if shown is Part.CONTROL:
        return [calendar, html.Span(id="dossier-end")]
    return [
        server_time(moment),
        card(_("概况"), "", outline_facts(found, stands, today)),
        grade_cards(found, stands, today, cadres=False),
        calendar,
        html.Span(id="dossier-end"),
    ]
