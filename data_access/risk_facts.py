"""Facts of the risk score on one day, from the rows of `risk_rows`."""

from datetime import date, datetime

import numpy as np

from data_access.enforcement_facts import YEAR
from data_access.risk_rows import MONTH, NEVER, QUARTER, Columns, RiskRows
from data_access.schema import epoch_ms
from domain.alert_classes import Severity
from domain.categories import rules_of
from domain.checklists import Answer
from domain.control import ControlKind
from domain.grades import GuarantorTier
from domain.guarantors import CATEGORY_TIERS, VISIT_EVERY_DAYS
from domain.inspections import InspectionResult
from domain.kitchen import CameraState
from domain.penalties import gravity
from domain.register_filter import EXPIRING_DAYS
from domain.risk import Days, Facts, Flags, Floats, Ints, Rows, category_numbers

_RESULT_NUMBERS = {
    InspectionResult.CONFORMING: 0,
    InspectionResult.MOSTLY: 1,
    InspectionResult.NOT_CONFORMING: 2,
}
_NONE = np.datetime64("NaT", "D")


class _Owned:
    """Rows of one subject whose establishment is asked for, in their order."""

    def __init__(self, ids: Ints, columns: Columns) -> None:
        owners = columns.ints("owner")
        place = np.searchsorted(ids, owners)
        self._mine = np.flatnonzero(np.append(ids, -1)[place] == owners)
        self._columns = columns
        self.size = len(ids)
        self.owner: Ints = place[self._mine]

    def ints(self, name: str) -> Ints:
        found: Ints = self._columns.ints(name)[self._mine]
        return found

    def days(self, name: str) -> Days:
        found: Days = self._columns.days(name)[self._mine]
        return found

    def texts(self, name: str) -> "np.typing.NDArray[np.object_]":
        return self._columns.texts(name)[self._mine]

    def count(self, which: Flags) -> Floats:
        """Rows of each establishment that are among `which`."""
        return np.bincount(self.owner[which], minlength=self.size).astype(np.float64)

    def last(self, which: Flags) -> Ints:
        """Place of the last row of each establishment that is among `which`, -1 for none."""
        found = np.full(self.size, -1)
        found[self.owner[which]] = np.flatnonzero(which)
        return found

    def rows(self, kind: str, at: Ints, day: str, number: str = "id") -> Rows:
        """The rows at places that `last` found."""
        ids = np.append(self.ints(number) if number else np.zeros(len(self.owner), int), 0)
        return Rows(kind, ids[at], np.append(self.days(day), _NONE)[at])


def facts_on(rows: RiskRows, day: date, moment: datetime) -> Facts:
    """Facts as they were on a day that the rows were fetched for.

    What the register does not keep of the past (who worked there, which camera failed, the
    licence before the present one) is taken as it stands now.

    Args:
        rows: From `risk_rows`.
        day: City day.
        moment: Aware UTC within it; what happened later does not count.
    """
    today, now = np.datetime64(day), epoch_ms(moment)
    found = _Facts(rows, today)
    _register(found, rows)
    _people(found, rows)
    _control(found, rows, now, day)
    _inspections(found, rows)
    _penalties(found, rows, day)
    _samples(found, rows, day)
    _alerts(found, rows, now)
    _cameras(found, rows, now)
    _visits(found, rows)
    return Facts(found.values, found.age, found.rows)


class _Facts:
    """Facts while they are put together."""

    def __init__(self, rows: RiskRows, today: np.datetime64) -> None:
        self.today = today
        self.ids = rows.ids
        self.values: dict[str, Floats] = {}
        self.rows: dict[str, Rows] = {}
        opened = rows.establishments.days("opened_on")
        since = (today - opened).astype("m8[D]").astype(np.float64)
        self.age = np.where(np.isnat(opened), np.nan, since)

    def own_row(self, *codes: str) -> None:
        """Facts that stand in the establishment's own row."""
        for code in codes:
            days = np.full(len(self.ids), _NONE)
            self.rows[code] = Rows("establishment", self.ids, days)


def _register(found: _Facts, rows: RiskRows) -> None:
    known = rows.establishments
    category = category_numbers(list(known.held["category"]))
    found.values["category"] = found.values["diners"] = category
    for flag in ("cold_room", "takeaway"):
        found.values[flag] = np.array(known.held[flag], dtype=np.float64)
    found.own_row("category", "diners", "cold_room", "takeaway", "safety_officer")
    licences = _Owned(rows.ids, rows.licences)
    at = licences.last(np.ones(len(licences.owner), dtype=bool))
    found.rows["licence"] = licences.rows("licence", at, "expires_on")
    left = (found.rows["licence"].days - found.today).astype(np.float64)
    state = np.where(left < 0, 2.0, np.where(left <= EXPIRING_DAYS, 1.0, 0.0))
    found.values["licence"] = np.where(at < 0, np.nan, state)


def _people(found: _Facts, rows: RiskRows) -> None:
    people = _Owned(rows.ids, rows.people)
    left, until = people.days("left_on"), people.days("until")
    there = np.isnat(left) | (left > found.today)
    without = there & (np.isnat(until) | (until < found.today))
    whole = people.count(there)
    part = people.count(without)
    share = np.divide(100 * part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    found.values["certificates"] = share
    found.rows["certificates"] = people.rows("person", people.last(without), "until")
    names = rows.establishments.held["safety_officer"]
    named: Flags = np.array([bool(name) for name in names], dtype=bool)
    officers = people.count(there & (people.ints("officer") > 0))
    found.values["safety_officer"] = np.where(named | (officers > 0), 0.0, 1.0)


def _control(found: _Facts, rows: RiskRows, now: int, day: date) -> None:
    known = np.isin(rows.ids, rows.owed[day])
    missed = _Owned(rows.ids, rows.missed)
    started = missed.days("day")
    daily = missed.texts("kind") == ControlKind.DAILY_CONTROL
    for code, kind, which, span in (
        ("daily_missed", ControlKind.DAILY_CONTROL.value, daily, MONTH),
        ("reviews_missed", "control", ~daily, QUARTER),
    ):
        within = which & (started > found.today - np.timedelta64(span)) & (started <= found.today)
        found.values[code] = np.where(known, missed.count(within), np.nan)
        found.rows[code] = missed.rows(kind, _latest(missed, within, started), "day", "")
    findings = _Owned(rows.ids, rows.findings)
    begun, done = findings.days("day"), findings.ints("rectified_at")
    due = findings.ints("due_at")
    overdue = (due != NEVER) & (due < now) & ((done == NEVER) | (done > now))
    # One that stands within its time costs nothing: to write it down is what is asked for.
    counted = overdue | (findings.ints("repeat_of") != NEVER)
    counted &= (begun > found.today - np.timedelta64(QUARTER)) & (begun <= found.today)
    # Without records there are no findings: that says nothing of how a kitchen is run.
    found.values["findings_overdue"] = np.where(known, findings.count(counted), np.nan)
    found.rows["findings_overdue"] = findings.rows(
        "finding", _latest(findings, counted, begun), "day"
    )


def _latest(owned: _Owned, which: Flags, days: Days) -> Ints:
    """As `_Owned.last`, of rows that are in no order: the one of the latest day."""
    places = np.flatnonzero(which)
    places = places[np.argsort(days[places], kind="stable")]
    found = np.full(owned.size, -1)
    found[owned.owner[places]] = places
    return found


def _inspections(found: _Facts, rows: RiskRows) -> None:
    visits = _Owned(rows.ids, rows.inspections)
    day = visits.days("day")
    within = (day > found.today - np.timedelta64(YEAR)) & (day <= found.today)
    numbers = [_RESULT_NUMBERS[InspectionResult(text)] for text in visits.texts("result")]
    result = np.append(np.array(numbers, dtype=np.float64), np.nan)
    newest = visits.last(within)
    found.values["inspection_newest"] = result[newest]
    found.rows["inspection_newest"] = visits.rows("inspection", newest, "day")
    worst = newest
    for number in (1, 2):  # the newest of the worst
        these = visits.last(within & (result[:-1] == number))
        worst = np.where(these >= 0, these, worst)
    found.values["inspection_worst"] = result[worst]
    found.rows["inspection_worst"] = visits.rows("inspection", worst, "day")


def _penalties(found: _Facts, rows: RiskRows, today: date) -> None:
    decided = _Owned(rows.ids, rows.penalties)
    within = _counts(decided, found.today)
    number = decided.count(within)
    # One that a form brought is known; that there is no other is known where files come in.
    known = _told(rows, rows.told[today].penalties) | (number > 0)
    found.values["penalties"] = np.where(known, number, np.nan)
    found.rows["penalties"] = decided.rows("penalty", decided.last(within), "day")
    grave = np.array([gravity(text) for text in decided.texts("kinds")], dtype=np.int64)
    gravest, worst = np.zeros(len(rows.ids)), np.full(len(rows.ids), -1)
    for degree in sorted(set(grave.tolist())):  # the newest of the gravest
        these = decided.last(within & (grave == degree))
        worst = np.where(these >= 0, these, worst)
        gravest = np.where(these >= 0, float(degree), gravest)
    found.values["penalty_gravest"] = np.where(known, gravest, np.nan)
    found.rows["penalty_gravest"] = decided.rows("penalty", worst, "day")


def _samples(found: _Facts, rows: RiskRows, today: date) -> None:
    failed = _Owned(rows.ids, rows.samples)
    within = _counts(failed, found.today) & (failed.days("known_on") <= found.today)
    number = failed.count(within)
    known = _told(rows, rows.told[today].samples) | (number > 0)
    found.values["samples_failed"] = np.where(known, number, np.nan)
    found.rows["samples_failed"] = failed.rows("sample", failed.last(within), "day")


def _counts(owned: _Owned, today: np.datetime64) -> Flags:
    """Rows of the year up to `today` that were not withdrawn by then."""
    day, withdrawn = owned.days("day"), owned.days("withdrawn_on")
    standing = np.isnat(withdrawn) | (withdrawn > today)
    return standing & (day > today - np.timedelta64(YEAR)) & (day <= today)


def _told(rows: RiskRows, banners: frozenset[str]) -> Flags:
    return np.isin(rows.establishments.texts("banner_adcode"), list(banners))


def _alerts(found: _Facts, rows: RiskRows, now: int) -> None:
    alerts = _Owned(rows.ids, rows.alerts)
    day, severity, done = alerts.days("day"), alerts.ints("severity"), alerts.ints("rectified_at")
    confirmed = (alerts.ints("confirmed_at") != NEVER) & (alerts.ints("confirmed_at") <= now)
    recent = confirmed & (day > found.today - np.timedelta64(QUARTER))
    for code, which in (
        ("alerts_red", recent & (severity == Severity.RED)),
        ("alerts_orange", recent & (severity == Severity.ORANGE)),
        ("alerts_other", recent & (severity > Severity.ORANGE)),
        (
            "alerts_overdue",
            confirmed & (alerts.ints("rectify_by") < now) & ((done == NEVER) | (done > now)),
        ),
    ):
        found.values[code] = alerts.count(which)
        found.rows[code] = alerts.rows("alert", alerts.last(which), "day")


def _cameras(found: _Facts, rows: RiskRows, now: int) -> None:
    cameras = _Owned(rows.ids, rows.cameras)
    since = cameras.ints("state_since")
    judged = (since == NEVER) | (since <= now)
    down = judged & (cameras.texts("state") != CameraState.ONLINE)
    whole, part = cameras.count(judged), cameras.count(down)
    share = np.divide(100 * part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    found.values["cameras_down"] = share
    at = cameras.last(down)
    ids = np.append(cameras.ints("id"), 0)
    found.rows["cameras_down"] = Rows("camera", ids[at], np.full(len(at), _NONE))


def _visits(found: _Facts, rows: RiskRows) -> None:
    visits = _Owned(rows.ids, rows.visits)
    day = visits.days("day")
    within = (day > found.today - np.timedelta64(YEAR)) & (day <= found.today)
    newest = visits.last(within)
    found.rows["visit_failed"] = found.rows["visit_due"] = visits.rows("visit", newest, "day")
    failed = [text.count(Answer.FAIL) for text in visits.texts("answers")]
    counts = np.append(np.array(failed, dtype=np.float64), np.nan)
    found.values["visit_failed"] = counts[newest]
    held = _Owned(rows.ids, rows.held)
    at = held.last(np.ones(len(held.owner), dtype=bool))
    since = np.append(held.days("since"), _NONE)[at]
    last = np.where(newest < 0, since, found.rows["visit_due"].days)
    due = last + _visit_every(rows).astype("m8[D]")
    late = np.where(due < found.today, 1.0, 0.0)
    found.values["visit_due"] = np.where(at < 0, 2.0, late)


def _visit_every(rows: RiskRows) -> Ints:
    """Days between visits by the tier; without one by that of the category."""
    tiers = zip(
        rows.establishments.held["guarantor_tier"],
        rows.establishments.held["category"],
        strict=True,
    )
    found = [VISIT_EVERY_DAYS[GuarantorTier(t or CATEGORY_TIERS[rules_of(c)])] for t, c in tiers]
    return np.array(found, dtype=np.int64)
