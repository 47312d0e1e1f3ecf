"""Demo feed, control side: establishments hand in their records with the rhythm of the hour."""

import logging
import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine

from data_access.checklists import in_force
from data_access.control import DutyNotFoundError, submit
from data_access.control_photos import RecordNotThereError, keep_photo
from data_access.demo_city.faults import fault_of
from data_access.demo_city.feed import Progress, Respondent, open_duties, progress, respondents
from data_access.demo_city.handed_in import device, seconds, signature, statement
from data_access.demo_city.rhythm import LATE_SHARE, on_time_share, share_in
from data_access.engine import reading, writing
from domain.checklists import Answer, Checklist, ChecklistItem
from domain.clock import city_day
from domain.control import (
    ControlKind,
    RefusedError,
    due_at,
    locks_at,
    period_start,
    previous_start,
)
from domain.duty_form import FormPaper
from domain.photos import DEMO_ACTOR, PhotoPurpose, PhotoRefusedError
from domain.scope import Role, Scope, system_scope
from domain.submission import ControlFinding, Submission
from jobs.demo_pictures import photo_for

logger = logging.getLogger(__name__)

MOST_A_TICK = 40
"""After a pause the feed catches up at this pace instead of all at once."""

SYSTEM = system_scope("demo-feed")
_NOT_TAKEN = (DutyNotFoundError, RefusedError, RecordNotThereError, PhotoRefusedError)
_FAIL_SHARE = 0.035
_TO_THE_SIGNATURE_S = 60
_PUT_RIGHT_WITHIN = {
    ControlKind.DAILY_CONTROL: timedelta(days=1),
    ControlKind.WEEKLY_REVIEW: timedelta(days=7),
    ControlKind.MONTHLY_DISPATCH: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: ControlKind
    start: date
    banner_adcode: str
    records: int


def hand_in_records(engine: Engine, data_dir: Path, now: datetime, rng: np.random.Generator) -> int:
    """Hand in what is missing to the curve of the hour, MOST_A_TICK at most; return how many.

    Each record goes through `control.submit`, in a transaction of its own, as the establishment.
    """
    missing = _missing(engine, now)
    taken = 0
    for wanted in rng.permutation(np.array(missing, dtype=object)).tolist():
        if taken >= MOST_A_TICK:
            break
        most = min(wanted.records, MOST_A_TICK - taken)
        taken += _hand_in(engine, data_dir, wanted, most, now, rng)
    return taken


def expected_share(kind: ControlKind, start: date, banner_adcode: str, now: datetime) -> float:
    """Share of a banner's records of a period that should be in at `now`, late ones included."""
    on_time = on_time_share(kind, banner_adcode)
    due = due_at(kind, start)
    locks = locks_at(kind, due)
    if now < due:
        return on_time * share_in(kind, start, now)
    passed = min(1.0, (now - due) / (locks - due))
    return on_time + (1 - on_time) * LATE_SHARE[kind] * passed


def _missing(engine: Engine, now: datetime) -> list[_Wanted]:
    found = []
    with reading(engine) as conn:
        for kind in ControlKind:
            present = period_start(kind, city_day(now))
            for start in (previous_start(kind, present), present):
                if now >= locks_at(kind, due_at(kind, start)):
                    continue
                for at in progress(conn, SYSTEM, kind, start):
                    share = expected_share(kind, start, at.banner_adcode, now)
                    records = int(share * at.owed + _rest(kind, start, at)) - at.answered
                    if records > 0:
                        found.append(_Wanted(kind, start, at.banner_adcode, records))
    return found


def _rest(kind: ControlKind, start: date, at: Progress) -> float:
    """0 to 1, the same at every tick: rounding down alone would keep small banners behind."""
    return zlib.crc32(f"{kind}/{start}/{at.banner_adcode}".encode()) / 2**32


def _hand_in(
    engine: Engine,
    data_dir: Path,
    wanted: _Wanted,
    records: int,
    now: datetime,
    rng: np.random.Generator,
) -> int:
    with reading(engine) as conn:
        waiting = open_duties(conn, SYSTEM, wanted.kind, wanted.start, wanted.banner_adcode)
        chosen = rng.permutation(waiting)[:records].tolist()
        people = respondents(conn, SYSTEM, chosen)
        sheet = in_force(conn, wanted.kind, wanted.banner_adcode, wanted.start)
    taken = 0
    for who in people:
        scope = Scope(Role.ESTABLISHMENT, who.safety_officer, establishment_id=who.establishment_id)
        record = compose(who, sheet, wanted.start, now, rng)
        try:
            with writing(engine) as conn:
                _show(conn, data_dir, record, now)
                taken += submit(conn, scope, record, now).created
        except _NOT_TAKEN as error:  # somebody was faster
            logger.info("record of %s not taken: %s", who.establishment_id, error)
    return taken


def _show(conn: Connection, data_dir: Path, record: Submission, now: datetime) -> None:
    """Pictures of what the record found; they come before it."""
    shop = Scope(Role.ESTABLISHMENT, DEMO_ACTOR, establishment_id=record.establishment_id)
    for found in record.findings:
        photo = photo_for(record.establishment_id, found.item, right=False)
        if photo is not None:
            keep_photo(
                conn,
                shop,
                data_dir,
                record.establishment_id,
                record.kind,
                record.period_start,
                found.item,
                PhotoPurpose.FOUND,
                photo,
                now,
            )


def compose(
    who: Respondent, sheet: Checklist, start: date, now: datetime, rng: np.random.Generator
) -> Submission:
    """A whole record as this establishment would give it; now and then an item fails."""
    kind, asked = sheet.kind, sheet.applicable(who.facts)
    failed: list[ChecklistItem] = []
    if rng.random() < _FAIL_SHARE:
        failed = [asked[int(rng.integers(len(asked)))]]
    signed = who.principal if kind is ControlKind.MONTHLY_DISPATCH else who.safety_officer
    pace = seconds(rng, 1, len(asked))[0].tolist()
    return Submission(
        establishment_id=who.establishment_id,
        kind=kind,
        period_start=start,
        submitted_by=signed,
        checklist_version=sheet.version,
        answers={item.id: Answer.FAIL if item in failed else Answer.PASS for item in asked},
        findings=tuple(
            ControlFinding(
                item=item.id,
                note=str(rng.choice(fault_of(item.id).found)),
                measure=fault_of(item.id).measure,
                owner=who.safety_officer,
                due_at=now + _PUT_RIGHT_WITHIN[kind],
            )
            for item in failed
        ),
        paper=FormPaper(
            signature=signature(who.establishment_id),
            statement=statement(
                kind, start, who.principal, who.safety_officer, now, who.establishment_id
            ),
            opened_at=now - timedelta(seconds=sum(pace) + _TO_THE_SIGNATURE_S),
            client_at=now,
            device=device(who.establishment_id),
            seconds=dict(zip((item.id for item in asked), pace, strict=True)),
        ),
    )
