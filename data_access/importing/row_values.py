"""The texts of one row at a time as values, and everything that is odd about them said."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dictionary
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from data_access.importing.fields import Subject
from data_access.importing.issues import Issue, Level, Words
from data_access.importing.mapping import Mapping
from data_access.importing.table import Row
from domain.form import phone_number

Read = TypeVar("Read")
YES = frozenset({"是", "有", "1", "y", "yes", "true"})
NO = frozenset({"否", "无", "0", "n", "no", "false", ""})
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d\d", re.ASCII | re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1950, 2150
_SECRET = frozenset({"password", "identity_number", "source"})
_MOST_UNKNOWN = 200
_NO_PHONE = (
    "不是有效的手机或固定电话号码，未采用",
    "no number of a mobile or a line; not taken over",
)


class RowValues:
    """Reads row after row of one file.

    Attributes:
        unknown: Field → word that is none of ours → how often.
        failed: Whether the row at hand has an error.
    """

    def __init__(self, mapping: Mapping, header: list[str], subject: Subject) -> None:
        self.mapping = mapping
        self._issues: list[Issue] = []
        self.unknown: dict[str, dict[str, int]] = {}
        self.failed = False
        self._places = {name: header.index(text) for name, text in mapping.columns.items()}
        self._width = len(header)
        self._subject = subject
        self._row = Row(0, [])
        if mapping.swap and {"lon", "lat"} <= set(self._places):
            places = self._places
            places["lon"], places["lat"] = places["lat"], places["lon"]

    @property
    def issues(self) -> list[Issue]:
        """What is wrong with the rows so far, row by row."""
        return sorted(self._issues, key=lambda item: (item.row, item.level))

    @property
    def line(self) -> int:
        """Where the row at hand stands."""
        return self._row.line

    def open(self, row: Row) -> bool:
        """Begin with `row`; False when it cannot be used, which has been said."""
        self._row, self.failed = row, False
        if len(row.fields) != self._width:
            self.error(
                "",
                str(len(row.fields)),
                (f"列数应为{self._width}", f"{self._width} fields expected"),
            )
            return False
        if row.remark is not None:
            self.say("", "", row.remark)
        for name, place in self._places.items():
            if place in row.flaws:
                self.error(name, row.fields[place], row.flaws[place])
        return not self.failed

    def each(self, rows: Iterable[Row], read: Callable[[], Read | None]) -> tuple[int, list[Read]]:
        """How many rows there are, and what `read` makes of each that can be used."""
        count, made = 0, []
        for row in rows:
            count += 1
            if self.open(row):
                found = read()
                if found is not None:
                    made.append(found)
        return count, made

    def has(self, name: str) -> bool:
        """Whether the file speaks of the field."""
        return name in self._places

    def text(self, name: str) -> str:
        """The text, translated where the mapping says so; empty without a column."""
        place = self._places.get(name)
        if place is None:
            return ""
        text = self._row.fields[place]
        return self.mapping.values.get(name, {}).get(text, text)

    def bounded(self, name: str, length: int) -> str:
        """A text that is not too long and has no control characters, which would be an error."""
        text = self.text(name)
        if len(text) > length or not text.isprintable():
            self.error(
                name,
                text[:60],
                (
                    f"含控制字符或超过{length}字",
                    f"control characters, or longer than {length}",
                ),
            )
        return text

    def code(self, name: str) -> str:
        """A code without the spaces and full-width letters that typing adds."""
        text = "".join(unicodedata.normalize("NFKC", self.text(name)).split()).upper()
        if _ROUNDED.fullmatch(text):
            self.error(
                name,
                text,
                (
                    "数字格式丢失精度，请设为文本格式后重新填写",
                    "digits were lost by a number format; format it as text and type it again",
                ),
            )
            return ""
        return text

    def phone(self, name: str) -> dict[str, str | None]:
        """The field with its number; without it when what stands there is none, which is said."""
        text = self.text(name)
        number = phone_number(text)
        if text and number is None:
            self.say(name, text, _NO_PHONE)
            return {}
        return {name: number}

    def day(self, name: str) -> date | None:
        """A day, None when there is none; one that cannot be read is said."""
        text = self.text(name).partition(" ")[0]
        if not text or text == "长期":
            return None
        for form in _DATE_FORMS:
            found = _parsed(text, form)
            if found is not None:
                return found
        self.say(name, text, ("日期无法识别，按未知处理", "no date; taken as unknown"))
        return None

    def word(
        self, name: str, codes: Iterable[str], words: Dictionary[str, StrEnum | str]
    ) -> str | None:
        """One of our codes; a word that is none of ours is an error, and counted."""
        text = self.text(name)
        if text in list(codes):
            return text
        found = words.get(unicodedata.normalize("NFKC", text))
        if found is None:
            self.unknown_word(name, text, words)
            return None
        return str(found)

    def unknown_word(
        self,
        name: str,
        text: str,
        words: Dictionary[str, Any],
        what: Words = ("未知取值", "unknown"),
        *,
        by_code: bool = True,
    ) -> None:
        """Say that a word is none of ours, and count it for the page to ask.

        Whoever reads English is told the codes, unless a file may hold only the Chinese words.
        """
        held = self.unknown.setdefault(name, {})
        if text and not is_secret(text) and (text in held or len(held) < _MOST_UNKNOWN):
            held[text] = held.get(text, 0) + 1
        names: dict[str, str] = {}
        for word, code in words.items():  # of several words for one code the first is its name
            names.setdefault(str(code), word)
        known = "、".join(names.values())
        told = ", ".join(names) if by_code else known
        self.error(name, text, (f"{what[0]}；可用：{known}", f"{what[1]}; known: {told}"))

    def say(self, name: str, value: str, reason: Words, level: Level = Level.WARNING) -> None:
        """Note something about the row at hand."""
        self.failed = self.failed or level is Level.ERROR
        self._note(self._row.line, name, value, reason, level)

    def error(self, name: str, value: str, reason: Words) -> None:
        """Note what the row at hand is left out for."""
        self.say(name, value, reason, Level.ERROR)

    def reject(self, line: int, name: str, value: str, reason: Words) -> None:
        """Note an error that only shows when rows are compared with each other."""
        self._note(line, name, value, reason, Level.ERROR)

    def _note(self, line: int, name: str, value: str, reason: Words, level: Level) -> None:
        column = self.mapping.columns.get(name, name)
        shown = masked(value) if name in _SECRET or is_secret(value) else value
        self._issues.append(Issue(line, column, shown[:200], reason[0], reason[1], level))


def is_secret(text: str) -> bool:
    """An identity number or an address with a password, in whatever column."""
    return "@" in text or (len(text) == 18 and text[:17].isdecimal())


def masked(text: str) -> str:
    """A secret as it may be shown: its last four characters, when it is long."""
    return f"***{text[-4:]}" if len(text) > 10 else "***" if text else ""


def _parsed(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
