"""A form that somebody else was faster with: who, what stands now, and all that was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import moment_words
from components.record_form import Filled
from components.record_words import TELLS_NOTHING, field_name, subject_name, value_words
from data_access.establishment_record import ConflictError
from data_access.request import now
from domain.clock import city_day
from pages._record_forms import facts_base, part_base
from pages._record_reading import View, view
from pages._record_target import Target, same
from pages._record_view import body, head

_TYPED_AS = {"credentials": "password", "identity_tail": "identity"}
"""Columns that no field shows → the field that one types them into."""


def told_of_conflict(
    target: Target, given: Mapping[str, Any], conflict: ConflictError
) -> tuple[list[Component], list[Component]]:
    """Head and body of the record, the form on the new version.

    What the person typed stays, what they left alone is theirs by now. What was removed meanwhile
    is offered as a new one.
    """
    seen = view(target.number, target.tab)
    if conflict.removed:
        return head(seen), _as_new(seen, target, given, conflict)
    base = target.base or {}
    current = _current(seen, target)
    kept = {
        name: given.get(name) if not same(given.get(name), base.get(name)) else current[name]
        for name in current
    }
    both = {
        name
        for name in conflict.changed
        for field in (_TYPED_AS.get(name, name),)
        if not same(kept.get(field), current.get(field))
    }
    said = _words(seen, target, conflict, both)
    return head(seen), body(seen, target.tab, target, Filled(kept), said)


def _current(seen: View, target: Target) -> dict[str, Any]:
    if target.form == "facts":
        return facts_base(seen.found)
    return part_base(seen.found, target, city_day(now())) or {}


def _words(seen: View, target: Target, conflict: ConflictError, both: set[str]) -> Component:
    subject = "establishment" if target.form == "facts" else target.form
    rows = [
        html.Li(
            [
                html.B(field_name(name, subject)),
                html.Span(_("现为 %(value)s", value=value_words(name, value, seen.places))),
                html.Span(_("您填写的不同，保存将以您的为准"), className="nc-chip nc-chip--warn")
                if name in both
                else None,
            ]
        )
        for name, value in conflict.changed.items()
        if name not in TELLS_NOTHING
    ]
    who, at = conflict.actor, moment_words(conflict.at, now())
    said = (
        _("未保存：%(who)s 已于 %(at)s 修改了此档案", who=who, at=at)
        if target.form == "facts"
        else _(
            "未保存：%(who)s 已于 %(at)s 修改了此%(what)s",
            who=who,
            at=at,
            what=subject_name(subject),
        )
    )
    then = _("您填写的内容都还在，其他项目已更新为最新值；请核对后再次保存")
    return _note(said, html.Ul(rows), then)


def _as_new(
    seen: View, target: Target, given: Mapping[str, Any], conflict: ConflictError
) -> list[Component]:
    said = _(
        "未保存：%(who)s 已于 %(at)s 删除了此%(what)s",
        who=conflict.actor,
        at=moment_words(conflict.at, now()),
        what=subject_name(target.form),
    )
    then = _("您填写的内容都还在；若仍需要，请再次保存，将作为新增登记")
    person = conflict.changed.get("person_id")
    fresh = replace(target, part=None, person=person, version=0)
    return body(seen, target.tab, fresh, Filled(given), _note(said, None, then))


def _note(said: str, listed: Component | None, then: str) -> Component:
    return html.Div(
        [html.P(said), listed, html.P(then)],
        className="nc-note nc-note--warn nc-conflict",
        role="alert",
    )
