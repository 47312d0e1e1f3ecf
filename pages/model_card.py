"""识别模型卡: `/model-card`. What the detector was measured to see, beside what people judged."""

from dash import html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import model_card as cards
from components.page_title import as_of
from components.sizes import size
from components.states import empty, error
from data_access.model_card import PERIOD_DAYS, live_precision, newest_card
from data_access.request import now, read, scope, services
from domain.model_card import CardError, ModelCard
from domain.scope import OFFICIALS, Role

ROLES = OFFICIALS | {Role.SECURITY_ADMIN}

register_page(__name__, path="/model-card", name="识别模型卡", roles=ROLES)


def layout(**_query: str) -> Component:
    """The whole page; nothing on it moves by itself."""
    asker, at = scope(), now()
    with read() as conn:
        live = live_precision(conn, asker, at) if asker.role in OFFICIALS else None
    verdicts = [] if live is None else [cards.live_card(live, PERIOD_DAYS)]
    try:
        found = newest_card(services().settings.patrol.model.parent)
        measured = _measured(found) if found else [_missing()]
        facts = _facts(found) if found else ""
    except CardError as broken:
        measured, facts = [error(_("模型卡无法读取"), str(broken))], ""
    return html.Main(
        [
            html.Header(
                [
                    html.Div([html.H1(_("识别模型卡")), html.P(facts)]),
                    html.Div(as_of(at), className="nc-pagehead__r"),
                ],
                className="nc-pagehead",
            ),
            *verdicts,
            *measured,
        ],
        className="nc-body nc-pagegrid nc-ops",
    )


def _measured(found: ModelCard) -> list[Component]:
    return [
        cards.verdict_note(found),
        cards.kitchen_note(),
        *cards.set_cards(found),
        html.Div(
            [cards.false_hits_card(found), cards.standing_card(found)], className="nc-ops__two"
        ),
        html.Div([cards.slices_card(found), cards.notices_card(found)], className="nc-ops__two"),
    ]


def _facts(found: ModelCard) -> str:
    words = _(
        "%(file)s　版本 %(version)s　%(size)s　SHA-256 %(sha)s　对照 %(starter)s",
        file=found.file,
        version=found.version,
        size=size(found.size_bytes),
        sha=found.sha256[:12],
        starter=found.starter,
    )
    return str(words)


def _missing() -> Component:
    detail = _("随模型文件提供 .card.json 后显示")
    return empty(_("当前模型没有模型卡"), detail)
