"""The long steps of an import, away from the request that asked for them: checking and running.

A web process does them in a thread. Any other one can tell how far they are from a small file, and
from its age that the process is gone; the database then holds nothing of the import.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.changes import Topic, numbers
from data_access.engine import reading, writing
from data_access.importing import batches
from data_access.importing.batches import Batch, BatchStateError
from data_access.importing.context import Context
from data_access.importing.delivery import carry_out, judge
from data_access.importing.issues import ImportRefusedError, Words, issues_csv
from data_access.importing.mapping import Mapping
from data_access.importing.plan import Plan, Report
from data_access.importing.uploads import STALE_S, Uploads
from domain.clock import Clock
from domain.scope import Scope, system_scope

logger = logging.getLogger(__name__)

WAITING = "waiting"
SHOWN_ISSUES = 200
SHOWN_DIFFERENCES = 30
_SIGN_EVERY_S = 2.0
_ASK_EVERY_S = 0.5
_WAIT_AT_MOST_S = 600.0
_REPORT_EVERY_S = 0.3
_SECRET = frozenset({"credentials", "identity_hash"})
_UNSHOWN = frozenset({"source_key", "number_valid", "credit_code_valid", "person_id"})

GONE = ("导入进程中断，未写入任何数据", "the importing process is gone; nothing was written")
_FAULT = ("系统处理时出错，未写入任何数据", "something went wrong; nothing was written")
_BUSY = ("另一批导入迟迟没有结束，请稍后再试", "another import takes too long; try again later")
_LOST = ("上传的文件已不在服务器上，请重新上传", "the uploaded file is gone; upload it again")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the work needs, given by the web process or a test."""

    engine: Engine
    uploads: Uploads
    clock: Clock
    context: Callable[[], Context]


def in_background(step: Callable[[], None], name: str) -> None:
    """Run a step in a thread that ends with its process."""
    threading.Thread(target=step, name=name, daemon=True).start()


def check(shop: Workshop, scope: Scope, batch: Batch, mapping: Mapping) -> None:
    """Judge the file; the batch becomes checked, or stays uploaded with what is wrong with it."""
    stored = str(batch.detail["stored"])
    with _working(shop.uploads, stored) as report:
        try:
            path = shop.uploads.path(stored)
            plan = _judged(shop, scope, batch, mapping, path, report)
        except FileNotFoundError:
            _note(shop, scope, batch, batches.UPLOADED, _LOST)
        except ImportRefusedError as error:
            _note(shop, scope, batch, batches.UPLOADED, (error.zh, str(error)))
        except Exception:
            logger.exception("check of batch %d", batch.id)
            _note(shop, scope, batch, batches.UPLOADED, _FAULT)
        else:
            shop.uploads.keep_check(stored, found(plan), issues_csv(plan.issues))
            _note(shop, scope, batch, batches.CHECKED, None, mapping=mapping.kept())


def run(shop: Workshop, scope: Scope, batch: Batch, mapping: Mapping) -> None:
    """Write the file into the register; the batch becomes done, or failed and nothing is written.

    The file is judged before the write transaction begins, so that others wait for the writing
    only; it is judged again when the register has changed meanwhile.
    """
    stored = str(batch.detail["stored"])
    with _working(shop.uploads, stored) as report:
        try:
            report(WAITING, 0)
            _claim(shop, scope, batch)
            _write(shop, scope, batch, mapping, report)
        except BatchStateError:
            logger.info("batch %d is no longer to be run", batch.id)
        except FileNotFoundError:
            _fail(shop, scope, batch, _LOST)
        except ImportRefusedError as error:
            _fail(shop, scope, batch, (error.zh, str(error)))
        except SQLAlchemyError:
            logger.exception("import of batch %d", batch.id)
            _fail(shop, scope, batch, _FAULT)
        except Exception:
            logger.exception("import of batch %d", batch.id)
            _fail(shop, scope, batch, _FAULT)
        else:
            shop.uploads.drop(stored)


def look_after(shop: Workshop) -> None:
    """Give up imports whose process is gone, anybody's, and remove files that are too old."""
    scope = system_scope("import")
    with reading(shop.engine) as conn:
        held = batches.running(conn)
    for batch in held:
        progress = shop.uploads.progress(str(batch.detail.get("stored", "")))
        since_s = (shop.clock() - batch.created_at).total_seconds()
        if (since_s if progress is None else progress.age_s) > STALE_S:
            with writing(shop.engine) as conn:
                try:
                    batches.give_up(conn, scope, batch, shop.clock(), "\n".join(GONE))
                except BatchStateError:
                    continue
    shop.uploads.sweep()


def found(plan: Plan) -> dict[str, Any]:
    """What a page shows of a plan, as JSON keeps it."""
    datum = plan.datum
    return {
        **plan.counts(),
        "issues": [
            [item.row, item.column, item.value, item.reason, item.reason_en, item.level]
            for item in plan.issues[:SHOWN_ISSUES]
        ],
        "issue_count": len(plan.issues),
        "unknown": plan.unknown,
        "duplicates": plan.duplicates,
        "swapped": plan.swapped,
        "datum": None
        if datum is None
        else {
            "pairs": datum.pairs,
            "as_given_m": round(datum.as_given_m),
            "shifted_m": round(datum.shifted_m),
            "closer": datum.closer,
            "gcj02": datum.suggests_gcj02,
            "wgs84": datum.suggests_wgs84,
        },
        "differences": _differences(plan),
    }


def _differences(plan: Plan) -> list[list[Any]]:
    shown: list[list[Any]] = []
    for wish in plan.wishes:
        for name, (before, after) in wish.differences.items():
            if name in _SECRET:
                before, after = before and "***", after and "***"
            if name not in _UNSHOWN:
                shown.append([wish.line, wish.label, name, _plain(before), _plain(after)])
        if len(shown) >= SHOWN_DIFFERENCES:
            break
    return shown[:SHOWN_DIFFERENCES]


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)


def _claim(shop: Workshop, scope: Scope, batch: Batch) -> None:
    """Checked → running, once no other import runs."""
    until = time.monotonic() + _WAIT_AT_MOST_S
    while True:
        with writing(shop.engine, scope.place) as conn:
            batches.alone(conn)
            if not batches.another_runs(conn, batch.id):
                batches.move(conn, scope, batch.id, [batches.CHECKED], batches.RUNNING)
                return
        if time.monotonic() > until:
            raise ImportRefusedError(*_BUSY)
        time.sleep(_ASK_EVERY_S)
        look_after(shop)


def _write(shop: Workshop, scope: Scope, batch: Batch, mapping: Mapping, report: Report) -> None:
    path = shop.uploads.path(str(batch.detail["stored"]))
    with reading(shop.engine, scope.place) as conn:
        seen = numbers(conn)[Topic.REGISTER]
    plan = _judged(shop, scope, batch, mapping, path, report)
    with writing(shop.engine, scope.place) as conn:
        batches.alone(conn)
        batches.move(conn, scope, batch.id, [batches.RUNNING], batches.RUNNING)
        if numbers(conn)[Topic.REGISTER] != seen:
            plan = _judged(shop, scope, batch, mapping, path, report, conn)
        counts = plan.counts()
        carry_out(conn, scope, batch.subject, plan, shop.context(), batch.id, report)
        batches.finish(conn, scope, batch, shop.clock(), counts, mapping=mapping.kept())


def _judged(
    shop: Workshop,
    scope: Scope,
    batch: Batch,
    mapping: Mapping,
    path: Path,
    report: Report,
    conn: Connection | None = None,
) -> Plan:
    """The plan, in moments of its own or within an open transaction."""

    def connect() -> AbstractContextManager[Connection]:
        return reading(shop.engine, scope.place) if conn is None else nullcontext(conn)

    context = shop.context()
    return judge(connect, scope, batch.subject, path, mapping, context, report, guess=False)


def _fail(shop: Workshop, scope: Scope, batch: Batch, words: Words) -> None:
    with writing(shop.engine, scope.place) as conn:
        try:
            batches.move(
                conn,
                scope,
                batch.id,
                [batches.CHECKED, batches.RUNNING],
                batches.FAILED,
                finished_at=shop.clock(),
                error="\n".join(words),
            )
        except BatchStateError:
            logger.info("batch %d has ended otherwise", batch.id)


def _note(
    shop: Workshop,
    scope: Scope,
    batch: Batch,
    state: str,
    words: Words | None,
    **detail: Any,
) -> None:
    with writing(shop.engine, scope.place) as conn:
        try:
            batches.move(
                conn,
                scope,
                batch.id,
                [batches.UPLOADED, batches.CHECKED],
                state,
                error="\n".join(words) if words else None,
                detail=detail,
            )
        except BatchStateError:
            logger.info("batch %d has moved on", batch.id)


@contextmanager
def _working(uploads: Uploads, stored: str) -> Iterator[Callable[[str, float], None]]:
    """Signs of life while a step is under way; gives a report that writes no more than needed."""
    ended = threading.Event()
    last: list[Any] = ["", 0.0]

    def signs() -> None:
        while not ended.wait(_SIGN_EVERY_S):
            uploads.alive(stored)

    def report(phase: str, share: float) -> None:
        moment = time.monotonic()
        if phase != last[0] or moment - last[1] >= _REPORT_EVERY_S:
            last[:] = [phase, moment]
            uploads.report(stored, phase, share)

    threading.Thread(target=signs, name="import-signs", daemon=True).start()
    try:
        yield report
    finally:
        ended.set()
        uploads.settled(stored)
