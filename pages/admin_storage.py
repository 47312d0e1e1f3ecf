"""存储: `/admin/storage`. How much is stored where, how much room is left, what to look after."""

from datetime import datetime
from typing import Any

from dash import Input, Output, callback, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import storage_cards as cards
from components.job_table import moment
from components.page_title import as_of
from components.panels import card
from components.sizes import size
from components.states import loading
from components.wording import counted
from data_access import job_runs, storage
from data_access.request import now, read, scope, services
from data_access.storage import DatabaseState
from domain.disk import Disk
from domain.jobs import Job
from domain.scope import Role
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SYSTEM_ADMIN})

register_page(__name__, path="/admin/storage", name="存储", order=73, icon="layers", roles=ROLES)

HEAD = "storage-head"
NOTES = "storage-notes"
DATABASE = "storage-database"
DISK = "storage-disk"
ROWS = "storage-rows"
FILES = "storage-files"
AGAIN = "storage-again"


def layout(**_query: str) -> Component:
    """Skeleton; counting takes a moment, so the callback brings it."""
    again = html.Button(_("重新统计"), id=AGAIN, className="nc-btn nc-btn--sm", type="button")
    return html.Main(
        [
            admin_tabs("/admin/storage"),
            html.Header(
                [
                    html.Div([html.H1(_("存储")), html.P(_("数据库、证据与磁盘"))]),
                    html.Div([html.Div(id=HEAD), again], className="nc-pagehead__r"),
                ],
                className="nc-pagehead",
            ),
            html.Div(id=NOTES, className="nc-ops__notes"),
            html.Div(
                [
                    card(_("数据库"), "", html.Div(loading(5), id=DATABASE)),
                    card(_("磁盘"), _("数据目录所在磁盘"), html.Div(loading(2), id=DISK)),
                    card(_("数据量"), _("全市合计"), html.Div(loading(7), id=ROWS)),
                    card(_("文件"), _("数据目录与备份目录"), html.Div(loading(7), id=FILES)),
                ],
                className="nc-ops__two",
            ),
        ],
        className="nc-body nc-pagegrid nc-ops",
    )


@callback(
    Output(HEAD, "children"),
    Output(NOTES, "children"),
    Output(DATABASE, "children"),
    Output(DISK, "children"),
    Output(ROWS, "children"),
    Output(FILES, "children"),
    Input(AGAIN, "n_clicks"),
)
def fill(_clicks: int | None) -> Any:
    """Count anew."""
    asker, at, held = scope(), now(), services()
    settings = held.settings
    state = storage.database_state(held.engine, asker)
    room = storage.disk(settings.data_dir)
    with read() as conn:
        rows = storage.stored(conn, asker)
        files = storage.files(conn, asker, settings.data_dir, settings.backup_folder)
        saved_at = job_runs.last_ok(conn, asker).get(Job.BACKUP)
    return (
        as_of(at),
        _notes(state, room, saved_at, at),
        _facts(state, saved_at),
        cards.disk_bar(room),
        cards.rows_table([(one.kind, one.rows, one.first, one.last) for one in rows]),
        cards.files_table([(one.kind, one.files, one.size_bytes) for one in files]),
    )


def _facts(state: DatabaseState, saved_at: datetime | None) -> Component:
    facts = [
        (_("类型"), f"{state.kind} {state.version}"),
        (_("地址"), state.address),
        (_("大小"), size(state.size_bytes)),
        (_("最近备份"), moment(saved_at)),
    ]
    if state.journal is not None:
        facts.append((_("日志模式"), state.journal.upper()))
    else:
        above = _("被数据库角色绕过") if state.above_security else _("有效")
        facts.append((_("行级安全"), above))
    return cards.pairs(facts)


def _notes(
    state: DatabaseState, room: Disk, saved_at: datetime | None, at: datetime
) -> list[Component]:
    """What somebody should see to, the gravest first."""
    found = []
    if state.above_security:
        words = _(
            "数据库角色是超级用户或可绕过行级安全：只剩查询条件在限制可见范围，请改用普通角色"
        )
        found.append(cards.note(words, bad=True))
    if room.low:
        found.append(cards.note(_("磁盘空间不足，写入可能随时失败"), bad=True))
    if saved_at is None:
        found.append(
            cards.note(_("还没有任何备份。请设置 backup.at 每日备份，或在“任务”页立即备份"))
        )
    elif (at - saved_at).days >= 1 and not services().settings.backup.at:
        words = counted("最近备份在 %(n)s 天前，且没有设置每日备份", (at - saved_at).days)
        found.append(cards.note(words))
    if state.wal_unsafe:
        words = _(
            "SQLite %(v)s 有 WAL 缺陷（可能丢失已提交的数据），因此使用较慢而安全的 DELETE 模式；"
            "升级到 3.51.3 以上可更快",
            v=state.version,
        )
        found.append(cards.note(words))
    return found
