"""States, phases and reasons of imports in words."""

from flask_babel import gettext as _

from components.wording import english

STATE_CHIPS = {"done": "ok", "failed": "bad", "undone": "off", "running": "warn"}


def state_name(state: str) -> str:
    """已上传, 已核对, 导入中, 已完成, 失败, 已撤销."""
    known = {
        "uploaded": _("已上传"),
        "checked": _("已核对"),
        "running": _("导入中"),
        "done": _("已完成"),
        "failed": _("失败"),
        "undone": _("已撤销"),
    }
    return str(known.get(state, state))


def phase_name(phase: str) -> str:
    """What the work is at."""
    known = {
        "waiting": _("等待另一批导入结束"),
        "reading": _("读取文件"),
        "comparing": _("与主体库比对"),
        "writing": _("写入主体库"),
    }
    return str(known.get(phase, phase))


def level_name(level: str) -> str:
    """Whether the row is left out."""
    return str(_("错误，不导入") if level == "error" else _("提醒，仍导入"))


def one_language(text: str | None) -> str:
    """Of a reason kept as two lines, the one in the reader's language."""
    chinese, _sep, other = (text or "").partition("\n")
    return other if english() and other else chinese
