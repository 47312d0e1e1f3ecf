"""How long is left, how long it took and how old something is, in words; clock.js counts on.

`data-due` and `data-since` hold milliseconds since 1970; assets/js/clock.js writes the same words
every second, by the server's clock that the page carries in `data-now`.
"""

from datetime import datetime, timedelta
from typing import Any

from dash import html
from flask_babel import gettext as _

from domain.clock import CITY_TIME, city_day

SOON = timedelta(minutes=5)
"""Below this a figure breathes."""


def span_words(span: timedelta) -> str:
    """43:38 below an hour, 1时12分 below a day, 2天04时 beyond."""
    seconds = max(0, int(span.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return str(_("%(days)d天%(hours)02d时", days=days, hours=hour))
    if hours:
        return str(_("%(hours)d时%(minutes)02d分", hours=hours, minutes=minute))
    return f"{minute:02d}:{second:02d}"


def age_words(age: timedelta) -> str:
    """How old a picture is: seconds, minutes, hours or days."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 60:
        return str(_("%(n)d 秒前", n=seconds))
    if seconds < 3600:
        return str(_("%(n)d 分钟前", n=seconds // 60))
    if seconds < 86400:
        return str(_("%(n)d 小时前", n=seconds // 3600))
    return str(_("%(n)d 天前", n=seconds // 86400))


def moment_words(moment: datetime, now: datetime) -> str:
    """09:26 today, 11-18 09:26 on another day."""
    local = moment.astimezone(CITY_TIME)
    return f"{local:%H:%M}" if city_day(moment) == city_day(now) else f"{local:%m-%d %H:%M}"


def full_moment(moment: datetime) -> str:
    """2026-11-19 09:26:14 in the city."""
    return f"{moment.astimezone(CITY_TIME):%Y-%m-%d %H:%M:%S}"


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def time_left(due: datetime, now: datetime, class_name: str = "") -> html.Span:
    """Counts down to `due`; beyond it says 超时 and by how much."""
    left = due - now
    late = left < timedelta(0)
    text = _("超时 %(span)s", span=span_words(-left)) if late else span_words(left)
    state = "is-late" if late else "is-due" if left < SOON else ""
    return html.Span(
        html.Span(text, className="nc-num", **_data(due=milliseconds(due))),
        className=f"nc-left {state} {class_name}".strip(),
    )


def age(moment: datetime, now: datetime, class_name: str = "") -> html.Span:
    """Grows older by itself: 38 秒前, 3 分钟前."""
    return html.Span(
        age_words(now - moment),
        className=f"nc-num {class_name}".strip(),
        **_data(since=milliseconds(moment)),
    )


def server_time(now: datetime) -> html.Span:
    """Tells clock.js what time it is here: the browser's clock may be wrong, or the demo's."""
    return html.Span(hidden=True, **_data(now=milliseconds(now)))


def due_bar(raised_at: datetime, due: datetime, now: datetime) -> html.Span:
    """Line that fills as the time is used up."""
    whole = (due - raised_at).total_seconds()
    used = 1.0 if whole <= 0 else min(1.0, max(0.0, (now - raised_at).total_seconds() / whole))
    return html.Span(html.B(style={"width": f"{used:.1%}"}), className="nc-due")


def _data(**values: int) -> Any:
    return {f"data-{name}": str(value) for name, value in values.items()}
