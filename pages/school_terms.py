"""学校假期: `/school-terms`. A bureau enters the education bureau's dates; others read them."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.school_terms import BREAK, WITHDRAW, break_cards, calendar_notice
from components.small_form import ACT, FIELD, Entered
from components.wording import counted, term
from data_access import school_breaks
from data_access.places import banners
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.form import FormRefusedError
from domain.scope import OFFICIALS, Action
from domain.workdays import guessed_from

ROLES = OFFICIALS
BODY = "school-terms-body"

register_page(__name__, path="/school-terms", name="学校假期", roles=ROLES)


def layout(**_query: str) -> Component:
    """The whole page; it changes only by its own form."""
    return html.Main(
        [
            html.Header(
                [
                    html.Div([html.H1(_("学校假期")), html.P(_("决定学校食堂哪些日子应报"))]),
                    html.Div(
                        dcc.Link(
                            _("管控看板"), href=links.control(), className="nc-btn nc-btn--sm"
                        ),
                        className="nc-pagehead__r",
                    ),
                ],
                className="nc-pagehead",
            ),
            calendar_notice(guessed_from(city_day(now()))),
            html.Div(_drawn(None), id=BODY, className="nc-arrangements"),
        ],
        className="nc-body nc-pagegrid",
    )


@callback(
    Output(BODY, "children"),
    Input({"type": ACT, "act": ALL, "number": ALL}, "n_clicks"),
    State({"type": FIELD, "form": BREAK, "name": ALL}, "value"),
    State({"type": FIELD, "form": BREAK, "name": ALL}, "id"),
    prevent_initial_call=True,
)
def change_terms(clicks: Any, values: Any, ids: Any) -> Any:
    """Publish or withdraw, and show what holds then."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not any(clicks or ()):
        return no_update
    step, row = pressed.get("act"), pressed.get("number")
    pairs = zip(ids or (), values or (), strict=False)
    given = {str(one.get("name")): value for one, value in pairs if isinstance(one, dict)}
    entered = None
    try:
        with write() as conn:
            if step == BREAK:
                _made, changed = school_breaks.publish(conn, scope(), given, now())
            elif step == WITHDRAW and isinstance(row, int):
                changed = school_breaks.withdraw(conn, scope(), row, now())
            else:
                return no_update
        said = _note(counted("已生效，%(n)s 项未到期任务随之改变", changed), good=True)
    except FormRefusedError as refused:
        entered = Entered(BREAK, given, refused.findings)
        said = _note(_("未保存，请看各项下的说明"), good=False)
    except RecordNotFoundError:
        said = _note(_("已被他人处理，以下为最新状态"), good=False)
    return [said, *_drawn(entered)]


def _drawn(entered: Entered | None) -> list[Component]:
    asker = scope()
    with read() as conn:
        listed = school_breaks.breaks(conn, asker)
        known = banners(conn, asker)
    own = asker.banner_adcode
    fresh = Entered(BREAK, {"banner_adcode": own or ""})
    return break_cards(
        listed,
        (entered or fresh) if asker.allows(Action.PUBLISH_TERMS) else None,
        [(one.adcode, term(one.name_zh, one.name_en)) for one in known],
        now(),
        whole_city=asker.whole_city,
    )


def _note(words: str, *, good: bool) -> Component:
    kind = "nc-note--ok" if good else "nc-note--warn"
    return html.Div(words, className=f"nc-note {kind}", role="status")
