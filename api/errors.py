"""What a browser is told when something fails: plain words and an id, never a traceback."""

import logging
import secrets

from dash.exceptions import DependencyException
from flask import Flask, Response, json, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from api.denials import record_denial
from domain.scope import NotAllowedError

logger = logging.getLogger(__name__)


def install_errors(server: Flask) -> None:
    """Answer every exception in words."""
    server.register_error_handler(HTTPException, _http)
    server.register_error_handler(NotAllowedError, _not_allowed)
    server.register_error_handler(DependencyException, _no_such_file)
    server.register_error_handler(OperationalError, _database)
    server.register_error_handler(Exception, _unexpected)


def words(status: int) -> str:
    """What a status means to the reader."""
    known: dict[int, str] = {
        400: _("请求无法识别，请刷新页面后重试"),
        401: _("登录已失效，请重新登录"),
        403: _("此内容不在您的权限范围内"),
        404: _("没有找到您要的内容"),
        405: _("此地址不支持该操作"),
        409: _("内容已被他人更新，请刷新后再操作"),
        413: _("提交的内容过大"),
        415: _("请求格式不受支持"),
        429: _("操作过于频繁，请稍后再试"),
        503: _("数据库暂时无法访问，系统正在自动重试"),
    }
    return known.get(status) or str(_("系统处理时出错，已记录"))


def _http(error: HTTPException) -> Response:
    if error.code == 403:
        record_denial(str(error.description))
    return _answer(error.code or 500)


def _not_allowed(error: NotAllowedError) -> Response:
    record_denial(str(error))
    return _answer(403)


def _no_such_file(_error: DependencyException) -> Response:
    return _answer(404)  # Dash raises it for a file of a library that it does not have


def _database(_error: OperationalError) -> Response:
    logger.exception("database did not answer %s %s", request.method, request.path)
    return _answer(503)


def _unexpected(_error: Exception) -> Response:
    mark = secrets.token_hex(4)
    logger.exception("error %s in %s %s", mark, request.method, request.path)
    return _answer(500, mark)


def _answer(status: int, mark: str = "") -> Response:
    text = words(status)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        body = render_template("error.html", status=status, text=text, mark=mark)
        answer = Response(body, status=status, mimetype="text/html")
    else:
        body = json.dumps({"error": text, "id": mark})
        answer = Response(body, status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
