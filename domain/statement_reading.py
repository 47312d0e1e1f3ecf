"""Reading what the weekly report or the minutes say: from a form, and back from where it is kept.

Findings name the field as the form does: `risk`, `topics.pests`, `measures.0.owner`.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from domain.clock import CITY_TIME
from domain.control import ControlKind, begins_at
from domain.form import Fault, Form, FormRefusedError
from domain.statements import Judged, MonthlyStatement, Statement, Step, Topic, WeeklyStatement

TEXT_LENGTH = 1000
"""Of an analysis, a judgement, a report, the priorities: paragraphs are kept."""
TOPIC_LENGTH = 200
WHAT_LENGTH, NAME_LENGTH, PLACE_LENGTH = 120, 40, 60
MOST_STEPS, MOST_PEOPLE = 20, 30
MOST_COUNT = 9999
_LATEST_MEETING = timedelta(days=62)  # long after the lock: a slip of the year is caught
_APART = "、,，;；\n"


def read_weekly(given: Mapping[str, object], start: date) -> WeeklyStatement:
    """What a form sends for the week that begins on `start`.

    Args:
        given: As `WeeklyStatement.data`; texts may be empty or missing where None is allowed.
        start: Its Monday; a measure is not due before it.

    Raises:
        FormRefusedError: Its findings say what is wrong, field by field.
    """
    form = Form({"risk": "", **given})
    form.choice("risk", list(Judged), required=True)
    _paragraphs(form, "judgement", required=True)
    _line(form, "reported_to", NAME_LENGTH, required=True)
    _paragraphs(form, "analysis")
    _paragraphs(form, "unclosed")
    topics = _topics(form)
    measures = _steps(form, "measures", start)
    if form.values.get("risk") not in (None, Judged.LOW) and not form.given.get("measures"):
        form.say("measures", Fault.MISSING)
    form.require_good()
    values = form.values
    return WeeklyStatement(
        risk=Judged(values["risk"]),
        judgement=values["judgement"],
        reported_to=values["reported_to"],
        analysis=values["analysis"],
        topics=topics,
        measures=measures,
        unclosed=values["unclosed"],
    )


def read_monthly(given: Mapping[str, object], start: date) -> MonthlyStatement:
    """What a form sends for the month that begins on `start`.

    Args:
        given: As `MonthlyStatement.data`. `held_at` without an offset is city time; names may
            also come as one text, separated by 、 or commas.
        start: Its first day; the meeting is not before it, a resolution not due before it.

    Raises:
        FormRefusedError: Its findings say what is wrong, field by field.
    """
    form = Form(given)
    held_at = _moment(form, "held_at", start)
    for name in ("chair", "place"):
        longest = NAME_LENGTH if name == "chair" else PLACE_LENGTH
        _line(form, name, longest, required=name == "chair")
    attendees = _names(form, "attendees", required=True)
    absent = _names(form, "absent")
    for name in ("report", "priorities", "rewards"):
        _paragraphs(form, name, required=name != "rewards")
    counts = {name: _count(form, name) for name in ("training_hours", "complaints", "samples")}
    resolutions = _steps(form, "resolutions", start)
    if not form.given.get("resolutions"):
        form.say("resolutions", Fault.MISSING)
    form.require_good()
    if held_at is None:
        raise AssertionError("a missing moment is a finding")
    values = form.values
    return MonthlyStatement(
        held_at=held_at,
        chair=values["chair"],
        attendees=attendees,
        report=values["report"],
        priorities=values["priorities"],
        resolutions=resolutions,
        place=values["place"],
        absent=absent,
        rewards=values["rewards"],
        **counts,
    )


def read_statement(
    kind: ControlKind, given: Mapping[str, object] | None, start: date
) -> Statement | None:
    """What a form sends beyond its answers; None for a daily record, which has nothing beyond.

    Raises:
        FormRefusedError: As of `read_weekly` and `read_monthly`; a missing statement lacks all.
    """
    if kind is ControlKind.DAILY_CONTROL:
        return None
    read = read_weekly if kind is ControlKind.WEEKLY_REVIEW else read_monthly
    return read(given or {}, start)


def statement_of(
    kind: ControlKind, stored: Mapping[str, object] | None, start: date
) -> Statement | None:
    """`control_paper.statement` read back; None when nothing was handed in.

    Raises:
        ValueError: It is none of ours.
    """
    if stored is None:
        return None
    try:
        return read_statement(kind, stored, start)
    except FormRefusedError as error:
        raise ValueError(f"statement of {kind} {start}: {error}") from error


def _line(form: Form, name: str, longest: int, *, required: bool = False) -> None:
    """A line of text; a field that did not come is an empty one."""
    if name not in form.given:
        form.values[name] = None
        if required:
            form.say(name, Fault.MISSING)
        return
    form.text(name, longest, required=required)


def _paragraphs(form: Form, name: str, *, required: bool = False) -> None:
    """Text of several lines: spaces at their ends and empty lines go."""
    lines = [" ".join(line.split()) for line in form.raw(name).splitlines()]
    text = "\n".join(line for line in lines if line)
    if not text and required:
        form.say(name, Fault.MISSING)
    elif len(text) > TEXT_LENGTH:
        form.say(name, Fault.TOO_LONG, str(TEXT_LENGTH))
    elif not text.replace("\n", "").isprintable():
        form.say(name, Fault.ODD_SIGNS)
    form.values[name] = text or None


def _topics(form: Form) -> dict[Topic, str]:
    given = form.given.get("topics")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        form.say("topics", Fault.NOT_A_CHOICE)
        return {}
    for name in given:
        if name not in list(Topic):
            form.say("topics", Fault.NOT_A_CHOICE)
    inner = Form({topic.value: given[topic.value] for topic in Topic if topic.value in given})
    for topic in Topic:
        inner.text(topic.value, TOPIC_LENGTH)
    _adopt(form, inner, "topics")
    return {topic: inner.values[topic] for topic in Topic if inner.values.get(topic)}


def _steps(form: Form, name: str, start: date) -> tuple[Step, ...]:
    """Rows of what, owner, due; each of the three is required in each."""
    given = form.given.get(name)
    if given is None:
        return ()
    if not isinstance(given, list | tuple):
        form.say(name, Fault.NOT_A_CHOICE)
        return ()
    if len(given) > MOST_STEPS:
        form.say(name, Fault.TOO_LONG, str(MOST_STEPS))
        return ()
    read: list[Step] = []
    for place, row in enumerate(given):
        inner = Form({"what": "", "owner": "", "due": "", **_mapping(row)})
        inner.text("what", WHAT_LENGTH, required=True)
        inner.text("owner", NAME_LENGTH, required=True)
        due = inner.day("due", required=True)
        if due is not None and due < start:
            inner.say("due", Fault.BEFORE_CHECK)
        _adopt(form, inner, f"{name}.{place}")
        if due is not None and not inner.findings:
            read.append(Step(inner.values["what"], inner.values["owner"], due))
    return tuple(read)


def _names(form: Form, name: str, *, required: bool = False) -> tuple[str, ...]:
    given = form.given.get(name)
    parts = list(given) if isinstance(given, list | tuple) else _parted(form.raw(name))
    if len(parts) > MOST_PEOPLE:
        form.say(name, Fault.TOO_LONG, str(MOST_PEOPLE))
        return ()
    inner = Form({str(place): part for place, part in enumerate(parts)})
    for place in inner.given:
        inner.text(place, NAME_LENGTH)
    _adopt(form, inner, name)
    read = tuple(dict.fromkeys(value for value in inner.values.values() if value))
    if required and not read and not inner.findings:
        form.say(name, Fault.MISSING)
    return read


def _parted(text: str) -> list[str]:
    for sign in _APART:
        text = text.replace(sign, "、")
    return [part for part in text.split("、") if part.strip()]


def _count(form: Form, name: str) -> int | None:
    text = form.raw(name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_COUNT:
        return int(text)
    form.say(name, Fault.NOT_A_COUNT, str(MOST_COUNT))
    return None


def _moment(form: Form, name: str, start: date) -> datetime | None:
    text = form.raw(name)
    if not text:
        form.say(name, Fault.MISSING)
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        form.say(name, Fault.NOT_A_DAY)
        return None
    moment = read if read.tzinfo else read.replace(tzinfo=CITY_TIME)
    if moment < begins_at(start):
        form.say(name, Fault.BEFORE_CHECK)
        return None
    if moment >= begins_at(start) + _LATEST_MEETING:
        form.say(name, Fault.TOO_FAR)
        return None
    return moment.replace(second=0, microsecond=0).astimezone(CITY_TIME)


def _adopt(form: Form, inner: Form, prefix: str) -> None:
    for one in inner.findings:
        form.say(f"{prefix}.{one.field}", one.fault, one.detail)


def _mapping(row: object) -> Mapping[str, object]:
    return row if isinstance(row, Mapping) else {}
