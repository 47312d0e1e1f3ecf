"""What the signs of sham records say, with their facts, in the reader's language."""

from datetime import date

from flask_babel import gettext as _

from components.control_words import day_words
from components.wording import counted
from domain.sham import Reason, ReviewVerdict, Sign
from domain.sham_list import Listed


def sign_name(sign: Sign) -> str:
    """Name of a sign."""
    names: dict[Sign, str] = {
        Sign.TEMPO: _("填报突然变快"),
        Sign.NO_PAUSE: _("逐项无停顿"),
        Sign.SAME_MINUTE: _("每日同一分钟提交"),
        Sign.SAME_TAPS: _("点击节奏逐日重复"),
        Sign.OWN_PHOTO: _("照片与本单位旧照片雷同"),
        Sign.OTHER_PHOTO: _("照片与其他单位照片雷同"),
        Sign.OLD_PHOTO: _("照片拍摄时间早于检查"),
        Sign.CAMERAS: _("摄像头离线仍填合格"),
        Sign.CERTIFICATES: _("健康证过期仍填合格"),
        Sign.ALL_CLEAR: _("长期全合格，但检查和预警发现问题"),
        Sign.CLOSED_LATE: _("临近截止才报停业"),
        Sign.CLOSED_AT_WORK: _("报停业当日后厨有活动"),
    }
    return names[sign]


def sign_words(reason: Reason) -> str:
    """The facts of one sign as a sentence."""
    facts = reason.facts
    if reason.sign in (Sign.TEMPO, Sign.NO_PAUSE, Sign.SAME_MINUTE, Sign.SAME_TAPS):
        return _of_taps(reason)
    if reason.sign in (Sign.OWN_PHOTO, Sign.OTHER_PHOTO, Sign.OLD_PHOTO):
        return _of_photos(reason)
    if reason.sign is Sign.CAMERAS:
        return counted(
            "%(n)s 天填“摄像头在线”合格，"
            "提交时 %(down)s / %(all)s 路已离线2小时以上（最近 %(day)s）",
            facts["days"],
            down=facts["offline"],
            all=facts["cameras"],
            day=_day(facts["day"]),
        )
    if reason.sign is Sign.CERTIFICATES:
        return counted(
            "%(n)s 天填“健康证均有效”合格，当日 %(people)s 名在岗厨师健康证已过期（最近 %(day)s）",
            facts["days"],
            people=facts["people"],
            day=_day(facts["day"]),
        )
    if reason.sign in (Sign.CLOSED_LATE, Sign.CLOSED_AT_WORK):
        return _of_closures(reason)
    return counted(
        "连续 %(n)s 份日管控没有一项不合格；"
        "同期监督检查不符合 %(inspections)s 次、人工确认的违规预警 %(alerts)s 件",
        facts["records"],
        inspections=facts["inspections"],
        alerts=facts["alerts"],
    )


def list_name(listed: Listed) -> str:
    """Name of a list."""
    names: dict[Listed, str] = {
        Listed.TO_REVIEW: _("待复核"),
        Listed.WEAK: _("信号较弱"),
        Listed.CONFIRMED: _("已确认"),
        Listed.DISMISSED: _("已排除"),
    }
    return names[listed]


def verdict_name(verdict: ReviewVerdict) -> str:
    """Name of a verdict."""
    confirmed = verdict is ReviewVerdict.CONFIRMED
    return str(_("已确认") if confirmed else _("已排除"))


def _of_taps(reason: Reason) -> str:
    facts = reason.facts
    if reason.sign is Sign.TEMPO:
        return counted(
            "本周 %(n)s 份记录平均每项 %(seconds)s 秒，本单位此前8周为 %(usual)s 秒",
            facts["records"],
            seconds=facts["seconds"],
            usual=facts["usual"],
        )
    if reason.sign is Sign.NO_PAUSE:
        return counted(
            "本周 %(n)s 份记录中，任何两项之间都不超过 %(seconds)s 秒",
            facts["records"],
            seconds=facts["seconds"],
        )
    if reason.sign is Sign.SAME_MINUTE:
        return counted(
            "%(n)s 份记录的提交时刻前后相差不到2分钟（本周 %(minutes)s 分钟）",
            facts["records"],
            minutes=facts["minutes"],
        )
    return counted(
        "连续 %(n)s 天，%(items)s 项的点击间隔九成以上逐秒相同",
        facts["days"],
        items=facts["items"],
    )


def _of_closures(reason: Reason) -> str:
    facts = reason.facts
    if reason.sign is Sign.CLOSED_LATE:
        return counted(
            "近9周有 %(n)s 天当日报停业时离截止不足4小时（最近 %(day)s，剩 %(minutes)s 分钟）",
            facts["days"],
            day=_day(facts["day"]),
            minutes=facts["minutes"],
        )
    return counted(
        "%(n)s 天报停业，当日摄像头有人员作业预警 %(alerts)s 件、照片 %(photos)s 张"
        "（最近 %(day)s）",
        facts["days"],
        alerts=facts["alerts"],
        photos=facts["photos"],
        day=_day(facts["day"]),
    )


def _of_photos(reason: Reason) -> str:
    facts = reason.facts
    if reason.sign is Sign.OLD_PHOTO:
        return counted(
            "%(n)s 张照片拍摄于检查3天以前：%(day)s 的照片拍于 %(taken)s",
            facts["photos"],
            day=_day(facts["day"]),
            taken=_day(facts["taken_on"]),
        )
    words = {
        "n": facts["photos"],
        "day": _day(facts["day"]),
        "item": facts["item"].partition(".")[2],
        "earlier": _day(facts["earlier_day"]),
        "other": facts["earlier_item"].partition(".")[2],
        "bits": facts["bits"],
    }
    if reason.sign is Sign.OWN_PHOTO:
        return str(
            _(
                "%(n)s 张：%(day)s %(item)s 的照片与本单位 %(earlier)s %(other)s 的照片"
                "64位感知哈希只差 %(bits)s 位",
                **words,
            )
        )
    return str(
        _(
            "%(n)s 张：%(day)s %(item)s 的照片与另一单位 %(earlier)s %(other)s 的照片"
            "64位感知哈希只差 %(bits)s 位",
            **words,
        )
    )


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))
