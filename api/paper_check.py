"""The page behind the code on a statutory record: for anybody, without signing in."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from api.public_page import public_answer, require_patience, said_to_all
from components.wording import term
from data_access.codes import code_keys
from data_access.demo_accounts import holds_demo
from data_access.paper_check import CheckedPaper, checked
from data_access.request import now, read, services
from domain.control import KINDS, STATE_NAMES_EN, STATE_NAMES_ZH
from domain.paper_token import opened
from domain.scope import system_scope

paper_check = Blueprint("paper_check", __name__)


@paper_check.get("/v/<token>")
def page(token: str) -> Response:
    """Whether a printed record is ours, and the newest.

    Raises:
        TooManyRequests: One address asks too often, as somebody who tries codes does.
    """
    require_patience()
    moment = now()
    said = opened(token, code_keys(services().settings))
    asker = system_scope("public page")
    with read(asker) as conn:
        found = checked(conn, asker, said) if said else None
        demo = holds_demo(conn)
    told = said_to_all(moment, demo=demo) | {"found": found}
    if found is None:
        return public_answer(404, "paper.html", told | _gone(signed=said is not None))
    return public_answer(200, "paper.html", told | _words(found))


def _gone(*, signed: bool) -> dict[str, object]:
    if signed:
        return {
            "title": _("没有找到这份记录"),
            "detail": _("该记录不在现有数据中，可能来自其他系统或已清除的数据。"),
        }
    return {
        "title": _("核验未通过"),
        "detail": _("这不是本平台出具的核验码，或网址不完整、被改动过。请勿凭它认可纸面记录。"),
    }


def _words(one: CheckedPaper) -> dict[str, object]:
    facts = KINDS[one.kind]
    if one.newest:
        title, detail = _("核验通过：最新版本"), _("平台上的记录与打印时一致。")
    elif one.version != one.printed_version:
        title = _("核验通过，但不是最新版本")
        detail = _("打印后记录又有处置进展，请以第 %(n)s 版为准。", n=one.version)
    else:
        title = _("核验通过，但内容已更新")
        detail = _("打印后平台上的登记信息有变化，请重新下载。")
    return {
        "title": title,
        "detail": detail,
        "record": term(facts.record_zh, facts.record_en),
        "state": term(STATE_NAMES_ZH[one.state], STATE_NAMES_EN[one.state]),
    }
