"""What measures, orders and reaches of a league are called, on screens and in exports."""

from flask_babel import gettext as _

from domain.league_order import Order, TooSmall
from domain.reach import Reach
from domain.trend import Span


def order_words() -> dict[Order, str]:
    """Short names, as heads of columns and on the switch."""
    return {
        Order.DAILY: _("日管控 %"),
        Order.ALERTS: _("每百家"),
        Order.RISK: _("C+D 占比 %"),
    }


def switch_words() -> dict[Order, str]:
    """What the table can be sorted by."""
    return {Order.DAILY: _("日管控"), Order.ALERTS: _("预警"), Order.RISK: _("风险")}


def span_words() -> dict[Span, str]:
    """今日, 本周, 本月."""
    return {Span.DAY: _("今日"), Span.WEEK: _("本周"), Span.MONTH: _("本月")}


def day_words(reach: Reach) -> str:
    """11月19日."""
    return str(_("%(m)s月%(d)s日", m=reach.day.month, d=reach.day.day))


def reach_words(reach: Reach) -> str:
    """今日, 本周, 本月; of a day that is over its date, and how far a week or month goes."""
    if reach.running:
        return span_words()[reach.span]
    day = f"{reach.day.month}/{reach.day.day}"
    if reach.span is Span.DAY:
        return day
    return f"{reach.since.month}/{reach.since.day}–{day}"


def before_words(reach: Reach) -> str:
    """What a figure over the reach compares with."""
    if reach.span is Span.MONTH:
        return str(_("较上月同期"))
    return str(_("较上周同日")) if reach.span is Span.DAY else str(_("较上周同期"))


def measure_words(order: Order, reach: Reach) -> str:
    """What stands in the middle of the table, with its days."""
    when = reach_words(reach)
    words: dict[Order, str] = {
        Order.DAILY: _("%(when)s日管控", when=when) + " %",
        Order.ALERTS: _("%(when)s每百家预警 件", when=when),
        Order.RISK: _("此刻 C+D 占比 %")
        if reach.running
        else _("%(when)s C+D 占比 %%", when=f"{reach.day.month}/{reach.day.day}"),
    }
    return words[order]


def online_words(reach: Reach) -> str:
    """What the share of cameras counts, and of which moment."""
    if reach.running:
        return str(_("%，在线 / 已巡查路数，此刻"))
    return str(_("%，在线 / 已巡查路数，当日结束时；没有留存的日子为空"))


def reason_words(reason: TooSmall | None) -> str:
    """Why a place is not ranked, empty for one that is."""
    words: dict[TooSmall, str] = {
        TooSmall.EMPTY: _("没有单位"),
        TooSmall.ESTABLISHMENTS: _("单位太少"),
        TooSmall.CASES: _("例数太少"),
    }
    return words[reason] if reason else ""
