"""Changing checklists: items a bureau adds or retires from a day on, and what that makes of a list.

A change never touches a version that is there: it makes the next one. Items that came with the
program rest on national rules and stay; a bureau retires only what it added itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.categories import Category
from domain.checklists import (
    MOST_ITEMS,
    Checklist,
    ChecklistItem,
    Confidence,
    ItemScope,
    SheetFacts,
    item_id,
)
from domain.control import ControlKind, next_start, period_start
from domain.form import Fault, Finding, Form, FormRefusedError

CITY = "city"
"""Who added an item of the city; a banner signs with its adcode."""
ITEM_FIELDS = ("group", "zh", "en", "key", "scope", "categories", "source", "article")
ZH_LENGTH, EN_LENGTH, SOURCE_LENGTH, ARTICLE_LENGTH, NOTE_LENGTH = 200, 300, 200, 80, 200
FARTHEST = timedelta(days=365)
PLATFORM_RULE = "平台规则"
"""Basis of an item for which its bureau names no document."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different from a day on.

    Attributes:
        effective_from: First day of the first period it counts for.
        added: Fields of each new item, as `read_item` gives them.
        retired: Ids of the items that are no longer asked.
        note: Why, in the publisher's words.
    """

    kind: ControlKind
    effective_from: date
    added: tuple[Mapping[str, Any], ...]
    retired: frozenset[str]
    note: str


@dataclass(frozen=True, slots=True)
class Affected:
    """Establishments of one township and category whose questions change.

    Attributes:
        establishments: How many; at least 1.
        before: Fewest and most items that one of them answers now.
        after: The same from the day of the change on.
    """

    township_code: str
    township_zh: str
    category: Category
    establishments: int
    before: tuple[int, int]
    after: tuple[int, int]


class Standing(StrEnum):
    """Whether a version counts. REPLACED: another of the same first day took its place."""

    CURRENT = "current"
    COMING = "coming"
    PAST = "past"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version asks differently from another."""

    added: tuple[ChecklistItem, ...]
    removed: tuple[ChecklistItem, ...]
    reworded: tuple[tuple[ChecklistItem, ChecklistItem], ...]


def read_item(given: object, letters: Collection[str]) -> Form:
    """One new item as typed; what is wrong is said field by field.

    Args:
        given: Field → value, forged or not.
        letters: Groups of the list.
    """
    fields = given if isinstance(given, Mapping) else {}
    form = Form(
        dict.fromkeys(ITEM_FIELDS, "") | {name: fields.get(name, "") for name in ITEM_FIELDS}
    )
    form.choice("group", letters, required=True)
    form.text("zh", ZH_LENGTH, required=True)
    form.text("en", EN_LENGTH, required=True)
    form.flag("key")
    form.choice("scope", list(ItemScope), required=True)
    _categories(form)
    form.text("source", SOURCE_LENGTH)
    form.text("article", ARTICLE_LENGTH)
    if form.values.get("article") and not form.values.get("source"):
        form.say("source", Fault.MISSING)
    return form


def read_change(
    given: object, kind: ControlKind, letters: Collection[str], today: date, *, whole: bool = True
) -> Change:
    """A change as drafted: `effective_from`, `note`, `added` and `retired`.

    Args:
        given: What was drafted, forged or not.
        kind: Which checklist.
        letters: Groups of the list.
        today: City day.
        whole: To be published, and so with its reason.

    Raises:
        FormRefusedError: Names every field that is wrong.
    """
    fields = given if isinstance(given, Mapping) else {}
    form = Form({name: fields.get(name, "") for name in ("effective_from", "note")})
    begins = form.day("effective_from", required=True)
    first, last = today + timedelta(days=1), today + FARTHEST
    if begins is not None and begins < first:
        form.say("effective_from", Fault.TOO_SOON, first.isoformat())
    if begins is not None and begins > last:
        form.say("effective_from", Fault.TOO_FAR, last.isoformat())
    form.text("note", NOTE_LENGTH, required=whole)
    items = [read_item(one, letters) for one in _listed(fields.get("added"))]
    for item in items:
        form.findings += item.findings
    retired = frozenset(one for one in _listed(fields.get("retired")) if isinstance(one, str))
    if not items and not retired:
        form.say("items", Fault.MISSING)
    form.require_good()
    return Change(
        kind,
        form.values["effective_from"],
        tuple(item.values for item in items),
        retired,
        form.values["note"] or "",
    )


def new_items(change: Change, numbers: Mapping[str, int], by: str) -> tuple[ChecklistItem, ...]:
    """The items a change adds, each under a code that no version of any list has had.

    Args:
        change: What is added.
        numbers: Highest number given so far, by letter of the group.
        by: `CITY` or the adcode of the banner.
    """
    made = []
    given = dict(numbers)
    for values in change.added:
        letter = values["group"]
        given[letter] = given.get(letter, 0) + 1
        made.append(_item(change.kind, f"{letter}{given[letter]:02d}", values, by))
    return tuple(made)


def next_items(
    base: Checklist,
    added: Sequence[ChecklistItem],
    retired: Collection[str],
    by: str,
    whose: str = "",
) -> tuple[ChecklistItem, ...]:
    """Items of the version that follows `base`: new ones stand last in their group.

    Args:
        base: The version that would count otherwise.
        added: New items.
        retired: Ids that fall away; those that `base` does not ask are passed over.
        by: Who changes it, as in `new_items`.
        whose: Name of the banner whose list it is, for what is wrong with it.

    Raises:
        FormRefusedError: Too many items, one that is asked already, or one of somebody else's
            is to be retired.
    """
    kept = [item for item in base.items if item.id not in retired]
    foreign = [item for item in base.items if item.id in retired and item.added_by != by]
    findings = [Finding("retired", Fault.NOT_YOURS, detail=item.code) for item in foreign]
    # What a banner asks by itself does not keep the city from asking it of everybody.
    asked = {item.zh for item in kept if by != CITY or item.added_by in (None, CITY)}
    for item in added:
        if item.zh in asked:
            findings.append(Finding("zh", Fault.ALREADY_ASKED, detail=item.zh))
        asked.add(item.zh)
    if len(kept) + len(added) > MOST_ITEMS:
        findings.append(Finding("items", Fault.TOO_MANY, detail=f"{MOST_ITEMS} {whose}".strip()))
    if findings:
        raise FormRefusedError(findings)
    order = {group.letter: place for place, group in enumerate(base.groups)}
    return tuple(sorted([*kept, *added], key=lambda item: order[item.group]))


def affected(
    counted: Sequence[tuple[str, str, SheetFacts, int]], before: Checklist, after: Checklist
) -> list[Affected]:
    """Who answers other items under `after`, by township and category.

    Args:
        counted: Code and name of a township, facts, and how many establishments of it have them.
        before: The version they would answer otherwise.
        after: The version of the change.
    """
    found: dict[tuple[str, Category], Affected] = {}
    for code, name, facts, number in counted:
        old, new = before.applicable(facts), after.applicable(facts)
        if old == new:
            continue
        own = Affected(
            code, name, facts.category, number, (len(old), len(old)), (len(new), len(new))
        )
        held = found.get((code, facts.category))
        found[code, facts.category] = _together(held, own) if held else own
    return list(found.values())


def compare(old: Checklist, new: Checklist) -> Comparison:
    """What `new` asks differently from `old`."""
    before = {item.id: item for item in old.items}
    after = {item.id: item for item in new.items}
    return Comparison(
        tuple(item for item in new.items if item.id not in before),
        tuple(item for item in old.items if item.id not in after),
        tuple(
            (before[item.id], item)
            for item in new.items
            if item.id in before and before[item.id] != item
        ),
    )


def standings(versions: Sequence[Checklist], today: date) -> dict[int, Standing]:
    """Standing of each version of one list, by its number."""
    last: dict[date, int] = {}
    for sheet in versions:
        last[sheet.effective_from] = max(sheet.version, last.get(sheet.effective_from, 0))
    begun = [day for day in last if day <= today]
    now = last[max(begun)] if begun else None

    def of(sheet: Checklist) -> Standing:
        if sheet.version != last[sheet.effective_from]:
            return Standing.REPLACED
        if sheet.effective_from > today:
            return Standing.COMING
        return Standing.CURRENT if sheet.version == now else Standing.PAST

    return {sheet.version: of(sheet) for sheet in versions}


def first_period(kind: ControlKind, effective_from: date) -> date:
    """First day of the first period that a version counts for."""
    start = period_start(kind, effective_from)
    return start if start == effective_from else next_start(kind, start)


def _together(one: Affected, other: Affected) -> Affected:
    return replace(
        one,
        establishments=one.establishments + other.establishments,
        before=(min(one.before[0], other.before[0]), max(one.before[1], other.before[1])),
        after=(min(one.after[0], other.after[0]), max(one.after[1], other.after[1])),
    )


def _item(kind: ControlKind, code: str, values: Mapping[str, Any], by: str) -> ChecklistItem:
    source = values.get("source")
    return ChecklistItem(
        id=item_id(kind, code),
        code=code,
        group=values["group"],
        zh=values["zh"],
        en=values["en"],
        key=values["key"],
        scope=ItemScope(values["scope"]),
        source=source or PLATFORM_RULE,
        article=values.get("article") or "",
        confidence=Confidence.GENERAL if source else Confidence.PLATFORM,
        categories=values["categories"],
        added_by=by,
    )


def _categories(form: Form) -> None:
    given = form.given.get("categories") or []
    known = {one.value for one in Category}
    if not isinstance(given, list) or any(one not in known for one in map(str, given)):
        form.say("categories", Fault.NOT_A_CHOICE)
    else:
        form.values["categories"] = frozenset(map(Category, map(str, given)))


def _listed(given: object) -> list[object]:
    """At most as many as a list may hold and one more, so that too many are still said."""
    return list(given[: MOST_ITEMS + 1]) if isinstance(given, list) else []
