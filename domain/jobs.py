"""What runs by the clock: its names, and when each is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.clock import city_day, city_moment
from domain.day_ends import NOTED_AT

RETRY = timedelta(hours=1)
"""How long a daily job that failed waits for its next try."""


class Job(StrEnum):
    """A job, as stored."""

    STATUS = "status_changes"
    CONTROL = "control_periods"
    BACKUP = "backup"
    ARCHIVE = "audit_archive"
    ACCESS = "expired_access"
    RISK = "risk_scores"
    RISK_DAY = "risk_day"
    DOCUMENTS = "document_archives"
    DAY_END = "day_end"
    SHAM = "sham_signals"


JOB_NAMES_ZH = {
    Job.STATUS: "主体状态到期变更",
    Job.CONTROL: "管控周期开启与截止",
    Job.BACKUP: "备份",
    Job.ARCHIVE: "审计日志归档",
    Job.ACCESS: "清理过期会话与令牌",
    Job.RISK: "风险评分更新",
    Job.RISK_DAY: "全市风险评分重算",
    Job.DOCUMENTS: "法定记录归档",
    Job.DAY_END: "当日指标留存",
    Job.SHAM: "填报质量信号（每周）",
}
JOB_NAMES_EN = {
    Job.STATUS: "Status changes that come due",
    Job.CONTROL: "Periods of control opened and ended",
    Job.BACKUP: "Backup",
    Job.ARCHIVE: "Audit log archived",
    Job.ACCESS: "Ended sessions and tokens removed",
    Job.RISK: "Risk scores brought up to date",
    Job.RISK_DAY: "Risk scores of the whole city",
    Job.DOCUMENTS: "Statutory records archived",
    Job.DAY_END: "Figures at the end of the day kept",
    Job.SHAM: "Record quality signals (weekly)",
}


class JobResult(StrEnum):
    """How far a run came; a run without one is going on."""

    REQUESTED = "requested"
    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of a job that has begun."""

    started_at: datetime
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Due again so many seconds after the last start."""

    seconds: float

    def next_at(self, last: LastRun | None, now: datetime) -> datetime:
        """When it is due; `now` or earlier: it is due now."""
        return now if last is None else last.started_at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Daily:
    """Due once a day at a time of the city's wall clock; after a standstill at once, and once."""

    at: time

    def next_at(self, last: LastRun | None, now: datetime) -> datetime:
        """As for `Every`."""
        if last is None:
            return now
        if last.failed:
            return last.started_at + RETRY
        day = city_day(last.started_at)
        moment = city_moment(day, self.at)
        return moment if moment > last.started_at else city_moment(day + timedelta(1), self.at)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Due once a week, on Monday at a time of the city's wall clock; otherwise as `Daily`."""

    at: time

    def next_at(self, last: LastRun | None, now: datetime) -> datetime:
        """As for `Every`."""
        if last is None:
            return now
        if last.failed:
            return last.started_at + RETRY
        day = city_day(last.started_at)
        monday = day - timedelta(day.weekday())
        moment = city_moment(monday, self.at)
        return moment if moment > last.started_at else city_moment(monday + timedelta(7), self.at)


Timetable = Every | Daily | Weekly
Timetables = Mapping[Job, Timetable | None]
"""None: only when somebody asks for it."""


def timetables(period_s: float, backup_at: str) -> Timetables:
    """When each job is due.

    Args:
        period_s: Of what must follow the clock closely, seconds.
        backup_at: `HH:MM` in the city, empty for never by itself.
    """
    return {
        Job.STATUS: Every(period_s),
        Job.CONTROL: Every(period_s),
        Job.BACKUP: Daily(time.fromisoformat(backup_at)) if backup_at else None,
        Job.ARCHIVE: Daily(time(3, 40)),
        Job.ACCESS: Daily(time(3, 50)),
        Job.RISK: Every(period_s),
        Job.DOCUMENTS: Every(period_s),
        Job.DAY_END: Daily(NOTED_AT),
        Job.SHAM: Weekly(time(4, 10)),  # Sunday's records are locked by then
        Job.RISK_DAY: Daily(time(0, 20)),  # certificates expire and tables begin at midnight
    }
