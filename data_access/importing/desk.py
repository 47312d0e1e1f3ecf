"""Imports as the web request being answered sees them: its workshop, and its newly arrived file."""

from dataclasses import dataclass, replace
from typing import Any

from data_access import own_services
from data_access.importing import batches
from data_access.importing.batches import Batch
from data_access.importing.context import Context
from data_access.importing.delivery import Opened, open_delivery
from data_access.importing.fields import Subject
from data_access.importing.guessing import guess_columns
from data_access.importing.issues import ImportRefusedError
from data_access.importing.mapping import Mapping, signature
from data_access.importing.row_values import is_secret, masked
from data_access.importing.uploads import Uploads
from data_access.importing.work import Workshop
from data_access.places import boundaries_of
from data_access.request import now, read, scope, services, write
from data_access.secret_key import secret_key

_EXAMPLES = 3
_EXAMPLE_LENGTH = 40
_SECRET = frozenset({"identity_number", "password", "source"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has just been uploaded.

    Attributes:
        stored: Its name in the uploads folder.
        sha256: Of its content.
        file_name: What the sender calls it.
    """

    stored: str
    sha256: str
    file_name: str


def workshop() -> Workshop:
    """What the long steps need, without the request they began in."""
    held = services()
    settings = held.settings
    key = secret_key(settings)

    def context() -> Context:
        boundaries = boundaries_of(settings.city.boundaries)
        own = own_services.resolved(own_services.configured(settings))
        return Context(boundaries, key, held.clock(), settings.imports.max_mb, own)

    return Workshop(held.engine, Uploads(settings.data_dir), held.clock, context)


def receive(subject: Subject, arrived: Arrived) -> int:
    """Open a batch for an uploaded file; a file that cannot be read is a batch that has failed.

    Returns:
        The number of the batch.
    """
    shop = workshop()
    path = shop.uploads.path(arrived.stored)
    try:
        opened = open_delivery(path, subject, Mapping(), services().settings.imports.max_mb)
    except ImportRefusedError as error:
        shop.uploads.drop(arrived.stored)
        return _open(subject, arrived, batches.FAILED, {}, f"{error.zh}\n{error}")
    detail = {"stored": arrived.stored, **_first_look(shop, subject, arrived.stored, opened)}
    return _open(subject, arrived, batches.UPLOADED, detail, None)


def reopen(batch: Batch, sheet: str) -> None:
    """Read another sheet of the same workbook; what was mapped before is guessed anew.

    Raises:
        ImportRefusedError: There is no such sheet, or it cannot be read.
        FileNotFoundError: The file is gone.
        BatchStateError: The batch has moved on.
    """
    shop, asker = workshop(), scope()
    stored = str(batch.detail["stored"])
    mapping = replace(Mapping(), sheet=sheet)
    limit = services().settings.imports.max_mb
    opened = open_delivery(shop.uploads.path(stored), batch.subject, mapping, limit)
    detail = _first_look(shop, batch.subject, stored, opened)
    with write() as conn:
        states = [batches.UPLOADED, batches.CHECKED]
        batches.move(conn, asker, batch.id, states, batches.UPLOADED, detail=detail, error=None)


def _first_look(shop: Workshop, subject: Subject, stored: str, opened: Opened) -> dict[str, Any]:
    """Header and first mapping for the batch; examples of values only beside the file."""
    table = opened.table
    mark = signature(table.header)
    with read() as conn:
        kept = batches.kept_mapping(conn, scope(), subject, mark)
    mapping = Mapping()
    if kept is not None:
        try:
            mapping = replace(Mapping.from_kept(kept, subject), encoding=None, delimiter=None)
        except ImportRefusedError:
            kept = None
    guesses = guess_columns(subject, table.header, opened.sample)
    fitted = replace(mapping, sheet=table.sheet or None)
    if kept is None:
        fitted = fitted.guessed_for(table.header, subject, opened.sample)
    sure = {name: guess.percent for name, guess in guesses.items()}
    facts = {
        "columns": _columns(table.header, opened, fitted),
        "sure": {
            name: 100 if kept is not None and name in mapping.columns else sure.get(name, 0)
            for name in fitted.columns
        },
        "format": table.format,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "notes": [list(words) for words in table.notes],
    }
    shop.uploads.keep_facts(stored, facts)
    return {
        "header": table.header,
        "signature": mark,
        "mapping": fitted.kept(),
        "remembered": kept is not None,
    }


def _columns(header: list[str], opened: Opened, mapping: Mapping) -> list[dict[str, Any]]:
    fields = {text: name for name, text in mapping.columns.items()}
    found = []
    for at, text in enumerate(header):
        values = list(dict.fromkeys(row[at] for row in opened.sample if at < len(row) and row[at]))
        shown = [value[:_EXAMPLE_LENGTH] for value in values[:_EXAMPLES]]
        if fields.get(text) in _SECRET or any(is_secret(value) for value in values):
            shown = [masked(value) for value in shown]
        found.append({"header": text, "examples": shown})
    return found


def _open(
    subject: Subject, arrived: Arrived, state: str, detail: dict[str, Any], error: str | None
) -> int:
    asker = scope()
    with write() as conn:
        number = batches.opened(
            conn,
            asker,
            subject,
            now(),
            file_name=arrived.file_name,
            sha256=arrived.sha256,
            state=state,
            detail=detail,
        )
        if error:
            batches.move(conn, asker, number, [state], state, error=error, finished_at=now())
    return number
