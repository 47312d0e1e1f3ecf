"""One record as it is read for one answer, and what the asker may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from components.record_history import HistoryLine
from components.wording import term
from data_access import history
from data_access.dossier_standing import standing
from data_access.establishment_parts import ACTIONS
from data_access.establishment_record import record
from data_access.field_work import newest_work
from data_access.part_conflicts import part_versions
from data_access.places import banners, townships
from data_access.record_rows import establishment_row
from data_access.request import now, read, scope
from domain.clock import city_day
from domain.dossier import Part, Standing
from domain.establishment_record import Record
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope
from pages._record_target import Target

WORK_OF_TAB = {
    Part.INSPECTIONS.value: "inspection",
    Part.PENALTIES.value: "penalty",
    Part.SAMPLES.value: "sampling_test",
    Part.VISITS.value: "visit",
}
"""Tab → what is recorded there."""


@dataclass(frozen=True, slots=True)
class View:
    """A record as it is read for one answer.

    Attributes:
        mark: Grows with every change; a screen that shows an older one says so.
        places: Township code → its name with its banner's; the asker's own ones.
        lines: History, read only for the tabs that tell it.
        versions: Subject and id → version of a part; one that is not there was never changed.
        stands: How it stands now.
        work: Newest inspection, visit, penalty or sample, for the form of its tab.
    """

    found: Record
    mark: int
    places: Mapping[str, str]
    lines: tuple[HistoryLine, ...]
    versions: Mapping[tuple[str, int], int]
    stands: Standing
    work: int

    def version_of(self, target: Target) -> int:
        """Version of what a form shows: of a part its own, else of the record."""
        if target.form in WORK_OF_TAB.values():
            return self.work
        if target.form in ACTIONS and target.part is not None:
            return self.versions.get((target.form, target.part), 0)
        return self.found.version

    @property
    def may_edit(self) -> bool:
        """Whether the asker may change the register's facts of this record."""
        merged = self.found.status == EstablishmentStatus.MERGED
        return scope().allows(Action.CHANGE_REGISTER) and not merged

    def may_keep(self, subject: str) -> bool:
        """Whether the asker may change a part of this record."""
        merged = self.found.status == EstablishmentStatus.MERGED
        return scope().allows(ACTIONS[subject]) and not merged


def view(number: int, tab: str) -> View:
    """Read a record.

    Raises:
        RecordNotFoundError: Not in the asker's scope.
    """
    asker = scope()
    with read() as conn:
        establishment_row(conn, asker, number)  # theirs to see?
        # First: what comes in between is told as newer, never taken for read.
        mark, versions = history.newest_of(conn, number), part_versions(conn, number)
        found = record(conn, asker, number, city_day(now()))
        told = tab in (Part.HISTORY, Part.LICENCES)
        lines = history.of_establishment(conn, number) if told else []
        places = dict(_own_places(conn, asker))
        stands = standing(conn, asker, number, city_day(now()))
        subject = WORK_OF_TAB.get(tab)
        work = newest_work(conn, number, subject) if subject else 0
    shown = tuple(
        HistoryLine(**{name: getattr(one, name) for name in HistoryLine.__slots__}) for one in lines
    )
    return View(found, mark, places, shown, versions, stands, work)


def own_places() -> list[tuple[str, str]]:
    """Townships that the asker may write to: code, and name with its banner's."""
    with read() as conn:
        return _own_places(conn, scope())


def _own_places(conn: Connection, asker: Scope) -> list[tuple[str, str]]:
    names = {one.adcode: term(one.name_zh, one.name_en) for one in banners(conn, asker)}
    return [
        (one.code, f"{names.get(one.banner_adcode, one.banner_adcode)} · {one.name_zh}")
        for one in townships(conn, asker)
    ]
