"""Time left to a deadline, as the design writes it: 43:38 · 1时12分 · 2天04时."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def time_left(due_at: datetime | None, now: datetime) -> str:
    """Time from `now` to `due_at` in words, or by how much it is over; empty for None."""
    if due_at is None:
        return ""
    left = due_at - now
    return _("超时 %(for)s", **{"for": span(-left)}) if left < timedelta() else span(left)


def span(length: timedelta) -> str:
    """A length of time, rounded down to what its size deserves."""
    seconds = int(length.total_seconds())
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:02d}:{seconds % _MINUTE:02d}"
    if seconds < _DAY:
        words = _("%(h)s时%(m)s分", h=seconds // _HOUR, m=f"{seconds % _HOUR // _MINUTE:02d}")
    else:
        words = _("%(d)s天%(h)s时", d=seconds // _DAY, h=f"{seconds % _DAY // _HOUR:02d}")
    return str(words)
