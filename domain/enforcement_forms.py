"""Forms of what a bureau decides and what a laboratory reports: penalties and sampling tests."""

from collections.abc import Mapping
from datetime import date

from domain import penalties, sampling
from domain.form import Fault, Form
from domain.penalties import MOST_FEN, PenaltyKind, fen, kinds_text
from domain.sampling import SampleConclusion, SampleStage, items_text, read_items

PENALTY_FIELDS = (
    "decision_number",
    "decided_on",
    "authority",
    "kinds",
    "fine_fen",
    "confiscated_fen",
    "cause",
    "law",
    "published_on",
    "published_until",
)
SAMPLE_FIELDS = (
    "sample_number",
    "food_name",
    "food_category",
    "stage",
    "sampled_on",
    "reported_on",
    "conclusion",
    "failed_items",
    "laboratory",
    "handled_on",
    "published_on",
    "note",
)


def read_penalty(given: Mapping[str, object], today: date) -> Form:
    """A decision; amounts are typed in yuan and kept in fen."""
    form = Form(dict.fromkeys(PENALTY_FIELDS, "") | dict(given))
    form.text("decision_number", penalties.NUMBER_LENGTH, required=True)
    if form.values.get("decision_number"):
        form.values["decision_number"] = penalties.plain_number(form.values["decision_number"])
    on = _past_day(form, "decided_on", today, required=True)
    form.text("authority", penalties.AUTHORITY_LENGTH, required=True)
    form.text("cause", penalties.CAUSE_LENGTH, required=True)
    form.text("law", penalties.LAW_LENGTH)
    kinds = _kinds(form)
    for name, kind in (
        ("fine_fen", PenaltyKind.FINE),
        ("confiscated_fen", PenaltyKind.CONFISCATION),
    ):
        _amount(form, name, kind, kinds)
    since = _past_day(form, "published_on", today, first=on)
    until = form.day("published_until")
    if until is not None and (since is None or until < since):
        form.say("published_until", Fault.ENDS_FIRST)
    return form


def read_sample(given: Mapping[str, object], today: date) -> Form:
    """A sampling test; one that failed says what, one that passed nothing."""
    form = Form(dict.fromkeys(SAMPLE_FIELDS, "") | dict(given))
    form.text("sample_number", sampling.NUMBER_LENGTH, required=True)
    if form.values.get("sample_number"):
        form.values["sample_number"] = sampling.plain_number(form.values["sample_number"])
    form.text("food_name", sampling.FOOD_LENGTH, required=True)
    form.text("food_category", sampling.FAMILY_LENGTH)
    form.choice("stage", list(SampleStage), required=True)
    form.choice("conclusion", list(SampleConclusion), required=True)
    form.text("laboratory", sampling.LABORATORY_LENGTH)
    form.text("note", sampling.NOTE_LENGTH)
    on = _past_day(form, "sampled_on", today, required=True)
    known = _past_day(form, "reported_on", today, first=on)
    for name in ("handled_on", "published_on"):
        _past_day(form, name, today, first=known or on)
    _items(form)
    return form


def _past_day(
    form: Form, name: str, today: date, *, first: date | None = None, required: bool = False
) -> date | None:
    found = form.day(name, required=required)
    if found is not None and found > today:
        form.say(name, Fault.IN_FUTURE)
        return None
    if found is not None and first is not None and found < first:
        form.say(name, Fault.BEFORE_FACT)
        return None
    return found


def _kinds(form: Form) -> set[str]:
    given = form.given.get("kinds")
    ticked = given if isinstance(given, list) else [form.raw("kinds")]
    kinds = {one for one in ticked if isinstance(one, str) and one}
    if not kinds:
        form.say("kinds", Fault.MISSING)
    elif kinds - set(PenaltyKind):
        form.say("kinds", Fault.NOT_A_CHOICE)
    else:
        form.values["kinds"] = kinds_text(kinds)
    return kinds


def _amount(form: Form, name: str, kind: PenaltyKind, kinds: set[str]) -> None:
    text = form.raw(name)
    found = fen(text) if text else None
    if text and (found is None or found > MOST_FEN):
        form.say(name, Fault.NOT_AN_AMOUNT)
    elif found and kind not in kinds:
        form.say(name, Fault.KIND_UNFIT)
    elif kind is PenaltyKind.FINE and kind in kinds and not found:
        form.say(name, Fault.MISSING)
    else:
        form.values[name] = found or None


def _items(form: Form) -> None:
    text = form.raw("failed_items")
    items = read_items(text)
    form.values["failed_items"] = None
    if items is None:
        form.say("failed_items", Fault.ITEM_UNREADABLE)
        return
    failed = form.values.get("conclusion") == SampleConclusion.FAILED
    stored = items_text(items)
    if failed and not items:
        form.say("failed_items", Fault.MISSING)
    elif items and form.values.get("conclusion") == SampleConclusion.PASSED:
        form.say("failed_items", Fault.PASSED_WITH_ITEMS)
    elif len(stored) > sampling.ITEMS_LENGTH:
        form.say("failed_items", Fault.TOO_LONG, str(sampling.ITEMS_LENGTH))
    elif not stored.isprintable():
        form.say("failed_items", Fault.ODD_SIGNS)
    else:
        form.values["failed_items"] = stored or None
    if form.values.get("handled_on") and not failed:
        form.say("handled_on", Fault.PASSED_WITH_ITEMS)
