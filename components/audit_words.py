"""Names of what the audit log holds, in the reader's language."""

import json
from typing import Any

from flask_babel import gettext as _

from components.wording import term
from domain.audit import EVENT_NAMES_EN, EVENT_NAMES_ZH, Entry, Event, Result
from domain.audit_filter import ChainBreak, Fault
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH, Role

SHORT_START, SHORT_END = 8, 6


def event_name(event: str) -> str:
    """What was done; an event that this program does not know stands as it is."""
    if event not in set(Event):
        return event
    return term(EVENT_NAMES_ZH[Event(event)], EVENT_NAMES_EN[Event(event)])


def result_name(result: str) -> str:
    """How it ended."""
    names: dict[str, str] = {
        Result.OK: _("成功"),
        Result.DENIED: _("被拒"),
        Result.FAILED: _("失败"),
    }
    return names.get(result, result)


def role_name(role: str | None) -> str:
    """Role of who acted; a process of our own has none."""
    if role is None:
        return str(_("系统进程"))
    if role not in set(Role):
        return role
    return term(ROLE_NAMES_ZH[Role(role)], ROLE_NAMES_EN[Role(role)])


def object_name(kind: str, number: str) -> str:
    """What it was done to, such as 账号 12."""
    names: dict[str, str] = {
        "account": _("账号"),
        "session": _("会话"),
        "api_token": _("接口令牌"),
        "alert": _("预警"),
        "evidence": _("证据"),
        "establishment": _("单位"),
        "control": _("自查"),
        "control_photo": _("自查照片"),
        "finding": _("自查问题"),
        "checklist": _("检查表"),
        "audit": _("审计日志"),
        "page": _("页面"),
        "address": _("地址"),
        "batch": _("批次"),
        "person": _("人员"),
        "camera": _("摄像头"),
        "register": _("主体库"),
        "backup": _("备份"),
        "wall": _("视频巡查"),
    }
    return f"{names.get(kind, kind)} {number}".strip() or "—"


def break_words(broken: ChainBreak) -> str:
    """The first place where the chain does not hold."""
    words: dict[Fault, str] = {
        Fault.MISSING: _("第 %(n)s 项缺失", n=broken.row),
        Fault.UNLINKED: _("第 %(n)s 项与前一项不衔接", n=broken.row),
        Fault.CHANGED: _("第 %(n)s 项不一致：写入后被改动", n=broken.row),
        Fault.ARCHIVE_MISSING: _("第 %(n)s 项所在的归档文件缺失", n=broken.row),
        Fault.ARCHIVE_CHANGED: _("第 %(n)s 项所在的归档文件被改动", n=broken.row),
    }
    return words[broken.fault]


def short_hash(text: str) -> str:
    """8…6 digits of a hash."""
    return f"{text[:SHORT_START]}…{text[-SHORT_END:]}"


def details(entry: Entry) -> list[tuple[str, str]]:
    """Key and value of what else a row says; anything that is no object stands as it is."""
    try:
        found = json.loads(entry.detail)
    except ValueError:
        found = entry.detail
    if not isinstance(found, dict):
        return [("", str(found))]
    names = _keys()
    return [(names.get(key, str(key)), _value(value)) for key, value in found.items()]


def _keys() -> dict[str, str]:
    names: dict[str, str] = {
        "active": _("启用"),
        "alert": _("预警"),
        "banner": _("旗区"),
        "before": _("原状态"),
        "by": _("由"),
        "change": _("变更"),
        "changed": _("变更"),
        "expires_on": _("到期"),
        "filter": _("筛选条件"),
        "kind": _("类别"),
        "method": _("方式"),
        "name": _("名称"),
        "path": _("地址"),
        "period": _("周期"),
        "reason": _("原因"),
        "role": _("角色"),
        "rows": _("行数"),
        "sessions": _("会话"),
        "state": _("状态"),
        "step": _("步骤"),
        "username": _("登录名"),
    }
    return names


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
