"""修订评分表: `/risk/draft`. The city bureau drafts a table, sees whom it moves, publishes it."""

from datetime import date
from typing import Any, cast

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.panels import card
from components.risk_draft import FIELD, content_of, draft_fields, fault_list, preview_view
from data_access.request import now, read, scope, write
from data_access.risk_tables import (
    TableConflictError,
    newest_version,
    preview,
    publish,
    table_on,
)
from domain.clock import city_day
from domain.risk_table import NOTE_LENGTH, TableFault, TableRefusedError
from domain.scope import Role

ROLES = frozenset({Role.CITY_BUREAU})

register_page(__name__, path="/risk/draft", name="修订评分表", roles=ROLES)

SEEN, BAND, NEW_DAYS = "risk-draft-seen", "risk-draft-band", "risk-draft-new-days"
DAY, NOTE = "risk-draft-day", "risk-draft-note"
PREVIEW, SHOWN, PUBLISH, SAID = (
    "risk-draft-preview",
    "risk-draft-shown",
    "risk-draft-publish",
    "risk-draft-said",
)
FIELDS = {"type": FIELD, "cell": ALL, "part": ALL}
TYPED = (
    State(FIELDS, "value"),
    State(FIELDS, "id"),
    State(BAND, "value"),
    State(NEW_DAYS, "value"),
)


def layout(**_query: str) -> Component:
    """The table in force, every number of it to be edited."""
    today = city_day(now())
    with read() as conn:
        held, newest = table_on(conn, today), newest_version(conn)
    return html.Main(
        [
            dcc.Store(id=SEEN, data=newest),
            html.Header(
                html.Div(
                    [
                        html.H1(_("修订评分表")),
                        html.P(_("草案先预览，发布后从生效日起作为新版本；旧版本保留可查。")),
                    ]
                ),
                className="nc-pagehead",
            ),
            card(
                _("草案"),
                _("以第 %(n)s 版为底稿；清空门槛和分值即删去一级", n=held.version),
                [draft_fields(held), _limits(held.widest_band, held.new_days)],
            ),
            card(_("预览"), _("按此刻的事实计算，不写入"), [_button(), html.Div(id=SHOWN)]),
            card(_("发布"), "", [_publishing(today), html.Div(id=SAID, role="status")]),
        ],
        className="nc-body nc-pagegrid nc-ops nc-risk-draft",
    )


def _limits(band: float, new_days: int) -> Component:
    return html.Div(
        [
            html.Label(
                [
                    _("分数区间最宽（分）"),
                    dcc.Input(
                        id=BAND, type="number", value=band, className="nc-input nc-risk-number"
                    ),
                ]
            ),
            html.Label(
                [
                    _("新办期（天）"),
                    dcc.Input(
                        id=NEW_DAYS,
                        type="number",
                        value=new_days,
                        className="nc-input nc-risk-number",
                    ),
                ]
            ),
        ],
        className="nc-risk-draft__points",
    )


def _button() -> Component:
    return html.Button(_("预览影响"), id=PREVIEW, type="button", className="nc-btn", n_clicks=0)


def _day(today: date) -> Component:
    kind = cast(Any, "date")  # Dash names fewer kinds than browsers know
    return dcc.Input(id=DAY, type=kind, value=today.isoformat(), className="nc-input nc-risk-day")


def _publishing(today: date) -> Component:
    return html.Div(
        [
            html.Label(
                [
                    _("生效日期"),
                    _day(today),
                ]
            ),
            html.Label(
                [
                    _("修订原因（必填）"),
                    dcc.Input(
                        id=NOTE,
                        type="text",
                        maxLength=NOTE_LENGTH,
                        className="nc-input nc-risk-words",
                    ),
                ]
            ),
            html.Button(
                _("发布新版本"),
                id=PUBLISH,
                type="button",
                className="nc-btn nc-btn--primary",
                n_clicks=0,
            ),
        ],
        className="nc-risk-draft__points",
    )


@callback(
    Output(SHOWN, "children"),
    Input(PREVIEW, "n_clicks"),
    *TYPED,
    running=[(Output(PREVIEW, "disabled"), True, False)],
    prevent_initial_call=True,
)
def show_preview(clicks: Any, values: Any, ids: Any, band: Any, new_days: Any) -> Any:
    """Who would change level; takes a few seconds for a city."""
    if not clicks:
        return no_update
    try:
        with read() as conn:
            return preview_view(
                preview(conn, scope(), _content(values, ids, band, new_days), now())
            )
    except TableRefusedError as error:
        return fault_list(error.faults)


@callback(
    Output(SAID, "children"),
    Output(SEEN, "data"),
    Input(PUBLISH, "n_clicks"),
    *TYPED,
    State(DAY, "value"),
    State(NOTE, "value"),
    State(SEEN, "data"),
    running=[(Output(PUBLISH, "disabled"), True, False)],
    prevent_initial_call=True,
)
def put_in_force(
    clicks: Any,
    values: Any,
    ids: Any,
    band: Any,
    new_days: Any,
    day: Any,
    note: Any,
    seen: Any,
) -> tuple[Any, Any]:
    """Make the draft the next version."""
    if not clicks or ctx.triggered_id != PUBLISH:
        return no_update, no_update
    try:
        begins = date.fromisoformat(day) if isinstance(day, str) else date.min
    except ValueError:
        begins = date.min
    words = note if isinstance(note, str) else ""
    known = seen if isinstance(seen, int) and not isinstance(seen, bool) else 0
    try:
        with write() as conn:
            content = _content(values, ids, band, new_days)
            made = publish(conn, scope(), content, begins, words, known, now())
    except TableRefusedError as error:
        return fault_list(error.faults), no_update
    except TableConflictError:
        said = _("别人刚发布了新版本，请刷新页面后再修订。")
        return html.P(said, className="nc-note nc-note--bad"), no_update
    said = _("第 %(n)s 版已发布，%(day)s 起生效。", n=made, day=begins.isoformat())
    return html.P(said, className="nc-note nc-note--ok"), made


def _content(values: Any, ids: Any, band: Any, new_days: Any) -> dict[str, Any]:
    """As typed; what is no form at all is refused as one.

    Raises:
        TableRefusedError: The request holds no fields.
    """
    listed = isinstance(values, list) and isinstance(ids, list) and len(values) == len(ids)
    if not listed or not all(isinstance(one, dict) for one in ids):
        raise TableRefusedError([TableFault("", "missing")])
    typed = content_of(list(zip(ids, values, strict=True)))
    return {**typed, "widest_band": band, "new_days": new_days}
