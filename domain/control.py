"""日管控 · 周排查 · 月调度: who owes a record when, until when, and what its state means.

Law gives only the cadence (总局令第60号, amended by 第97号; 集中用餐单位规定). Every hour
below is a 平台规则: regulations.md section 1, "Clock". All moments are aware UTC.

A duty is open until it is answered: on time is `done`, after the due moment and before the lock
`late`. A kitchen that cooks past midnight has so many hours more. At the lock an open one becomes
`missed` and nothing can be entered any more, so nobody fills a week's records on Friday.
`excused` leaves the denominator and says why.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.clock import city_moment
from domain.posts import Post


class ControlKind(StrEnum):
    """Kind of a duty, as stored."""

    DAILY_CONTROL = "daily_control"
    WEEKLY_REVIEW = "weekly_review"
    MONTHLY_DISPATCH = "monthly_dispatch"


class ControlState(StrEnum):
    """State of a duty, as stored."""

    OPEN = "open"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"


ANSWERED = frozenset({ControlState.DONE, ControlState.LATE})


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Names of a kind, who records it, and the time it gives.

    How often is 市场监管总局令第60号 (第97号修改), since 2022-11-01; the times are 平台规则.

    Attributes:
        record_zh: The statutory record it makes.
        owed_by: Who may make and sign it, the usual one first (60号令 and 97号令): a duty names
            the people (data_access.deputies.holders).
        due_after: From the end of the period to the due moment.
        lock_after: From the due moment to the lock; in between an entry is late.
    """

    zh: str
    en: str
    record_zh: str
    record_en: str
    owed_by: tuple[Post, ...]
    due_after: timedelta
    lock_after: timedelta


KINDS: dict[ControlKind, KindFacts] = {
    ControlKind.DAILY_CONTROL: KindFacts(
        "日管控",
        "Daily control",
        "每日食品安全检查记录",
        "Daily food safety record",
        (Post.SAFETY_OFFICER,),
        timedelta(0),
        timedelta(hours=2),
    ),
    ControlKind.WEEKLY_REVIEW: KindFacts(
        "周排查",
        "Weekly review",
        "每周食品安全排查治理报告",
        "Weekly review report",
        (Post.SAFETY_DIRECTOR, Post.SAFETY_OFFICER),
        timedelta(0),
        timedelta(days=1),
    ),
    ControlKind.MONTHLY_DISPATCH: KindFacts(
        "月调度",
        "Monthly dispatch",
        "每月食品安全调度会议纪要",
        "Monthly meeting minutes",
        (Post.PRINCIPAL,),
        timedelta(days=5),
        timedelta(days=1),
    ),
}
STATE_NAMES_ZH = {
    ControlState.OPEN: "待完成",
    ControlState.DONE: "按时完成",
    ControlState.LATE: "逾期补填",
    ControlState.MISSED: "缺报",
    ControlState.EXCUSED: "免报",
}
STATE_NAMES_EN = {
    ControlState.OPEN: "Open",
    ControlState.DONE: "On time",
    ControlState.LATE: "Late",
    ControlState.MISSED: "Missed",
    ControlState.EXCUSED: "Excused",
}


def period_start(kind: ControlKind, day: date) -> date:
    """First day of the period `day` lies in: the day, its Monday, or the first of its month."""
    if kind is ControlKind.DAILY_CONTROL:
        return day
    if kind is ControlKind.WEEKLY_REVIEW:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def period_end(kind: ControlKind, start: date) -> date:
    """Last day of the period that begins on `start`."""
    return next_start(kind, start) - timedelta(days=1)


def next_start(kind: ControlKind, start: date) -> date:
    """First day of the period after the one that begins on `start`."""
    if kind is ControlKind.DAILY_CONTROL:
        return start + timedelta(days=1)
    if kind is ControlKind.WEEKLY_REVIEW:
        return start + timedelta(days=7)
    return (start + timedelta(days=31)).replace(day=1)


def previous_start(kind: ControlKind, start: date) -> date:
    """First day of the period before the one that begins on `start`."""
    return period_start(kind, start - timedelta(days=1))


def last_starts(kind: ControlKind, day: date, number: int) -> tuple[date, ...]:
    """Starts of the last `number` periods, oldest first, the one that holds `day` last."""
    starts = [period_start(kind, day)]
    while len(starts) < number:
        starts.append(previous_start(kind, starts[-1]))
    return tuple(reversed(starts))


def begins_at(start: date) -> datetime:
    """Moment from which a record of the period can be entered."""
    return city_moment(start)


def due_at(kind: ControlKind, period_start: date, closes_after_midnight: int = 0) -> datetime:
    """Moment up to which a record is on time (exclusive): 24:00, Sunday 24:00, month + 5 days.

    Args:
        kind: Of which duty.
        period_start: First day of its period.
        closes_after_midnight: Hours by which the kitchen's own day ends later. The moment stands
            with each duty (`control_task.due_at`): take it from there when there is a duty.
    """
    end = city_moment(next_start(kind, period_start))
    return end + KINDS[kind].due_after + timedelta(hours=closes_after_midnight)


def locks_at(kind: ControlKind, due: datetime) -> datetime:
    """Moment from which nothing can be entered: 2 hours, a day, a day after the due moment."""
    return due + KINDS[kind].lock_after


def time_share(kind: ControlKind, start: date, now: datetime) -> float:
    """Elapsed share of the time to the due moment, 0 to 1."""
    begin = begins_at(start)
    whole = (due_at(kind, start) - begin).total_seconds()
    return min(1.0, max(0.0, (now - begin).total_seconds() / whole))


def state_of_entry(kind: ControlKind, start: date, due: datetime, at: datetime) -> ControlState:
    """DONE or LATE for a record entered at `at`.

    Args:
        kind: Of which duty.
        start: First day of its period.
        due: Its own due moment, as stored.
        at: By the clock of the server, aware UTC: what a phone says of the time counts nothing.

    Raises:
        RefusedError: The period has not begun, or is locked.
    """
    if at < begins_at(start):
        raise RefusedError(Refusal.NOT_YET)
    if at >= locks_at(kind, due):
        raise RefusedError(Refusal.LOCKED)
    return ControlState.DONE if at < due else ControlState.LATE


class Refusal(StrEnum):
    """Why a record is not taken."""

    NOT_YET = "not_yet"
    LOCKED = "locked"
    ALREADY_ANSWERED = "already_answered"
    INCOMPLETE = "incomplete"
    UNKNOWN_ITEM = "unknown_item"
    FINDING_MISSING = "finding_missing"
    FINDING_WITHOUT_FAILURE = "finding_without_failure"
    FINDING_TWICE = "finding_twice"
    UNSIGNED = "unsigned"
    PHOTO_MISSING = "photo_missing"
    NO_DEPUTY = "no_deputy"
    VERSION = "version"
    NOTHING_TO_EXCUSE = "nothing_to_excuse"
    REASON_MISSING = "reason_missing"
    NOTE = "note"


REFUSALS: dict[Refusal, tuple[str, str]] = {
    Refusal.NOT_YET: ("还没有到填报时间", "This period has not begun"),
    Refusal.LOCKED: (
        "已过锁定时间，不能补填；确有原因请联系监管所说明",
        "Locked; tell the supervision office if there is a reason",
    ),
    Refusal.ALREADY_ANSWERED: (
        "这一期已经提交过，内容不同，未覆盖原记录",
        "Already submitted with other content; the first record stands",
    ),
    Refusal.INCOMPLETE: ("还有检查项没有填写", "Some items are not answered"),
    Refusal.UNKNOWN_ITEM: (
        "含有不属于本单位检查表的项目",
        "An item is not on this establishment's checklist",
    ),
    Refusal.FINDING_MISSING: (
        "不合格项必须写明问题、措施和责任人",
        "A failed item needs a note, a measure and an owner",
    ),
    Refusal.FINDING_WITHOUT_FAILURE: (
        "登记了问题，但该项没有判为不合格",
        "A finding was given for an item that did not fail",
    ),
    Refusal.NOTHING_TO_EXCUSE: (
        "这一期已经完成或已免报",
        "This period is already answered or excused",
    ),
    Refusal.REASON_MISSING: ("请写明免报原因", "Say why it is excused"),
    Refusal.NOTE: ("催报说明过长", "The note is too long"),
    Refusal.FINDING_TWICE: ("同一项登记了两次问题", "Two findings for one item"),
    Refusal.UNSIGNED: ("没有填报人签名", "Nobody has signed"),
    Refusal.VERSION: (
        "检查表有更新：已填的都保留，请补填新增的项目",
        "The checklist has changed: what you filled in stays, please answer the new items",
    ),
    Refusal.PHOTO_MISSING: ("不合格项还没有现场照片", "A failed item has no photo yet"),
    Refusal.NO_DEPUTY: (
        "代签人不在登记的代理名单或代理期内",
        "The signer is not a registered deputy for these days",
    ),
}


class RefusedError(Exception):
    """A record is not taken.

    Attributes:
        refusal: Why.
        items: Ids of the checklist items concerned, if any.
    """

    def __init__(self, refusal: Refusal, items: tuple[str, ...] = ()) -> None:
        self.refusal = refusal
        self.items = items
        super().__init__(f"{refusal}: {', '.join(items)}" if items else str(refusal))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return REFUSALS[self.refusal][0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return REFUSALS[self.refusal][1]
