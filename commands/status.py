"""`python app.py status`: what this installation holds and whether its processes live."""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any

from data_access import job_runs, storage
from data_access.backup.making import newest
from data_access.engine import reading, safe_url
from data_access.heartbeats import heartbeats
from data_access.inventory import inventory
from data_access.opening import open_database
from data_access.soundness import concerns
from domain.clock import utc_now
from domain.jobs import Job
from domain.scope import system_scope
from settings import Settings

NAME = "status"
HELP = "counts, patrol, model and processes of this installation"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="for programs; the keys stay")


def run(arguments: Namespace, settings: Settings) -> int:
    """Print the status."""
    told = status(settings, utc_now())
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in lines(told):
            print(line)
    return 0


def status(settings: Settings, now: datetime) -> dict[str, Any]:
    """The status as data; the contract of `status --json`.

    Raises:
        DatabaseError: The database cannot be used.
    """
    scope = system_scope("status")
    engine = open_database(settings)
    try:
        with reading(engine) as conn:
            held = inventory(conn, scope)
            beats = heartbeats(conn, scope)
            well = job_runs.last_ok(conn, scope)
            degraded = concerns(conn, engine, settings, scope, now)
    finally:
        engine.dispose()
    return {
        "establishments": {
            "total": held.establishments,
            "by_category": held.by_category,
            "by_banner": held.by_banner,
        },
        "cameras": {"total": held.cameras},
        "control_tasks": {"by_kind": held.control_tasks},
        "alerts": {
            "found": held.alerts.found,
            "confirmed": held.alerts.confirmed,
            "rectified": held.alerts.rectified,
            "open": held.alerts.open,
        },
        "patrol": {
            "last_look_age_s": _age_s(held.last_look_at, now),
            "degraded": beats["patrol"].detail.get("degraded") if "patrol" in beats else None,
        },
        "processes": {name: {"age_s": _age_s(beat.at, now)} for name, beat in beats.items()},
        "jobs": {str(job): {"last_ok_age_s": _age_s(well.get(job), now)} for job in Job},
        "backup": _backup(settings, well.get(Job.BACKUP), now),
        "disk": _disk(settings),
        "degraded": degraded,
        "model": _model(settings),
        "database": safe_url(settings.database_url),
    }


def lines(told: dict[str, Any], prefix: str = "") -> list[str]:
    """The same for people: one figure a line."""
    found = []
    for key, value in told.items():
        if isinstance(value, dict):
            found += lines(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            found += [f"{prefix + key:44} {line}" for line in value or ["-"]]
        else:
            found.append(f"{prefix + key:44} {'-' if value is None else value}")
    return found


def _backup(settings: Settings, at: datetime | None, now: datetime) -> dict[str, Any]:
    found = newest(settings.backup_folder)
    return {"age_s": _age_s(at, now), "newest": found.name if found else None}


def _disk(settings: Settings) -> dict[str, Any]:
    disk = storage.disk(settings.data_dir)
    return {
        "total_bytes": disk.total,
        "free_bytes": disk.free,
        "free_percent": round(disk.free_share * 100, 1),
    }


def _age_s(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else round((now - at).total_seconds(), 1)


def _model(settings: Settings) -> dict[str, str | None]:
    path = settings.patrol.model
    if not path.is_file():
        return {"name": path.stem, "sha256": None}
    with path.open("rb") as content:
        return {"name": path.stem, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}
