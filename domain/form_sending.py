"""What the form of a duty sends, read as strictly as anything that comes from outside.

Times of the phone are milliseconds since 1970 by its own clock, and it says what that clock shows
while it sends: a clock that is wrong is wrong by the same amount in all of them, so the moment at
which the form was opened is known by ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from re import compile
from typing import Any

from domain.checklists import Answer
from domain.clock import CITY_TIME
from domain.control import ControlKind
from domain.duty_form import FormPaper
from domain.statement_reading import read_statement
from domain.typed_text import typed

MOST_ITEMS = 80
LONGEST_TEXT = 300
LONGEST_NAME = 40
_DEVICE = compile(r"[0-9a-f]{8,32}")
_ITEM = compile(r"[a-z]{1,10}\.[A-Z][A-Z0-9]{1,7}")
_YEAR = timedelta(days=366)
_ANSWERS = {answer.value: answer for answer in Answer if answer is not Answer.NOT_ASKED}


class BadSendingError(ValueError):
    """Nothing that a form of ours sends; the message names the part."""


@dataclass(frozen=True, slots=True)
class SentFinding:
    """One failed item as sent; `due_at` is aware UTC."""

    item: str
    note: str
    measure: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as a form sends it.

    Attributes:
        owner: Mark of the account whose form it is (`api.identity`).
    """

    owner: str
    version: int
    signer: str
    answers: Mapping[str, Answer]
    findings: tuple[SentFinding, ...]
    paper: FormPaper


def read_sent(body: Any, kind: ControlKind, start: date, now: datetime) -> Sent:
    """The record that a body holds.

    Args:
        body: Parsed JSON.
        kind: Which duty it is for.
        start: First day of its period.
        now: Of the server.

    Raises:
        BadSendingError: A part is missing or of the wrong shape.
        FormRefusedError: The words of a weekly or monthly paper are not whole.
    """
    given = _mapping(body, "body")
    answers = _items(given, "answers")
    if not all(isinstance(one, str) and one in _ANSWERS for one in answers.values()):
        raise BadSendingError("answers")
    sent = _moment(given, "sent_ms")
    statement = read_statement(kind, _mapping(given.get("statement") or {}, "statement"), start)
    return Sent(
        owner=_text(given, "owner", 40),
        version=_whole(given, "version", 32_000),
        signer=_text(given, "signer", LONGEST_NAME),
        answers={item: _ANSWERS[letter] for item, letter in answers.items()},
        findings=tuple(_finding(row, now) for row in _rows(given, "findings")),
        paper=FormPaper(
            signature=_text(given, "signature", 20_000),
            statement=statement.data() if statement is not None else None,
            deputy_for=_text(given, "deputy_for", LONGEST_NAME) or None,
            opened_at=_opened(now - (sent - _moment(given, "opened_ms")), now),
            client_at=_moment(given, "client_ms"),
            device=device_of(given),
            seconds=_seconds(given),
        ),
    )


def device_of(given: Mapping[str, Any]) -> str:
    """The name a browser gave itself.

    Raises:
        BadSendingError: It is none.
    """
    device = given.get("device")
    if not isinstance(device, str) or not _DEVICE.fullmatch(device):
        raise BadSendingError("device")
    return device


def _opened(at: datetime, now: datetime) -> datetime:
    """Not after now, and not so long ago that it cannot be."""
    return min(max(at, now - _YEAR), now)


def _finding(row: Mapping[str, Any], now: datetime) -> SentFinding:
    item = row.get("item")
    if not isinstance(item, str) or not _ITEM.fullmatch(item):
        raise BadSendingError("findings.item")
    try:
        due = datetime.fromisoformat(_text(row, "due", 40))
        due_at = (due if due.tzinfo else due.replace(tzinfo=CITY_TIME)).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the second: no moment that there can be
        raise BadSendingError("findings.due") from error
    if abs(due_at - now) > _YEAR:
        raise BadSendingError("findings.due")
    note, measure = (_text(row, name, LONGEST_TEXT) for name in ("note", "measure"))
    return SentFinding(item, note, measure, _text(row, "owner", LONGEST_NAME), due_at)


def _seconds(given: Mapping[str, Any]) -> dict[str, int | None]:
    seconds = _items(given, "seconds")
    if not all(value is None or type(value) is int for value in seconds.values()):
        raise BadSendingError("seconds")
    return seconds


def _items(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A value by id of an item."""
    found = _mapping(given.get(name), name)
    if len(found) > MOST_ITEMS or not all(_ITEM.fullmatch(str(key)) for key in found):
        raise BadSendingError(name)
    return dict(found)


def _rows(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = given.get(name)
    if not isinstance(found, list) or len(found) > MOST_ITEMS:
        raise BadSendingError(name)
    return [_mapping(row, name) for row in found]


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadSendingError(name)
    return value


def _text(given: Mapping[str, Any], name: str, longest: int) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise BadSendingError(name)
    return typed(value)


def _whole(given: Mapping[str, Any], name: str, largest: int) -> int:
    value = given.get(name)
    if type(value) is not int or not 0 <= value <= largest:
        raise BadSendingError(name)
    return value


def _moment(given: Mapping[str, Any], name: str) -> datetime:
    """Milliseconds since 1970 of a phone; any year a clock can show."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=_whole(given, name, 4_102_444_800_000)
    )
