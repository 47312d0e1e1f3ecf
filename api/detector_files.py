"""The file of a detector model: kept under its own hash, opened by nobody here.

What it is, the patrol finds out in a process of its own (inference/registry.py).
"""

from contextlib import closing

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from api.file_names import shown_name
from data_access.detector_models import DetectorError, NewModel, add, stored_at
from data_access.importing.uploads import TooLargeError, Uploads
from data_access.limits import expensive
from data_access.request import now, scope, services, write
from domain.detector_classes import MAX_MODEL_MB
from domain.scope import Action, Role

ROLES = frozenset({Role.SECURITY_ADMIN})

detector_files = Blueprint("detector_files", __name__, url_prefix="/admin/models")

_MEGABYTE = 1024 * 1024
_FRAME_BYTES = 64 * 1024  # the form around the file
_LONGEST_NAME = 80


@detector_files.post("/file")
@expensive
def upload() -> tuple[Response, int]:
    """Keep a file and let it wait for its trial; answers the address where it goes on."""
    scope().require(Action.MANAGE_MODELS)
    request.max_content_length = MAX_MODEL_MB * _MEGABYTE + _FRAME_BYTES
    if request.content_length is None or request.content_length > request.max_content_length:
        return _refused(_too_large(), 413)
    data_dir = services().settings.data_dir
    kept = Uploads(data_dir)
    try:
        file = request.files.get("file")
        if file is None or not file.filename:
            return _refused(_("没有收到文件，请重新选择"), 400)
        with closing(file):
            stored, sha256 = kept.keep(file.stream, MAX_MODEL_MB * _MEGABYTE)
    except (RequestEntityTooLarge, TooLargeError):
        return _refused(_too_large(), 413)
    name = (shown_name(file.filename, _LONGEST_NAME) or "?").removesuffix(".onnx")
    path = kept.path(stored)
    new = NewModel(name, sha256, path.stat().st_size)
    try:
        with write() as conn:
            model_id = add(conn, scope(), new, now())
            target = data_dir / stored_at(sha256)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)  # before the row is there for others
    except DetectorError:
        return _refused(_("模型数量已达上限，请先移除不用的版本"), 409)
    finally:
        kept.drop(stored)
    return jsonify({"model": model_id, "href": f"/admin/models?model={model_id}"}), 201


def _too_large() -> str:
    return str(_("文件超过 %(n)s MB 上限", n=MAX_MODEL_MB))


def _refused(words: str, status: int) -> tuple[Response, int]:
    return jsonify({"error": words}), status
