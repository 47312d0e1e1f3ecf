"""What a browser is told when something fails: plain words and an id, never a traceback."""

import logging
import secrets

from dash.exceptions import DependencyException
from flask import Flask, Response, json, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from api.denials import record_absence, record_denial
from api.network import UnsafeLineError
from data_access.request import now
from domain.clock import CITY_TIME
from domain.scope import NotAllowedError

logger = logging.getLogger(__name__)

RETRY_S = 10


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
        422: _("清单的行数超过一个工作簿的上限"),
        426: _("此连接没有加密，不能登录"),
        429: _("操作过于频繁，请稍后再试"),
        503: _("数据库暂时无法访问，系统正在自动重试"),
    }
    return known.get(status) or str(_("系统处理时出错，已记录"))


def advice(status: int) -> str:
    """What the system does about it, and what the reader can do."""
    known: dict[int, str] = {
        400: _("请从菜单或上一页重新进入。"),
        403: _("如需查看，请联系安全管理员调整权限。本次访问已记录。"),
        404: _("地址可能已变更，或内容不在您的权限范围内。"),
        413: _("请减小文件后再提交，单个文件的上限见提交页面的说明。"),
        422: _("请改为导出 CSV，或缩短日期范围后再导出。"),
        426: _("请改用 https 地址。经反向代理访问时，请系统管理员设置 server.trusted_proxies。"),
        429: _("为保护系统，短时间内的重复操作会被暂停，一分钟后自动恢复。"),
        503: _("本页每10秒自动重试一次，恢复后会直接打开，无需操作。"),
    }
    return known.get(status) or str(_("请返回上一页重试。若再次出现，请联系系统管理员。"))


def _http(error: HTTPException) -> Response:
    if error.code == 403:
        record_denial(str(error.description))
        return _answer(403, says=426 if isinstance(error, UnsafeLineError) else 403)
    if error.code == 404:
        record_absence()
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


def _answer(status: int, mark: str = "", says: int = 0) -> Response:
    says = says or status
    text = words(says)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        body = render_template(
            "error.html",
            status=status,
            text=text,
            advice=advice(says),
            mark=mark,
            at=now().astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M:%S"),
            retry_s=RETRY_S if status == 503 and request.method == "GET" else None,
        )
        answer = Response(body, status=status, mimetype="text/html")
    else:
        body = json.dumps({"error": text, "id": mark})
        answer = Response(body, status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
