"""Forms of what officers and cadres do on the spot: inspections and guarantor visits."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from domain.checklists import Answer
from domain.form import Fault, Form
from domain.guarantors import VISIT_ITEMS, VisitCourse, VisitManner
from domain.inspections import RULE_VERSION, InspectionKind, hygiene_of, verdict

INSPECTION_FIELDS = (
    "kind",
    "inspected_on",
    "inspectors",
    "key_checked",
    "key_failed",
    "general_checked",
    "general_failed",
    "points",
    "note",
    "rectify_by",
    "published_on",
)
ITEM_FIELDS = tuple(f"item_{place}" for place in range(1, len(VISIT_ITEMS) + 1))
VISIT_FIELDS = (
    "visited_on",
    "manner",
    "companion",
    *ITEM_FIELDS,
    "note",
    "course",
    "rectify_by",
)
INSPECTORS_LENGTH, COMPANION_LENGTH, NOTE_LENGTH = 120, 60, 300
_MOST_ITEMS = 200
_MOST_POINTS = 10.0
_APART = "、,，;；/"
_GIVEN = (Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE)


def read_inspection(given: Mapping[str, object], today: date) -> Form:
    """An inspection; `values` get its result and hygiene grade by the rules of domain.inspections.

    49号令 asks for two inspectors. Points are those of the ten-point scale; without them the visit
    gives no grade.
    """
    form = Form(dict.fromkeys(INSPECTION_FIELDS, "") | dict(given))
    form.choice("kind", list(InspectionKind), required=True)
    on = _past_day(form, "inspected_on", today)
    form.text("inspectors", INSPECTORS_LENGTH, required=True)
    if form.values.get("inspectors") and len(_names(form.values["inspectors"])) < 2:
        form.say("inspectors", Fault.TWO_INSPECTORS)
    counts = {name: _count(form, name) for name in _COUNTS}
    points = _points(form)
    form.text("note", NOTE_LENGTH)
    _judge(form, counts, points)
    due = _later_day(form, "rectify_by", on)
    failed = (counts["key_failed"] or 0) + (counts["general_failed"] or 0)
    if failed and due is None and not _said(form, "rectify_by"):
        form.say("rectify_by", Fault.NEEDS_DEADLINE)
    published = _later_day(form, "published_on", on)
    if published is not None and published > today:
        form.say("published_on", Fault.IN_FUTURE)
    return form


def read_visit(given: Mapping[str, object], today: date) -> Form:
    """A visit of a cadre; `values["answers"]` holds one character an item, as stored."""
    form = Form(dict.fromkeys(VISIT_FIELDS, "") | dict(given))
    on = _past_day(form, "visited_on", today)
    form.choice("manner", list(VisitManner), required=True)
    form.text("companion", COMPANION_LENGTH)
    for name in ITEM_FIELDS:
        form.choice(name, list(_GIVEN), required=True)
    answers = [form.values.pop(name, None) for name in ITEM_FIELDS]
    form.text("note", NOTE_LENGTH)
    form.choice("course", list(VisitCourse), required=True)
    due = _later_day(form, "rectify_by", on)
    if all(answers):
        form.values["answers"] = "".join(str(one) for one in answers)
    problems, course = Answer.FAIL in answers, form.values.get("course")
    if problems and not form.values.get("note"):
        form.say("note", Fault.MISSING)
    if course and (course == VisitCourse.NONE) is problems:
        form.say("course", Fault.COURSE_UNFIT)
    if course == VisitCourse.DEADLINE and due is None and not _said(form, "rectify_by"):
        form.say("rectify_by", Fault.NEEDS_DEADLINE)
    if course == VisitCourse.ON_SPOT and on is not None:
        form.values["rectified_on"] = on
    return form


_COUNTS = ("key_checked", "key_failed", "general_checked", "general_failed")


def _judge(form: Form, counts: Mapping[str, int | None], points: float | None) -> None:
    for part in ("key", "general"):
        checked, failed = counts[f"{part}_checked"], counts[f"{part}_failed"]
        if checked is not None and failed is not None and failed > checked:
            form.say(f"{part}_failed", Fault.MORE_FAILED)
    if any(one.field in _COUNTS for one in form.findings):
        return
    key, checked, failed = (counts[name] or 0 for name in _COUNTS[1:])
    form.values["result"] = verdict(key, checked, failed).value
    form.values["rule_version"] = RULE_VERSION
    grade = None if points is None else hygiene_of(points, key)
    form.values["hygiene_grade"] = grade and grade.value


def _count(form: Form, name: str) -> int | None:
    text = unicodedata.normalize("NFKC", form.raw(name))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= _MOST_ITEMS):
        form.say(name, Fault.NOT_A_COUNT, str(_MOST_ITEMS))
        return None
    form.values[name] = int(text)
    return int(text)


def _points(form: Form) -> float | None:
    if not form.raw("points"):
        return None
    found = form.number("points")
    if found is not None and not 0 <= found <= _MOST_POINTS:
        form.say("points", Fault.NOT_A_NUMBER)
        return None
    return found


def _past_day(form: Form, name: str, today: date) -> date | None:
    found = form.day(name, required=True)
    if found is not None and found > today:
        form.say(name, Fault.IN_FUTURE)
        return None
    return found


def _later_day(form: Form, name: str, first: date | None) -> date | None:
    found = form.day(name)
    if found is not None and first is not None and found < first:
        form.say(name, Fault.BEFORE_CHECK)
    return found


def _said(form: Form, name: str) -> bool:
    return any(one.field == name for one in form.findings)


def _names(text: str) -> set[str]:
    for sign in _APART:
        text = text.replace(sign, " ")
    return set(text.split())
