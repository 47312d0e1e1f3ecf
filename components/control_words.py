"""Days and periods of control in words."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from components.wording import counted, term
from domain.clock import CITY_TIME
from domain.control import KINDS, ControlKind, period_end


def kind_name(kind: ControlKind) -> str:
    """日管控, 周排查, 月调度."""
    return term(KINDS[kind].zh, KINDS[kind].en)


def paper_words(kind: ControlKind) -> str:
    """What a button calls the statutory record of a kind."""
    words = {
        ControlKind.DAILY_CONTROL: _("每日检查记录"),
        ControlKind.WEEKLY_REVIEW: _("排查治理报告"),
        ControlKind.MONTHLY_DISPATCH: _("调度会议纪要"),
    }
    return str(words[kind])


def day_words(day: date) -> str:
    """11月19日."""
    return str(_("%(m)s月%(d)s日", m=day.month, d=day.day))


def moment_words(moment: datetime) -> str:
    """11月19日 07:18, by the clock of the city."""
    local = moment.astimezone(CITY_TIME)
    return f"{day_words(local.date())} {local:%H:%M}"


def duration_words(span: timedelta) -> str:
    """45 秒, 6 分 12 秒, 2 小时 5 分, 3 天."""
    seconds = round(span.total_seconds())
    if seconds < 60:
        return str(_("%(s)s 秒", s=seconds))
    if seconds < 3600:
        return str(_("%(m)s 分 %(s)s 秒", m=seconds // 60, s=seconds % 60))
    if seconds < 86_400:
        return str(_("%(h)s 小时 %(m)s 分", h=seconds // 3600, m=seconds % 3600 // 60))
    return counted("%(n)s 天", seconds // 86_400)


def weekday_words(day: date) -> str:
    """周四."""
    names = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    return str(names[day.weekday()])


def period_words(kind: ControlKind, start: date) -> str:
    """11月19日 周四, 第 47 周 · 11/16–11/22, 2026年11月."""
    if kind is ControlKind.DAILY_CONTROL:
        return f"{day_words(start)} {weekday_words(start)}"
    if kind is ControlKind.WEEKLY_REVIEW:
        end = period_end(kind, start)
        return str(
            _(
                "第 %(n)s 周 · %(days)s",
                n=start.isocalendar().week,
                days=f"{start.month}/{start.day}–{end.month}/{end.day}",
            )
        )
    return str(_("%(y)s年%(m)s月", y=start.year, m=start.month))


def periods_words(kind: ControlKind, first: date, last: date) -> str:
    """Several periods by the starts of the first and the last: 11/1–11/19, 2026-09–2026-11."""
    if kind is ControlKind.MONTHLY_DISPATCH:
        return f"{first:%Y-%m}–{last:%Y-%m}"
    end = period_end(kind, last)
    return f"{first.month}/{first.day}–{end.month}/{end.day}"


def running_words(kind: ControlKind) -> str:
    """今日, 本周, 本月."""
    words = {
        ControlKind.DAILY_CONTROL: _("今日"),
        ControlKind.WEEKLY_REVIEW: _("本周"),
        ControlKind.MONTHLY_DISPATCH: _("本月"),
    }
    return str(words[kind])


def before_words(kind: ControlKind) -> str:
    """昨日, 上周, 上月."""
    words = {
        ControlKind.DAILY_CONTROL: _("昨日"),
        ControlKind.WEEKLY_REVIEW: _("上周"),
        ControlKind.MONTHLY_DISPATCH: _("上月"),
    }
    return str(words[kind])


def due_words(kind: ControlKind, last_day: date) -> str:
    """When a record is due: 今日 24:00, 周日 24:00, 12月5日 24:00.

    Args:
        kind: Of which duty.
        last_day: The day at whose end it is due.
    """
    day = {
        ControlKind.DAILY_CONTROL: _("当日"),
        ControlKind.WEEKLY_REVIEW: weekday_words(last_day),
        ControlKind.MONTHLY_DISPATCH: day_words(last_day),
    }[kind]
    return f"{day} 24:00"


def short_period_words(kind: ControlKind, start: date) -> str:
    """11月19日 周四, 11/16–11/22, 2026年11月."""
    if kind is ControlKind.WEEKLY_REVIEW:
        end = period_end(kind, start)
        return f"{start.month}/{start.day}–{end.month}/{end.day}"
    return period_words(kind, start)


def span_words(kind: ControlKind, number: int, *, least: bool = False) -> str:
    """4 日, 3 周, 2 个月; with `least` ≥4 日."""
    n = f"≥{number}" if least else number
    words = {
        ControlKind.DAILY_CONTROL: counted("%(n)s 日", number, n=n),
        ControlKind.WEEKLY_REVIEW: counted("%(n)s 周", number, n=n),
        ControlKind.MONTHLY_DISPATCH: counted("%(n)s 个月", number, n=n),
    }
    return words[kind]
