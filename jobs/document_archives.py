"""Archives of a banner's month, made beside everything else: a little at each turn of the clock.

The records of one establishment are written whole into a folder of the order, with a line for each
of them. A kill loses the one that was being written; the next turn goes on after the last whole
one. When all are there they become one archive, whose bytes follow from its contents. What is
held in memory is one establishment.
"""

import errno
import hashlib
import json
import logging
import re
import shutil
import time
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data_access import document_orders
from data_access.document_orders import Share
from data_access.engine import reading, writing
from data_access.files import write_whole
from data_access.paper_check import check_path
from data_access.papers_of_control import papers
from data_access.places import banners
from data_access.storage import disk
from documents.chinese_font import source_font
from documents.paper_pdf import PdfError, paper_pdf
from documents.paper_sheets import sheet
from documents.paper_words import moment as city_words
from documents.tables import csv_chunks
from domain.control import KINDS, STATE_NAMES_ZH, ControlKind, next_start
from domain.control_paper import ControlPaper
from domain.document_orders import DocumentOrder, Failure, Lack, OrderState
from domain.scope import system_scope
from settings import Settings

logger = logging.getLogger(__name__)

FOLDER = "papers"
TURN_S = 45.0
"""Seconds of one turn: a backup that waits for the same worker waits no longer."""
TELL_S = 2.0
"""Seconds between two notes of how far it is: each waits for the disk."""
_SCOPE = system_scope("scheduler")
_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_NAME_LENGTH = 60
_HEAD = (
    "编号", "版本", "记录", "单位名称", "乡镇街道", "起始日", "状态", "提交时间", "SHA-256", "文件",
)  # fmt: skip
_UNMADE = "未能生成"


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one turn works with."""

    engine: Engine
    settings: Settings
    order: DocumentOrder
    font: Path
    until: float

    @property
    def folder(self) -> Path:
        """Where the parts lie."""
        return self.settings.data_dir / FOLDER / f"order-{self.order.id}"

    @property
    def path(self) -> str:
        """Of the archive, below the data directory."""
        return f"{FOLDER}/{self.order.id}.zip"


def make_archives(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """Work on the orders for one turn, and remove what has been kept long enough.

    Raises:
        RuntimeError: The font is not installed.
    """
    removed = _remove_old(engine, settings, now)
    until = time.monotonic() + TURN_S
    records = made = 0
    while time.monotonic() < until:
        with reading(engine) as conn:
            order = document_orders.next_order(conn, _SCOPE)
        if order is None:
            break
        font = source_font()
        if font is None:
            raise RuntimeError("mplfonts is not installed")
        turn = _Turn(engine, settings, order, font, until)
        try:
            written, finished = _work(turn, now)
        except OSError as error:  # a full disk, most likely: the parts would fill it further
            logger.error("archive %d: %s", order.id, error)
            _end(turn, now, Failure(Lack.NOT_WRITTEN, errno.errorcode.get(error.errno or 0, "")))
            raise
        records, made = records + written, made + finished
    return {"records": records, "archives": made, "removed": removed}


def _work(turn: _Turn, now: datetime) -> tuple[int, int]:
    """Records written in this turn, and 1 when the archive is finished."""
    with reading(turn.engine) as conn:
        shares = document_orders.shares(conn, _SCOPE, turn.order)
    total = sum(one.answered for one in shares)
    before = done = sum(_written(turn, one) for one in shares)
    told_at = float("-inf")
    for one in shares:
        if _listing(turn, one).is_file():
            continue
        moment = time.monotonic()
        if moment - told_at >= TELL_S or moment >= turn.until:
            told_at = moment
            if not _told(turn, done, total) or moment >= turn.until:
                return done - before, 0
        if disk(turn.settings.data_dir).low:
            _end(turn, now, Failure(Lack.DISK_LOW))
            return done - before, 0
        done += _write(turn, one)
    if not _told(turn, done, total):
        return done - before, 0
    return done - before, int(_finish(turn, shares, now))


def _write(turn: _Turn, one: Share) -> int:
    """All records of one establishment; its listing last, which says that it is whole."""
    last = next_start(ControlKind.MONTHLY_DISPATCH, turn.order.month) - timedelta(days=1)
    with reading(turn.engine) as conn:  # and not while pages are set: writers wait for readers
        found = {
            kind: papers(conn, _SCOPE, one.establishment_id, kind, turn.order.month, last)
            for kind in turn.order.kinds
        }
    lines: list[list[str]] = []
    for kind, listed in found.items():
        name = _print(turn, one, kind, [paper for paper in listed if paper.answered])
        lines += [_line(one, paper, name if paper.answered else "") for paper in listed]
    body = json.dumps(lines, ensure_ascii=False).encode()
    write_whole(_listing(turn, one), body)
    return sum(1 for line in lines if line[-1])


def _print(turn: _Turn, one: Share, kind: ControlKind, answered: list[ControlPaper]) -> str:
    """Path in the archive of the records of one kind, empty when there is none."""
    if not answered:
        return ""
    settings = turn.settings
    addresses = [turn.order.address + check_path(paper, settings) for paper in answered]
    sheets = [sheet(paper, settings.city.platform_zh) for paper in answered]
    try:
        body = paper_pdf(sheets, addresses, turn.font, settings.data_dir, tagged=False)
    except PdfError:
        logger.exception("archive %d, establishment %d", turn.order.id, one.establishment_id)
        return ""
    write_whole(turn.folder / f"{one.establishment_id}-{kind}.pdf", body)
    return _name(one, kind)


def _line(one: Share, paper: ControlPaper, name: str) -> list[str]:
    missing = _UNMADE if paper.answered else ""
    return [
        paper.number,
        str(paper.version),
        paper.title,
        paper.facts.shop.name,
        one.township,
        paper.start.isoformat(),
        STATE_NAMES_ZH[paper.state],
        city_words(paper.submitted_at) if paper.submitted_at else "",
        paper.digest,
        name or missing,
    ]


def _finish(turn: _Turn, shares: list[Share], now: datetime) -> bool:
    """Parts become one archive, its hash is taken, and the parts go; False when cancelled."""
    target = turn.settings.data_dir / turn.path
    unfinished = target.with_suffix(".zip.part")
    listed = [line for one in shares for line in json.loads(_listing(turn, one).read_bytes())]
    with zipfile.ZipFile(unfinished, "w", allowZip64=True) as archive:
        directory = "".join(csv_chunks(_note(turn, listed), _HEAD, listed))
        _add(archive, "目录.csv", directory.encode())
        for one in shares:
            for kind in turn.order.kinds:
                part = turn.folder / f"{one.establishment_id}-{kind}.pdf"
                if part.is_file():
                    _add(archive, _name(one, kind), part.read_bytes())
    with unfinished.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    unfinished.replace(target)
    lost = sum(line[-1] == _UNMADE for line in listed)
    with writing(turn.engine) as conn:
        taken = document_orders.finish(
            conn,
            _SCOPE,
            turn.order.id,
            now,
            path=turn.path,
            sha256=digest,
            failure=Failure(Lack.RECORDS, str(lost)) if lost else None,
        )
    shutil.rmtree(turn.folder, ignore_errors=True)
    if not taken:
        target.unlink(missing_ok=True)
    return taken


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """One member with the same date as all others; pages are packed already."""
    archive.writestr(zipfile.ZipInfo(name, _DATE), body)


def _note(turn: _Turn, listed: list[list[str]]) -> list[tuple[str, str]]:
    with reading(turn.engine) as conn:
        names = {one.adcode: one.name_zh for one in banners(conn, _SCOPE)}
    kinds = "、".join(f"《{KINDS[kind].record_zh}》" for kind in turn.order.kinds)
    return [
        ("说明", f"{names[turn.order.banner_adcode]} {turn.order.month:%Y-%m} 法定记录归档"),
        ("记录", kinds),
        ("应有", str(len(listed))),
        ("已归档", str(sum(line[-1].endswith(".pdf") for line in listed))),
        ("校验", "SHA-256 为每份记录内容的校验值，与 PDF 上的一致"),
    ]


def _told(turn: _Turn, done: int, total: int) -> bool:
    """Note how far it is; False when it was cancelled, and then its parts go."""
    with writing(turn.engine) as conn:
        going_on = document_orders.advance(conn, _SCOPE, turn.order.id, done, total)
    if not going_on:
        shutil.rmtree(turn.folder, ignore_errors=True)
    return going_on


def _end(turn: _Turn, now: datetime, why: Failure) -> None:
    shutil.rmtree(turn.folder, ignore_errors=True)
    (turn.settings.data_dir / turn.path).with_suffix(".zip.part").unlink(missing_ok=True)
    with writing(turn.engine) as conn:
        document_orders.fail(conn, _SCOPE, turn.order.id, now, why)


def _written(turn: _Turn, one: Share) -> int:
    """Records of an establishment that an earlier turn has written."""
    try:
        lines = json.loads(_listing(turn, one).read_bytes())
    except OSError:
        return 0
    return sum(1 for line in lines if line[-1])


def _listing(turn: _Turn, one: Share) -> Path:
    return turn.folder / f"{one.establishment_id}.json"


def _name(one: Share, kind: ControlKind) -> str:
    """Path in the archive: township, establishment, record."""
    shop = f"{_plain(one.name)}-{one.establishment_id:06d}"
    return f"{_plain(one.township)}/{shop}/{KINDS[kind].record_zh}.pdf"


def _plain(name: str) -> str:
    """A name that every system takes for one folder."""
    return _NOT_IN_A_NAME.sub("_", name).strip(" .")[:_NAME_LENGTH] or "_"


def _remove_old(engine: Engine, settings: Settings, now: datetime) -> int:
    """Archives older than `jobs.archives_kept_days`, and parts that nobody works on."""
    before = now - timedelta(days=settings.jobs.archives_kept_days)
    with reading(engine) as conn:
        old = document_orders.expired(conn, _SCOPE, before)
        going_on = document_orders.next_order(conn, _SCOPE)
    for order in old:
        (settings.data_dir / f"{FOLDER}/{order.id}.zip").unlink(missing_ok=True)
    if old:
        with writing(engine) as conn:
            document_orders.mark_removed(conn, _SCOPE, [order.id for order in old])
    running = going_on is not None and going_on.state is OrderState.RUNNING
    kept = f"order-{going_on.id}" if going_on and running else ""
    folder = settings.data_dir / FOLDER
    for parts in folder.glob("order-*"):
        if parts.name != kept:
            shutil.rmtree(parts, ignore_errors=True)
    return len(old)
