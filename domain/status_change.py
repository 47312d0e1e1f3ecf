"""Dated changes of an establishment's status: which may be recorded, and for which day.

平台规则: a change may wait up to a year, and never begins before the licence or before the
status that holds now.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from domain.form import Fault, Form
from domain.grades import EstablishmentStatus

FURTHEST = timedelta(days=366)
REASON_LENGTH = 200
CHOICES = (
    EstablishmentStatus.ACTIVE,
    EstablishmentStatus.SUSPENDED,
    EstablishmentStatus.MOVED,
    EstablishmentStatus.CLOSED,
    EstablishmentStatus.FILED,
)
"""What a person may choose; `merged` comes from a merge alone."""


def read_status_form(
    given: Mapping[str, object],
    *,
    current: str,
    since: date | None,
    licensed_on: date | None,
    today: date,
) -> Form:
    """The form of one change: `status`, `effective_on`, `reason`.

    Args:
        given: What was typed.
        current: The status that holds now.
        since: Since when, None when it always has.
        licensed_on: Day of the first licence, None when none is known.
        today: City day.
    """
    form = Form({"status": "", "effective_on": "", "reason": "", **given})
    form.choice("status", CHOICES, required=True)
    form.text("reason", REASON_LENGTH, required=True)
    day = form.day("effective_on", required=True)
    if day is not None:
        if day > today + FURTHEST:
            form.say("effective_on", Fault.TOO_FAR, (today + FURTHEST).isoformat())
        if licensed_on is not None and day < licensed_on:
            form.say("effective_on", Fault.BEFORE_LICENCE, licensed_on.isoformat())
        if since is not None and day < since:
            form.say("effective_on", Fault.BEFORE_CURRENT, since.isoformat())
    if form.values.get("status") == current and (day is None or day <= today):
        form.say("status", Fault.SAME_STATUS)
    return form
