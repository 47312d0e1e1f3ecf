"""行政处罚: known by authority and decision number."""

from datetime import date
from typing import Any

from data_access.importing.enforcement_rows import (
    Numbered,
    Read,
    later_day,
    needed,
)
from data_access.importing.enforcement_subjects import PENALTIES
from data_access.importing.oversight_rows import past_day
from data_access.importing.references import Owners
from data_access.importing.row_values import RowValues
from domain.penalties import (
    AUTHORITY_LENGTH,
    CAUSE_LENGTH,
    KIND_WORDS,
    LAW_LENGTH,
    MOST_FEN,
    NUMBER_LENGTH,
    PenaltyKind,
    fen,
    kinds_text,
    plain_number,
    read_kinds,
)

_AMOUNTS = {"fine_fen": PenaltyKind.FINE, "confiscated_fen": PenaltyKind.CONFISCATION}


def _read(reader: RowValues, owners: Owners, today: date) -> Read | None:
    owner = owners.of(reader)
    on = past_day(reader, "decided_on", today)
    values: dict[str, Any] = {
        "decision_number": plain_number(needed(reader, "decision_number", NUMBER_LENGTH)),
        "authority": "".join(needed(reader, "authority", AUTHORITY_LENGTH).split()),
        "decided_on": on,
        "cause": needed(reader, "cause", CAUSE_LENGTH),
        "kinds": _kinds(reader),
    }
    for name, kind in _AMOUNTS.items():
        if reader.has(name):
            values[name] = _amount(reader, name, kind, values["kinds"])
    if reader.has("law"):
        values["law"] = reader.bounded("law", LAW_LENGTH) or None
    if reader.has("published_on"):
        values["published_on"] = later_day(reader, "published_on", on, today)
    if reader.has("published_until"):
        values["published_until"] = reader.day("published_until")
    if owner is None or reader.failed:
        return None
    return reader.line, owner, values


def _kinds(reader: RowValues) -> str:
    text = reader.text("kinds")
    found, odd = read_kinds(text)
    if odd or not found:
        reader.unknown_word("kinds", text, KIND_WORDS, by_code=False)
    return kinds_text(found)


def _amount(reader: RowValues, name: str, kind: PenaltyKind, kinds: str) -> int | None:
    """Fen; a register that writes 0 where nothing was imposed says nothing."""
    text = reader.text(name)
    if not text:
        return None
    found = fen(text)
    if found is None or found > MOST_FEN:
        reader.error(name, text, ("不是以元计的金额", "no amount in yuan"))
        return None
    if found and kind not in kinds.split(","):
        reader.say(name, text, _NO_SUCH_KIND)
    return found or None


_NO_SUCH_KIND = (
    "处罚种类没有这一项，金额照登",
    "the kinds do not name it; the amount is kept",
)


ROWS = Numbered(
    PENALTIES, "decision_number", lambda row: (row["authority"], row["decision_number"]), _read
)
