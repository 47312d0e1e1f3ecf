"""The items of a duty's form as its template draws them: sections, and what stands beside items."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
        once: Answer that one tap gives to all known items together; empty for none.
    """

    id: str
    code: str
    text: str
    key: bool
    basis: str
    known: str
    good: bool
    was: str
    once: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading.

    Attributes:
        letter: Of the group; empty where items of several stand together.
        note: One sentence below the heading.
        button: What one tap for all its items says; empty where each is looked at by itself.
    """

    letter: str
    title: str
    rows: tuple[Row, ...]
    note: str = ""
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
        href=links.finding(case.id),
    )


def sections(form: DutyForm) -> list[Section]:
    """What can be confirmed together first, then the groups of the checklist."""
    rows = {item.id: _row(form, item) for item in form.items}
    together = {*form.settled, *form.standing}
    groups = {group.letter: term(group.zh, group.en) for group in form.groups}
    found = _known_section(form, rows)
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


def _known_section(form: DutyForm, rows: Mapping[str, Row]) -> list[Section]:
    """One tap for what is known already: good facts, and what the last record had no use for."""
    given = [(item, Answer.PASS) for item in form.settled]
    given += [(item, Answer.NOT_APPLICABLE) for item in form.standing]
    if not given:
        return []
    known = tuple(replace(rows[item], once=answer.value) for item, answer in given)
    note = _(
        "系统只知道各条下方写明的部分，其余请在现场看过。与今天一致的，一次确认；不一致的单独点选。"
    )
    button = counted("与现场一致，确认这 %(n)s 项", len(known))
    return [Section("", _("已知情况"), known, note, button)]


def _row(form: DutyForm, item: ChecklistItem) -> Row:
    fact = form.known.get(item.id)
    open_ones = [one.case for one in form.findings if one.case.item == item.id]
    return Row(
        id=item.id,
        code=item.code,
        text=term(item.zh, item.en),
        key=item.key,
        basis=f"{item.source} {item.article}".strip(),
        known=_beside(form, item, fact),
        good=fact.good if fact is not None else True,
        was=_(
            "%(day)s 不合格：%(note)s，尚未整改",
            day=day_words(open_ones[0].start),
            note=open_ones[0].note,
        )
        if open_ones
        else "",
    )


def _beside(form: DutyForm, item: ChecklistItem, fact: KnownFact | None) -> str:
    """What stands below an item: what is known of it and, in the known section, its answer."""
    if item.id in form.standing:
        return str(_("上次填报：不适用"))
    words = known_words(fact) if fact is not None else ""
    return str(_("%(words)s · 记为合格", words=words)) if item.id in form.settled else words


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(CITY_TIME):%H:%M}" if moment is not None else "—"
