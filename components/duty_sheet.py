"""The items of a duty's form as its template draws them: sections, and what stands beside items."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words
from components.control_words import day_words
from components.wording import counted, term
from domain.checklists import Answer, ChecklistItem
from domain.clock import CITY_TIME
from domain.duty_form import DutyForm, Known, KnownFact, OpenFinding


@dataclass(frozen=True, slots=True)
class Row:
    """One item.

    Attributes:
        known: What the system knows of it, empty for nothing.
        good: Whether that speaks for a pass.
        was: What was found wrong there and is not put right, empty for nothing.
    """

    id: str
    code: str
    text: str
    key: bool
    basis: str
    known: str
    good: bool
    was: str


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading.

    Attributes:
        letter: Of the group; empty where items of several stand together.
        note: One sentence below the heading.
        answer: What one tap gives to all its items; empty where each is looked at by itself.
        button: What that tap says.
    """

    letter: str
    title: str
    rows: tuple[Row, ...]
    note: str = ""
    answer: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding that is not put right; `href` is where that is registered."""

    code: str
    text: str
    note: str
    found: str
    due: str
    href: str


def finding_view(finding: OpenFinding, now: datetime) -> FindingView:
    """What was found, when, and until when it was to be put right."""
    case, item = finding.case, finding.item
    due = ""
    if case.due_at is not None:
        due = _("限期 %(at)s", at=moment_words(case.due_at, now))
        if case.overdue(now):
            due += " · " + _("已超期")
    return FindingView(
        code=case.item.partition(".")[2],
        text=term(item.zh, item.en) if item else "",
        note=case.note,
        found=_("%(day)s 发现", day=day_words(case.start)),
        due=due,
        href=links.control(kind=case.kind, day=case.start),
    )


def sections(form: DutyForm) -> list[Section]:
    """What can be confirmed together first, then the groups of the checklist."""
    rows = {item.id: _row(form, item) for item in form.items}
    together = {*form.settled, *form.standing}
    groups = {group.letter: term(group.zh, group.en) for group in form.groups}
    found = [*_confirmed(form, rows)]
    alone = [item for item in form.items if item.id not in together]
    for letter, items in groupby(alone, key=lambda item: item.group):
        found.append(Section(letter, groups[letter], tuple(rows[item.id] for item in items)))
    return found


def known_words(fact: KnownFact) -> str:
    """What is known, with its number and its moment."""
    return str(_known_words(fact))


def _known_words(fact: KnownFact) -> Any:
    if fact.about is Known.LICENCE:
        if fact.day is None:
            return _("许可证有效期未登记")
        day = fact.day.isoformat()
        return (
            _("许可证有效期至 %(day)s", day=day)
            if fact.good
            else _("许可证已于 %(day)s 到期", day=day)
        )
    if fact.about is Known.CERTIFICATES:
        return _certificate_words(fact)
    if fact.about is Known.CAMERAS:
        return _(
            "摄像头 %(a)s / %(b)s 路在线 · 巡查于 %(at)s",
            a=fact.part,
            b=fact.whole,
            at=_clock(fact.at),
        )
    if not fact.whole:
        return {
            Known.ALERTS: _("期内没有预警"),
            Known.FINDINGS: _("期内没有发现问题"),
            Known.DAYS: _("期内没有应检的日子"),
        }[fact.about]
    return {
        Known.ALERTS: _("预警已处置 %(a)s / %(b)s 件", a=fact.part, b=fact.whole),
        Known.FINDINGS: _("问题已整改 %(a)s / %(b)s 项", a=fact.part, b=fact.whole),
        Known.DAYS: _("日管控已检 %(a)s / 应检 %(b)s 天", a=fact.part, b=fact.whole),
    }[fact.about]


def _certificate_words(fact: KnownFact) -> Any:
    share = _("健康证有效 %(a)s / %(b)s 人", a=fact.part, b=fact.whole)
    if fact.day is None:
        return share + _("，%(name)s没有登记", name=fact.who)
    return share + _("，最早到期：%(name)s %(day)s", name=fact.who, day=fact.day.isoformat())


def _confirmed(form: DutyForm, rows: dict[str, Row]) -> list[Section]:
    found = []
    if form.settled:
        found.append(
            Section(
                "",
                _("系统已查得"),
                tuple(rows[item] for item in form.settled),
                _("系统只知道各条下方写明的部分；其余请在现场看过，再一次确认。不一致的单独点选。"),
                Answer.PASS,
                counted("现场一致，确认这 %(n)s 项合格", len(form.settled)),
            )
        )
    if form.standing:
        found.append(
            Section(
                "",
                _("上次填报为不适用"),
                tuple(rows[item] for item in form.standing),
                _("本店上次没有这些环节。若今天有，请单独点选。"),
                Answer.NOT_APPLICABLE,
                counted("仍不适用，确认这 %(n)s 项", len(form.standing)),
            )
        )
    return found


def _row(form: DutyForm, item: ChecklistItem) -> Row:
    fact = form.known.get(item.id)
    open_ones = [one.case for one in form.findings if one.case.item == item.id]
    return Row(
        id=item.id,
        code=item.code,
        text=term(item.zh, item.en),
        key=item.key,
        basis=f"{item.source} {item.article}".strip(),
        known=known_words(fact) if fact is not None else "",
        good=fact.good if fact is not None else True,
        was=_(
            "%(day)s 不合格：%(note)s，尚未整改",
            day=day_words(open_ones[0].start),
            note=open_ones[0].note,
        )
        if open_ones
        else "",
    )


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(CITY_TIME):%H:%M}" if moment is not None else "—"
