"""任务: `/admin/jobs`. What runs by the clock, how it went, and a backup on demand.

Nothing runs in the web process: a request is a row that the scheduler takes up.
"""

from typing import Any

from dash import Input, Output, callback, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.job_table import JobShown, RunShown, job_name, job_table, moment, run_table
from components.page_title import as_of
from components.panels import card, switch
from components.states import empty, loading
from data_access import job_runs
from data_access.job_runs import JobRun
from data_access.request import now, read, scope, services, write
from domain.jobs import Job, timetables
from domain.scope import Role
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SYSTEM_ADMIN})

register_page(__name__, path="/admin/jobs", name="任务", order=72, icon="clock", roles=ROLES)

HEAD = "jobs-head"
TABLE = "jobs-table"
NOTE = "jobs-note"
RUN = "jobs-run-backup"
SAID = "jobs-said"
SHOWN = "jobs-shown"
RUNS = "jobs-runs"
BEAT = "jobs-beat"
REFRESH_MS = 10_000
MAX_RUNS = 20


def layout(job: str = Job.BACKUP, **_query: str) -> Component:
    """Skeleton; the callback brings the runs every ten seconds."""
    chosen = Job(job) if job in list(Job) else Job.BACKUP
    choices = [(job_name(one), f"/admin/jobs?job={one}", one is chosen) for one in Job]
    start = html.Button(_("立即备份"), id=RUN, className="nc-btn nc-btn--primary", type="button")
    return html.Main(
        [
            admin_tabs("/admin/jobs"),
            dcc.Interval(id=BEAT, interval=REFRESH_MS),
            dcc.Store(id=SHOWN, data=chosen),
            html.Header(
                [
                    html.Div([html.H1(_("任务")), html.P(_("按时钟自动运行，每次运行都有记录"))]),
                    html.Div(id=HEAD, className="nc-pagehead__r"),
                ],
                className="nc-pagehead",
            ),
            html.Div(id=NOTE, className="nc-ops__notes"),
            card(_("全部任务"), "", html.Div(loading(5), id=TABLE), right=start),
            html.P(id=SAID, className="nc-ops__said", role="status"),
            card(
                _("运行记录"),
                _("每项保留最近 %(n)s 次", n=job_runs.KEPT),
                [switch(choices, _("任务")), html.Div(loading(5), id=RUNS)],
                class_name="nc-ops__runs",
            ),
        ],
        className="nc-body nc-pagegrid nc-ops",
    )


@callback(
    Output(HEAD, "children"),
    Output(NOTE, "children"),
    Output(TABLE, "children"),
    Output(RUNS, "children"),
    Input(BEAT, "n_intervals"),
    Input(SHOWN, "data"),
    Input(SAID, "children"),
)
def fill(_beat: int | None, chosen: str | None, _said: str | None) -> Any:
    """All jobs as they stand now, and the runs of the chosen one."""
    job = Job(chosen) if chosen in list(Job) else Job.BACKUP
    asker, at = scope(), now()
    with read() as conn:
        well = job_runs.last_ok(conn, asker)
        newest = {one: job_runs.runs(conn, asker, one, 1) for one in Job}
        listed = job_runs.runs(conn, asker, job, MAX_RUNS)
        begun = job_runs.last_starts(conn, asker)
    settings = services().settings
    tables = timetables(settings.jobs.schedule_period_s, settings.backup.at)
    silence = _silence(begun, at)
    shown = []
    for one, table in tables.items():
        last = _shown(newest[one][0]) if newest[one] else None
        due = table.next_at(begun.get(one), at) if table else None
        shown.append(JobShown(one, table, last, well.get(one), due, stopped=silence is not None))
    runs = run_table([_shown(run) for run in listed]) if listed else empty(_("还没有运行过"))
    return as_of(at), silence, job_table(shown, at), runs


@callback(Output(SAID, "children"), Input(RUN, "n_clicks"), prevent_initial_call=True)
def ask_for_backup(clicks: int | None) -> Any:
    """Leave a request for the scheduler."""
    if not clicks:
        return no_update
    with write() as conn:
        asked = job_runs.request(conn, scope(), Job.BACKUP, now())
    if asked:
        return _("已提交备份请求，调度进程将在几秒内执行")
    return _("已有备份正在等待或执行")


def _shown(run: JobRun) -> RunShown:
    return RunShown(run.started_at, run.finished_at, run.result, run.detail)


def _silence(begun: Any, at: Any) -> Component | None:
    """A note when the scheduler does not run: then nothing here is going to happen."""
    limit_s = services().settings.jobs.ready_schedule_age_s
    last = begun.get(Job.CONTROL)
    if last is not None and (at - last.started_at).total_seconds() <= limit_s:
        return None
    if last is None:
        since = _("调度进程从未运行，任务不会执行。")
    else:
        since = _("调度进程自 %(at)s 起没有运行，任务不会执行。", at=moment(last.started_at))
    start = _("请在服务器上启动：%(command)s", command="python app.py schedule")
    return html.Div(
        [html.B(since), html.Span(start)], className="nc-note nc-note--bad", role="alert"
    )
