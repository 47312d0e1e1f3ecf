"""How a file is to be read: said in YAML or on the page, guessed where it is left open."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

import yaml

from data_access.importing.csv_file import DELIMITERS
from data_access.importing.fields import Subject
from data_access.importing.guessing import guess_columns
from data_access.importing.issues import ImportRefusedError
from data_access.importing.table import ReadOptions
from data_access.importing.text_decoding import ENCODINGS

DATUMS = ("wgs84", "gcj02")
DUPLICATES = ("skip", "update", "add")
_LONGEST = 200
_MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read a file.

    Attributes:
        columns: Field → header.
        values: Field → text in the file → our value (category, banner, status, …).
        datum: Datum of the coordinates, one of `DATUMS`.
        swap: Longitude and latitude have changed places in the whole file.
        duplicates: What becomes of a row whose licence or credit code another record has:
            `skip` leaves the row out, `update` brings that record to what the row says, `add`
            takes a row of a known credit code for one more establishment of that company.
        delimiter: Between two fields of a line; None: found out.
        encoding: None: found out.
        sheet: Of a workbook; None: the first that holds something.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    datum: str = "wgs84"
    swap: bool = False
    duplicates: str = "skip"
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    @property
    def reading(self) -> ReadOptions:
        """What of it the reader needs."""
        return ReadOptions(self.encoding, self.delimiter, self.sheet)

    def fitted_to(
        self, header: list[str], subject: Subject, sample: Sequence[Sequence[str]] = ()
    ) -> "Mapping":
        """This mapping with what it leaves open guessed from header and values.

        Raises:
            ImportRefusedError: A named or a needed column is missing, or stands twice.
        """
        found = self.guessed_for(header, subject, sample)
        found.require_complete(header, subject)
        return found

    def guessed_for(
        self, header: list[str], subject: Subject, sample: Sequence[Sequence[str]] = ()
    ) -> "Mapping":
        """As `fitted_to`, but what is missing is left missing."""
        columns = dict(self.columns)
        guesses = guess_columns(subject, header, sample, set(columns.values()), columns)
        columns |= {name: guess.header for name, guess in guesses.items()}
        ordered = {name: columns[name] for name in subject.fields if name in columns}
        return replace(self, columns=ordered | columns)

    def require_complete(self, header: list[str], subject: Subject) -> None:
        """Refuse a mapping that does not fit the file.

        Raises:
            ImportRefusedError: A named or a needed column is missing, or stands twice.
        """
        shown = "、".join(header), ", ".join(header)
        absent = [name for name in self.columns.values() if name not in header]
        if absent:
            raise ImportRefusedError(
                f"文件中没有这些列：{'、'.join(absent)}；现有：{shown[0]}",
                "the mapping names columns that the file does not have: "
                f"{', '.join(absent)}; it has: {shown[1]}",
            )
        missing = [name for name in subject.required if name not in self.columns]
        zh = [subject.fields[name].zh for name in missing]
        for group in subject.one_of:
            if not any(name in self.columns for name in group):
                missing.append(" or ".join(group))
                zh.append(" 或 ".join(subject.fields[name].zh for name in group))
        if missing:
            raise ImportRefusedError(
                f"没有找到这些列：{'、'.join(zh)}；文件中有：{shown[0]}",
                f"no column found for {', '.join(missing)}; the file has: {shown[1]}. "
                "Name the columns in a file given with --mapping.",
            )
        used = list(self.columns.values())
        shared = sorted({text for text in used if used.count(text) > 1})
        if shared:
            raise ImportRefusedError(
                f"同一列被用作多个字段：{'、'.join(shared)}",
                f"one column for several fields: {', '.join(shared)}",
            )
        twice = sorted({text for text in used if header.count(text) > 1})
        if twice:
            raise ImportRefusedError(
                f"列名重复：{'、'.join(twice)}",
                f"columns that stand twice in the file: {', '.join(twice)}",
            )

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_kept(cls, content: Any, subject: Subject) -> Self:
        """A mapping from JSON, from YAML or from a page.

        Raises:
            ImportRefusedError: An unknown key, field or value; the message names it.
        """
        known = [one.name for one in fields(cls)]
        if not isinstance(content, dict) or set(content) - set(known):
            raise _wrong(f"expected only the keys {', '.join(known)}")
        columns = _texts("columns", content.get("columns") or {})
        values = content.get("values") or {}
        if not isinstance(values, dict):
            raise _wrong("values: expected field → text → value")
        translations = {str(key): _texts(f"values.{key}", table) for key, table in values.items()}
        unknown = sorted((set(columns) | set(translations)) - set(subject.fields))
        if unknown:
            raise _wrong(f"unknown fields {', '.join(unknown)}; known: {', '.join(subject.fields)}")
        return cls(
            columns=columns,
            values=translations,
            datum=_choice(content, "datum", DATUMS, "wgs84"),
            swap=content.get("swap") is True,
            duplicates=_choice(content, "duplicates", DUPLICATES, "skip"),
            delimiter=_delimiter(content.get("delimiter")),
            encoding=_choice(content, "encoding", ENCODINGS, None),
            sheet=_sheet(content.get("sheet")),
        )


def signature(header: Sequence[str]) -> str:
    """The same for every file with the same columns, in whatever order."""
    return hashlib.sha256("\n".join(sorted(header)).encode()).hexdigest()[:24]


def load_mapping(path: Path, subject: Subject) -> Mapping:
    """Read a mapping from YAML.

    Raises:
        ImportRefusedError: Not readable, or an unknown key or value; the message names it.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Mapping.from_kept(content, subject)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImportRefusedError(
            f"{path.name}：对应关系无法读取", f"{path}: mapping cannot be read ({error})"
        ) from error
    except ImportRefusedError as error:
        raise ImportRefusedError(error.zh, f"{path}: {error}") from error


def _texts(place: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or len(table) > _MOST_WORDS:
        raise _wrong(f"{place}: expected name → text")
    found = {str(key): str(value) for key, value in table.items()}
    if any(len(text) > _LONGEST for pair in found.items() for text in pair):
        raise _wrong(f"{place}: texts of at most {_LONGEST} characters")
    return found


def _choice(content: dict[str, Any], key: str, allowed: Sequence[str], unset: Any) -> Any:
    value = content.get(key)
    if value is None:
        return unset
    if value not in allowed:
        raise _wrong(f"{key} {value!r}: expected {' or '.join(allowed)}")
    return value


def _delimiter(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n\0':
        raise _wrong(f"delimiter {value!r}: expected one character, such as {DELIMITERS}")
    return value


def _sheet(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and 0 < len(value) <= 31):
        return value
    raise _wrong(f"sheet {value!r}: expected the name of a sheet")


def _wrong(en: str) -> ImportRefusedError:
    return ImportRefusedError(f"列对应关系有误：{en}", en)
