"""For probes: is the process alive, and can it do its work. No figures, no addresses.

A stranger is told yes or no; why, and what runs here, is for this machine and for administrators.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from api.network import is_from_this_machine
from data_access import job_runs
from data_access.cache import cache_answers
from data_access.heartbeats import Heartbeat, heartbeats
from data_access.request import now, read, services
from data_access.soundness import concerns
from domain.scope import ADMINISTRATORS, system_scope

SYSTEM = system_scope("readyz")
health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """The web process answers."""
    return Response("OK", mimetype="text/plain")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether everything behind the screens works; 503 otherwise.

    To this machine and to administrators: `reasons` why not; `degraded` names what works and
    still needs somebody; `jobs` tells the age of what each job last did well, in seconds.
    """
    reasons: list[str] = []
    degraded: list[str] = []
    jobs_ok: dict[str, int] = {}
    held = services()
    try:
        with read(SYSTEM) as conn:
            beats = heartbeats(conn, SYSTEM)
            degraded = concerns(conn, held.engine, held.settings, SYSTEM, now())
            jobs_ok = {
                str(job): round((now() - at).total_seconds())
                for job, at in job_runs.last_ok(conn, SYSTEM).items()
            }
    except SQLAlchemyError:
        reasons.append("database: does not answer")
    else:
        jobs = held.settings.jobs
        patrol = beats.get("patrol")
        if patrol and patrol.detail.get("degraded"):
            reasons.append(f"patrol: detects nothing: {patrol.detail['degraded']}")
        limits = {"patrol": jobs.ready_patrol_age_s, "scheduler": jobs.ready_schedule_age_s}
        reasons += [
            reason
            for process, limit_s in limits.items()
            if (reason := too_old(process, beats.get(process), limit_s, now()))
        ]
    if not cache_answers(held.cache):
        reasons.append("cache: Redis does not answer")
    told: dict[str, Any] = {"ready": not reasons}
    if _may_know_why():
        told |= {"reasons": reasons, "degraded": degraded, "jobs": jobs_ok}
    return jsonify(told), 503 if reasons else 200


def _may_know_why() -> bool:
    if is_from_this_machine(request):
        return True
    try:
        return current_user.is_authenticated and current_user.account.role in ADMINISTRATORS
    except SQLAlchemyError:  # whose session it is stands in the database
        return False


def too_old(process: str, beat: Heartbeat | None, limit_s: int, moment: datetime) -> str:
    """Why a process counts as stopped, empty when it does not."""
    if beat is None:
        return f"{process}: has not run yet"
    age_s = (moment - beat.at).total_seconds()
    return f"{process}: last run {age_s:.0f} s ago, allowed {limit_s} s" if age_s > limit_s else ""
