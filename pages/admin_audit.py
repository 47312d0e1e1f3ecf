"""The audit log, for the auditor: `/admin/audit`. The address holds the whole filter."""

from threading import Lock
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components.admin import ANY, newer_older, note, select, text_input
from components.admin import narrow as narrow_to
from components.alert_time import full_moment
from components.audit_query import EXPORT, address, asked, last_days, parse, place
from components.audit_table import chain_blocks, chain_head, log_table
from components.audit_words import event_name, result_name
from components.icons import icon
from components.numbers import count
from components.page_title import as_of
from components.panels import switch
from components.wording import counted
from data_access import audit
from data_access.audit_reading import Archived, AuditPage, archived, note_reading, page
from data_access.limits import expensive
from data_access.request import now, read, scope, write
from domain.audit import Entry, Event, Result
from domain.audit_filter import AuditFilter, Verdict
from domain.clock import city_day
from domain.scope import Action, Role
from pages._admin_tabs import admin_tabs
from pages._audit_archives import archives_card

ROLES = frozenset({Role.AUDITOR})

register_page(
    __name__,
    path="/admin/audit",
    name=lazy_gettext("审计日志"),
    order=63,
    icon="log",
    roles=ROLES,
)

WHERE = "audit-where"
ASKED = "audit-asked"
FIELDS = ("since", "until", "event", "who", "result", "address")
CHAIN = "audit-chain"
VERIFY = "audit-verify"
BLOCKS = 6
PAGE_ROWS = 50
_checking = Lock()


def layout(**query: str) -> Component:
    """The log as the address asks for it; reading it is itself on record."""
    fields, wanted, moment = asked(query), parse(query), now()
    with write() as conn:
        note_reading(conn, scope(), wanted, moment)
    with read() as conn:
        found = page(conn, scope(), wanted, limit=PAGE_ROWS, **place(query))
        newest = page(conn, scope(), AuditFilter(), limit=BLOCKS).rows
        old = archived(conn, scope())
    return html.Main(
        [
            admin_tabs("/admin/audit"),
            dcc.Location(id=WHERE, refresh="callback-nav"),
            dcc.Store(id=ASKED, data=fields),
            _head(found, fields, old),
            _chain(newest),
            archives_card(),
            _filter(fields),
            html.Section(
                [
                    log_table(found.rows, filtered=wanted != AuditFilter()),
                    newer_older(*_around(found, fields)),
                ],
                className="nc-card nc-admin__list",
            ),
        ],
        className="nc-body nc-pagegrid nc-admin",
    )


@callback(
    Output(WHERE, "href"),
    *(Input(f"audit-{name}", "value") for name in FIELDS),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def narrow(*given: Any) -> Any:
    """Fields of the filter lead to its address."""
    *values, known = given
    kept = known if isinstance(known, dict) else {}
    fields = kept | dict(zip(FIELDS, values, strict=True))
    wanted = address(asked(fields))
    return no_update if wanted == address(asked(kept)) else wanted


@callback(
    Output(CHAIN, "children"),
    Input(VERIFY, "n_clicks"),
    running=[(Output(VERIFY, "disabled"), True, False)],
    prevent_initial_call=True,
)
@expensive
def verify(_clicks: Any) -> list[Component]:
    """Walk the whole chain; one walk at a time in a web process."""
    scope().require(Action.READ_AUDIT)
    if not _checking.acquire(blocking=False):
        return [note(_("正在核验，请稍候再试"), good=False)]
    try:
        found = _walk()
    finally:
        _checking.release()
    return chain_head(found, (found.last_id, found.last_hash), full_moment(now()))


def _walk() -> Verdict:
    with read() as conn:
        chain = audit.Chain(*audit.start(conn))
    more = True
    while more:  # a transaction a block: nobody who writes has to wait for the walk
        with read() as conn:
            more = chain.go_on(conn)
    return chain.verdict()


def _head(found: AuditPage, fields: dict[str, str], old: Archived | None) -> Component:
    facts: list[str | Component] = [
        html.B(count(found.total), className="nc-num"),
        counted(" 条记录，最新在前", found.total),
        "　",
    ]
    kept = (
        _("另有 %(n)s 条已归档（%(files)s 个文件）", n=count(old.rows), files=old.files)
        if old
        else ""
    )
    return html.Header(
        [
            html.Div([html.H1(_("审计日志")), html.P([*facts, as_of(now()), "　", kept])]),
            html.Div(
                html.A(
                    [icon("download", 16), _("导出 CSV")],
                    href=address(fields, EXPORT),
                    className="nc-btn",
                    download="",
                ),
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )


def _chain(newest: list[Entry]) -> Component:
    last = (newest[0].id, newest[0].hash) if newest else (0, "0" * 64)
    return html.Section(
        [
            html.Div(
                [
                    html.Header(chain_head(None, last, ""), id=CHAIN, className="nc-sec__head"),
                    html.Button(
                        [icon("shield", 16), _("核验全链")],
                        id=VERIFY,
                        n_clicks=0,
                        type="button",
                        className="nc-btn nc-btn--sm",
                    ),
                ],
                className="nc-admin__chainhead",
            ),
            chain_blocks(newest[::-1], lambda entry: address({}, before=entry.id + 1)),
        ],
        className="nc-card nc-chain nc-admin__chain",
    )


def _filter(fields: dict[str, str]) -> Component:
    today = city_day(now())
    spans = [(_("今天"), 1), (_("近7天"), 7), (_("近30天"), 30), (_("全部"), None)]
    chosen = {name: fields.get(name, "") for name in FIELDS}
    return html.Div(
        [
            switch(
                [
                    (words, address(wanted), wanted == fields)
                    for words, days in spans
                    for wanted in [last_days(fields, today, days)]
                ],
                _("时间"),
            ),
            *(narrow_to(label, control) for label, control in _controls(chosen)),
            dcc.Link(_("重置"), href=address({}), className="nc-linkbtn") if fields else None,
        ],
        className="nc-toolbar nc-admin__filter",
    )


def _controls(chosen: dict[str, str]) -> list[tuple[str, Component]]:
    events = [(ANY, _("全部事件")), *((str(one), event_name(one)) for one in Event)]
    results = [(ANY, _("全部结果")), *((str(one), result_name(one)) for one in Result)]
    example = f"{city_day(now())} 08:00"
    return [
        (
            _("起始时间"),
            text_input(_("起 %(at)s", at=example), id="audit-since", value=chosen["since"]),
        ),
        (
            _("截止时间"),
            text_input(_("止 %(at)s", at=example), id="audit-until", value=chosen["until"]),
        ),
        (_("事件"), select(events, chosen["event"] or ANY, id="audit-event")),
        (_("结果"), select(results, chosen["result"] or ANY, id="audit-result")),
        (_("操作人"), text_input(_("操作人或账号编号"), id="audit-who", value=chosen["who"])),
        (_("来源地址"), text_input(_("来源地址"), id="audit-address", value=chosen["address"])),
    ]


def _around(found: AuditPage, fields: dict[str, str]) -> tuple[str | None, str | None]:
    if not found.rows:
        return (address(fields), None) if found.total else (None, None)
    newer = address(fields, after=found.rows[0].id) if found.newer else None
    older = address(fields, before=found.rows[-1].id) if found.older else None
    return newer, older
