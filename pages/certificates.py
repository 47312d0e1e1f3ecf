"""Health certificates of people at work: `/register/certificates`, the lists behind the sums."""

from dash import html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components import links
from components.alert_queue import pager
from components.certificate_table import certificate_table, certificate_tabs
from components.wording import counted
from data_access.certified_people import certified_people
from data_access.request import read, scope
from domain.papers import CertificateList
from domain.scope import OFFICIALS
from pages._figures import papers_now, this_minute
from pages._record_target import number_in

ROLES = OFFICIALS

register_page(
    __name__, path="/register/certificates", name=lazy_gettext("从业人员健康证"), roles=ROLES
)

PAGE_ROWS = 50


def layout(state: str = "", page: str = "", **_query: str) -> Component:
    """One list, a page of it at once; all people at work unless another is asked for."""
    wanted = CertificateList(state) if state in set(CertificateList) else CertificateList.EVERY
    moment = this_minute()
    sums = papers_now(moment).people
    total = sums.listed(wanted)
    pages = max(1, -(-total // PAGE_ROWS))
    at = min(number_in(page) or 1, pages)
    with read() as conn:
        rows = certified_people(
            conn, scope(), wanted, moment.day, offset=(at - 1) * PAGE_ROWS, limit=PAGE_ROWS
        )
    steps = pager(
        page=at,
        pages=pages,
        back=links.certificates(wanted, page=max(1, at - 1)),
        forward=links.certificates(wanted, page=min(pages, at + 1)),
    )
    return html.Main(
        [
            html.Header(
                html.Div([html.H1(_("从业人员健康证")), html.P(counted("共 %(n)s 人", total))]),
                className="nc-pagehead",
            ),
            certificate_tabs(wanted, sums),
            html.Section(
                [certificate_table(rows, moment.day), steps], className="nc-card nc-admin__list"
            ),
        ],
        className="nc-body nc-pagegrid nc-admin",
    )
