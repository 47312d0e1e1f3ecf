"""The archives of the audit log on the auditor's page: which there are, and whether they hold."""

from threading import Lock
from typing import Any

from dash import Input, Output, callback, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.admin import note
from components.alert_time import full_moment
from components.audit_table import archive_table
from components.audit_words import break_words
from components.icons import icon
from components.numbers import count
from components.panels import card
from data_access.audit_archive import verify_archives
from data_access.audit_reading import archive_files
from data_access.limits import expensive
from data_access.request import now, read, scope, services
from domain.scope import Action, Role

ROLES = frozenset({Role.AUDITOR})

VERIFY, FOUND = "audit-archives-verify", "audit-archives-found"
SHOWN = 24
_checking = Lock()


def archives_card() -> Component | None:
    """The newest archives with a button that checks all of them; nothing without any."""
    with read() as conn:
        files = archive_files(conn, scope(), SHOWN)
    if not files:
        return None
    check = html.Button(
        [icon("shield", 16), _("核验归档")],
        id=VERIFY,
        n_clicks=0,
        type="button",
        className="nc-btn nc-btn--sm",
    )
    return card(
        _("归档文件"),
        _("最近 %(n)s 个", n=len(files)),
        [html.Div(id=FOUND, role="status"), archive_table(files)],
        right=check,
    )


@callback(
    Output(FOUND, "children"),
    Input(VERIFY, "n_clicks"),
    running=[(Output(VERIFY, "disabled"), True, False)],
    prevent_initial_call=True,
)
@expensive
def verify(_clicks: Any) -> Component:
    """Read every archive; one check at a time in a web process."""
    scope().require(Action.READ_AUDIT)
    if not _checking.acquire(blocking=False):
        return note(_("正在核验，请稍候再试"), good=False)
    try:
        found = verify_archives(read, scope(), services().settings.data_dir)
    finally:
        _checking.release()
    at = full_moment(now())
    if found.broken is not None:
        said = _("归档核验未通过：%(what)s　%(at)s", what=break_words(found.broken), at=at)
        return note(said, good=False)
    said = _(
        "归档完整：%(n)s 项全部通过校验，并与数据库衔接　%(at)s",
        n=count(found.archived or 0),
        at=at,
    )
    return note(said, good=True)
