"""The page behind a 食安码: for anybody, without signing in, light enough for an old phone."""

import logging
from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from components import links
from components.category_words import category_name
from components.enforcement_words import amounts, item_words, penalty_kinds
from components.record_words import post_name, status_name
from components.wording import term
from data_access.code_scans import count_scan
from data_access.codes import code_keys, code_path
from data_access.demo_accounts import holds_demo
from data_access.limits import admits
from data_access.public_page import public_page
from data_access.request import now, read, services, write
from domain.clock import CITY_TIME, city_day
from domain.food_code import grouped, opened
from domain.grades import HygieneGrade
from domain.inspections import (
    HYGIENE_NAMES_EN,
    HYGIENE_NAMES_ZH,
    INSPECTION_KIND_NAMES_EN,
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_EN,
    INSPECTION_RESULT_NAMES_ZH,
    InspectionKind,
    InspectionResult,
)
from domain.public_page import MergedCode, PublicPage, RevokedCode
from domain.sampling import items_of
from domain.scope import OFFICIALS, Role, Scope, system_scope

COMPLAINTS_PHONE = "12315"

logger = logging.getLogger(__name__)

public = Blueprint("public", __name__)


@public.get("/c/<token>")
def page(token: str) -> Response:
    """The public page, or in words why there is none; all answers look alike in form.

    Raises:
        TooManyRequests: One address asks too often, as somebody who tries codes does.
    """
    held, moment = services().settings, now()
    require_patience()
    code = opened(token, code_keys(held))
    asker = system_scope("public page")
    with read(asker) as conn:
        found = public_page(conn, code, moment) if code else None
        demo = holds_demo(conn)
    if code and found is not None:
        _counted(code, asker)
    told = said_to_all(moment, demo=demo)
    if code is None or not isinstance(found, PublicPage):
        return public_answer(404, "code_gone.html", told | _gone(found, signed=code is not None))
    shown = {
        "one": found,
        "code": grouped(code),
        "today": city_day(moment),
        "way": _way_on(found.establishment_id),
    }
    return public_answer(200, "code.html", told | shown | _words(found))


def _counted(code: str, asker: Scope) -> None:
    """One scan of somebody who is not signed in, a minute and address at most; never in the way."""
    if current_user.is_authenticated or not admits(f"scan-{code}", get_remote_address(), 1):
        return
    try:
        with write(asker) as conn:
            count_scan(conn, code, now())
    except OperationalError:
        logger.warning("a scan was not counted: the database is busy")


def _gone(
    found: RevokedCode | MergedCode | PublicPage | None, *, signed: bool
) -> dict[str, object]:
    if isinstance(found, MergedCode):
        title = _("这张食安码的档案已并入「%(name)s」", name=found.name)
        if found.code is None:
            return {"title": title, "detail": _("该单位还没有新的食安码，请向店家或监管部门了解。")}
        return {
            "title": title,
            "detail": _("同一家单位曾登记了两份档案。现行公示信息见下面的链接，店内应张贴新码。"),
            "onward": code_path(found.code, services().settings),
            "onward_words": _("查看「%(name)s」的公示信息", name=found.name),
        }
    if isinstance(found, RevokedCode):
        day = found.revoked_at.astimezone(CITY_TIME).strftime("%Y-%m-%d")
        words = _("这张食安码已于 %(day)s 停用", day=day)
        if found.replaced:
            more = _("该单位已换发新码。您看到的可能是旧贴纸或复制品，请扫描店内的新码。")
        else:
            more = _("该码已被监管部门撤销，请勿凭它判断这家店。")
        return {"title": words, "detail": more}
    if signed:
        return {
            "title": _("没有找到这张食安码"),
            "detail": _("该码不在现有记录中，可能来自其他系统或已清除的数据。"),
        }
    return {
        "title": _("这不是有效的食安码"),
        "detail": _("网址不完整或被改动过，可能是伪造的贴纸。请核对后重新扫描。"),
    }


def _words(one: PublicPage) -> dict[str, object]:
    return {
        "category": category_name(one.category),
        "standing": status_name(one.status),
        "active": one.status == "active",
        "banner": term(one.banner_zh, one.banner_en),
        "officers": [(post_name(who.post), who.name) for who in one.officers],
        "checks": [
            (
                check,
                _named(
                    InspectionKind, check.kind, INSPECTION_KIND_NAMES_ZH, INSPECTION_KIND_NAMES_EN
                ),
                _named(
                    InspectionResult,
                    check.result,
                    INSPECTION_RESULT_NAMES_ZH,
                    INSPECTION_RESULT_NAMES_EN,
                ),
            )
            for check in one.checks
        ],
        "penalties": [
            (it, penalty_kinds(it.kinds), amounts(it.fine_fen, it.confiscated_fen))
            for it in one.penalties
        ],
        "samples": [
            (it, [item_words(item) for item in items_of(it.failed_items)])
            for it in one.failed_samples
        ],
        "face_name": _hygiene(one.face.hygiene_grade) if one.face else "",
        "grade_name": _hygiene(one.hygiene_grade),
    }


def _hygiene(grade: str | None) -> str:
    if grade is None:
        return ""
    return _named(HygieneGrade, grade, HYGIENE_NAMES_ZH, HYGIENE_NAMES_EN)


def _named(kind: type, value: str, zh: object, en: object) -> str:
    known = kind(value)
    return term(zh[known], en[known])  # type: ignore[index]


def _way_on(establishment_id: int) -> tuple[str, str] | None:
    """Where somebody who is signed in may go from here: words and address."""
    if not current_user.is_authenticated:
        return None
    asker = current_user.scope
    if asker.role is Role.ESTABLISHMENT and asker.establishment_id == establishment_id:
        return _("打开今日管控"), links.control()
    if asker.role in OFFICIALS:
        return _("打开一企一档"), links.dossier(establishment_id)
    return None


def require_patience() -> None:
    """Let an address ask for public pages only so often.

    Raises:
        TooManyRequests: It asks more often, as somebody who tries codes does.
    """
    most = services().settings.security.public_pages_per_min
    if not admits("public-page", get_remote_address(), most):
        raise TooManyRequests("public pages")


def said_to_all(moment: datetime, *, demo: bool) -> dict[str, object]:
    """What stands on every public page."""
    return {
        "phone": COMPLAINTS_PHONE,
        "demo": demo,
        "as_of": moment.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M"),
    }


def public_answer(status: int, template: str, values: Mapping[str, object]) -> Response:
    """A page for anybody, that nobody stores or indexes."""
    answer = Response(render_template(template, **values), status=status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Language"] = request.accept_languages.best or "zh-CN"
    return answer
