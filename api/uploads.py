"""Files that are brought in: the upload itself, templates to fill in, and lists of row errors.

A body that is too large is refused by its announced length, before a byte of it is read.
"""

from contextlib import closing

from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from api.file_names import shown_name
from data_access import audit
from data_access.importing import batches
from data_access.importing.desk import Arrived, receive, workshop
from data_access.importing.opening import MEGABYTE
from data_access.importing.subjects import SUBJECTS
from data_access.importing.template_city import template_city
from data_access.importing.templates import template_csv, template_xlsx
from data_access.importing.uploads import TooLargeError
from data_access.importing.work import look_after
from data_access.places import boundaries_of
from data_access.request import now, read, scope, services, write
from domain.audit import Event
from domain.scope import Action, Role

ROLES = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU})

uploads = Blueprint("uploads", __name__, url_prefix="/imports")

_FRAME_BYTES = 64 * 1024  # the form around the file
_LONGEST_NAME = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@uploads.post("/<subject>")
def upload(subject: str) -> tuple[Response, int]:
    """Take a file and open a batch for it; answers the address where it goes on."""
    scope().require(Action.IMPORT_REGISTER)
    if subject not in SUBJECTS:
        abort(404)
    max_mb = services().settings.imports.max_mb
    request.max_content_length = max_mb * MEGABYTE + _FRAME_BYTES
    if request.content_length is None or request.content_length > request.max_content_length:
        return _too_large(max_mb)
    try:
        file = request.files.get("file")
        if file is None or not file.filename:
            return jsonify({"error": _("没有收到文件，请重新选择")}), 400
        shop = workshop()
        look_after(shop)
        with closing(file):
            stored, sha256 = shop.uploads.keep(file.stream, max_mb * MEGABYTE)
    except (RequestEntityTooLarge, TooLargeError):
        return _too_large(max_mb)
    name = shown_name(file.filename, _LONGEST_NAME) or "?"
    number = receive(SUBJECTS[subject], Arrived(stored, sha256, name))
    return jsonify({"batch": number, "href": f"/register/import?batch={number}"}), 201


@uploads.get("/<row:batch_id>/issues.csv")
def issues(batch_id: int) -> Response:
    """Every error and warning of the last check; 404 when it is not the asker's."""
    asker = scope()
    with read() as conn:
        batch = batches.find(conn, asker, batch_id)
    if batch is None:
        abort(404)
    try:
        body = workshop().uploads.issues(str(batch.detail.get("stored", "")))
    except FileNotFoundError:
        abort(404)
    with write() as conn:
        on = ("batch", batch_id)
        audit.record(conn, asker, Event.EXPORTED, now(), on=on, what="issues")
    return _attachment(body, "text/csv; charset=utf-8", f"import-{batch_id}-issues.csv")


@uploads.get("/template/<subject>.<ending>")
def template(subject: str, ending: str) -> Response:
    """An empty file of a subject, as CSV or XLSX."""
    asker = scope()
    asker.require(Action.IMPORT_REGISTER)
    if subject not in SUBJECTS or ending not in {"csv", "xlsx"}:
        abort(404)
    configured = services().settings.city
    with read() as conn:
        city = template_city(conn, asker, configured, boundaries_of(configured.boundaries))
    if ending == "csv":
        body, kind = template_csv(SUBJECTS[subject], city), "text/csv; charset=utf-8"
    else:
        body, kind = template_xlsx(SUBJECTS[subject], city), _XLSX
    return _attachment(body, kind, f"{subject}-template.{ending}")


def _too_large(max_mb: int) -> tuple[Response, int]:
    words = _("文件超过 %(n)s MB 上限，请拆分后分批导入，或由管理员调高 imports.max_mb", n=max_mb)
    return jsonify({"error": words}), 413


def _attachment(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
