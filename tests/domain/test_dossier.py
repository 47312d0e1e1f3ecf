"""The window of renewal, and who opens which part of a dossier."""

from datetime import date

import pytest

from domain.dossier import (
    Part,
    Renewal,
    TimelineKind,
    parts_for,
    renewal,
    sees_notes,
    timeline_kinds,
    workdays_until,
    year_start,
)
from domain.scope import Role, Scope

TODAY = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize(
    ("expires_on", "state"),
    [
        (date(2026, 11, 18), Renewal.EXPIRED),
        (date(2026, 11, 19), Renewal.LATE),
        (date(2026, 12, 9), Renewal.LATE),  # 14 workdays
        (date(2026, 12, 10), Renewal.OPEN),  # 15 workdays
        (date(2029, 1, 1), Renewal.EARLY),
    ],
)
def test_a_licence_is_renewed_90_to_15_workdays_before_its_end(expires_on, state):
    assert renewal(expires_on, TODAY) is state


def test_workdays_leave_out_weekends_and_stop_counting_at_the_most_asked_for():
    assert workdays_until(date(2026, 11, 23), TODAY, 90) == 2
    assert workdays_until(TODAY, TODAY, 90) == 0
    assert workdays_until(date(2030, 1, 1), TODAY, 90) == 91


def test_the_calendar_begins_on_a_monday_53_weeks_long():
    assert year_start(TODAY).weekday() == 0
    assert (TODAY - year_start(TODAY)).days == 52 * 7 + 3


def test_the_manager_of_a_street_opens_no_people_papers_cadres_or_changes():
    street = Scope(Role.STREET_MANAGER, "街区", street_id=1)
    hidden = {Part.PEOPLE, Part.VISITS, Part.PAPERS, Part.HISTORY, Part.FACTS, Part.LICENCES}
    assert not hidden & set(parts_for(street))
    assert not {TimelineKind.VISIT, TimelineKind.CHANGE} & set(timeline_kinds(street))
    assert not sees_notes(street)


def test_an_establishment_opens_every_part_but_reads_no_officer_s_notes():
    own = Scope(Role.ESTABLISHMENT, "店", establishment_id=1)
    assert parts_for(own) == tuple(Part)
    assert not sees_notes(own)


@pytest.mark.parametrize("role", [Role.DEVICE, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_displays_and_administrators_open_none(role):
    assert parts_for(Scope(role, "x")) == ()
