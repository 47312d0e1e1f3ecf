"""A form that was sent: saved, or answered with what is wrong, and nothing typed is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words
from components.record_form import Filled
from components.record_words import field_name, finding_words, subject_name, value_words
from data_access.establishment_parts import ACTIONS, Installation, remove_part, save_part
from data_access.establishment_record import ConflictError, create, save
from data_access.places import banners, boundaries_of
from data_access.record_point import Ground
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, scope, services, write
from data_access.secret_key import secret_key
from data_access.status_changes import record as record_status
from data_access.status_changes import withdraw
from domain.form import Finding, FormRefusedError
from domain.scope import NotAllowedError, system_scope
from pages._record_forms import facts_base, facts_form
from pages._record_target import Target, same
from pages._record_view import View, body, head, view

MADE = "record-made"
Drawn = tuple[list[Component], list[Component]]
"""Head and body of the record."""


def submitted(target: Target, given: Mapping[str, Any], *, anyway: bool) -> Drawn:
    """Save a form of a record that exists.

    Raises:
        NotAllowedError: The asker's role may not; the screen shows no such form.
        RecordNotFoundError: Not in scope.
    """
    try:
        notes = _saved(target, given, anyway=anyway)
    except ConflictError as conflict:
        return _merged_with_theirs(target, given, conflict)
    except FormRefusedError as refused:
        filled = Filled(given, refused.findings)
        said = say(_("未保存，请看标出的项目"), good=False)
        return _drawn(target, filled, said)
    words = [_("已保存"), *(f"{field_name(one.field)}：{finding_words(one)}" for one in notes)]
    said = say("　".join(words), good=not notes)
    return _drawn(target, None, said)


def created(given: Mapping[str, Any], places: Any, *, anyway: bool) -> Component:
    """Make a new record and go there, or show its form again with what is wrong."""
    try:
        with write() as conn:
            made = create(conn, scope(), given, now(), _ground(conn), anyway=anyway)
    except FormRefusedError as refused:
        return new_form(places, Filled(given, refused.findings))
    href = links.register_entry(made.establishment_id)
    return html.Div(
        [
            dcc.Location(id=MADE, href=href, refresh="callback-nav"),
            say(dcc.Link(_("已建立档案，正在打开…"), href=href), good=True),
            new_form(places, saved=True),
        ]
    )


def new_form(places: Any, filled: Filled | None = None, *, saved: bool = False) -> Component:
    """The form of a record that does not exist yet."""
    base, target = facts_base(None), Target("new", 0)
    known = {"key": "new", "form": "new", "id": 0, "version": 0, "base": base}
    known |= {"filled": filled is not None, "saved": saved}
    return html.Section(
        facts_form(filled or Filled(base), places, target, known), className="nc-card"
    )


def acted(number: int, act: str, subject: str, part: int) -> Drawn:
    """Remove a part, or withdraw a waiting change of status.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: No such thing in scope.
    """
    target = Target(subject, number)
    try:
        with write() as conn:
            if act == "withdraw":
                withdraw(conn, scope(), number, part, now())
            elif subject in ACTIONS:
                remove_part(conn, scope(), number, subject, part, now())
            else:
                raise RecordNotFoundError(subject)
    except FormRefusedError as refused:
        said = say("　".join(map(finding_words, refused.findings)), good=False)
        return _drawn(Target("", number), None, said, tab=target.tab)
    words = _("已撤回") if act == "withdraw" else _("已删除%(what)s", what=subject_name(subject))
    return _drawn(Target("", number), None, say(words, good=True), tab=target.tab)


def say(words: str | Component, *, good: bool) -> Component:
    """What became of a step."""
    kind = "nc-note--ok" if good else "nc-note--warn"
    return html.Div(words, className=f"nc-note {kind}", role="status")


def _saved(target: Target, given: Mapping[str, Any], *, anyway: bool) -> tuple[Finding, ...]:
    asker, moment = scope(), now()
    with write() as conn:
        if target.form == "facts":
            base = target.base or {}
            changed = {name: v for name, v in given.items() if not same(v, base.get(name))}
            if set(changed) & {"lon", "lat", "datum"}:
                changed |= {name: given.get(name) for name in ("lon", "lat", "datum")}
            ground = _ground(conn)
            saved = save(
                conn, asker, target.number, changed, target.version, moment, ground, anyway=anyway
            )
            return saved.notes
        if target.form == "status":
            record_status(conn, asker, target.number, given, moment)
            return ()
        if target.form not in ACTIONS:
            raise RecordNotFoundError(target.form)
        return save_part(
            conn,
            asker,
            target.number,
            target.form,
            target.part,
            given,
            moment,
            _installation(),
            person_id=target.person,
        )


def _merged_with_theirs(target: Target, given: Mapping[str, Any], conflict: ConflictError) -> Drawn:
    """The form on the new version: what the person typed stays, what they left alone is theirs."""
    seen = view(target.number, target.tab)
    base, current = target.base or {}, facts_base(seen.found)
    kept = {
        name: given.get(name) if not same(given.get(name), base.get(name)) else current[name]
        for name in current
    }
    both = {name for name in conflict.changed if not same(kept.get(name), current.get(name))}
    said = _conflict_words(conflict, seen, both, now())
    return head(seen), body(seen, target.tab, target, Filled(kept), said)


def _conflict_words(
    conflict: ConflictError, seen: View, both: set[str], moment: datetime
) -> Component:
    rows = [
        html.Li(
            [
                html.B(field_name(name)),
                html.Span(_("现为 %(value)s", value=value_words(name, value, seen.places))),
                html.Span(_("您填写的不同，保存将以您的为准"), className="nc-chip nc-chip--warn")
                if name in both
                else None,
            ]
        )
        for name, value in conflict.changed.items()
    ]
    who, at = conflict.actor, moment_words(conflict.at, moment)
    return html.Div(
        [
            html.P(_("未保存：%(who)s 已于 %(at)s 修改了此档案", who=who, at=at)),
            html.Ul(rows),
            html.P(_("您填写的内容都还在，其他项目已更新为最新值；请核对后再次保存")),
        ],
        className="nc-note nc-note--warn nc-conflict",
        role="alert",
    )


def _drawn(
    target: Target, filled: Filled | None, said: Component, *, tab: str | None = None
) -> Drawn:
    seen = view(target.number, tab or target.tab)
    saved = filled is None
    return head(seen), body(seen, tab or target.tab, target, filled, said, saved=saved)


def _installation() -> Installation:
    settings = services().settings
    return Installation(secret_key(settings), settings.patrol.loopback_cameras)


def _ground(conn: Any) -> Ground:
    everyone = system_scope("names of banners")
    names = {one.adcode: one.name_zh for one in banners(conn, everyone)}
    return Ground(boundaries_of(services().settings.city.boundaries), names)


__all__ = ["NotAllowedError", "acted", "created", "new_form", "say", "submitted"]
