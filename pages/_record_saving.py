"""A form that was sent: saved, or answered with what is wrong, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words
from components.dossier_enforcement import HANDLED, WITHDRAW
from components.dossier_lists import RECTIFIED
from components.record_form import Filled
from components.record_words import field_name, finding_words, subject_name
from data_access import field_work, own_services
from data_access.establishment_parts import ACTIONS, remove_part, save_part
from data_access.establishment_record import ConflictError, create, save
from data_access.field_work import TABLES, mark_handled, mark_rectified, record_work
from data_access.part_reading import Installation
from data_access.places import banners, boundaries_of
from data_access.record_point import Ground
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, scope, services, write
from data_access.secret_key import secret_key
from data_access.status_changes import record as record_status
from data_access.status_changes import withdraw
from domain.form import Fault, Finding, FormRefusedError
from domain.scope import NotAllowedError, system_scope
from pages._record_conflict import told_of_conflict
from pages._record_forms import facts_base, facts_form
from pages._record_reading import view
from pages._record_target import Target, same
from pages._record_view import body, head

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
        return told_of_conflict(target, given, conflict)
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


def acted(number: int, act: str, subject: str, part: int, mark: int) -> Drawn:
    """Remove a part, withdraw a waiting change of status, or end what was recorded.

    Args:
        number: The record.
        act: What.
        subject: Kind of the part.
        part: Which.
        mark: Of the record as the person saw it: a part that was changed since is left alone.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: No such thing in scope.
    """
    target = Target(subject, number)
    try:
        with write() as conn:
            if act == "withdraw":
                withdraw(conn, scope(), number, part, now())
            elif act == RECTIFIED and subject in TABLES:
                mark_rectified(conn, scope(), number, subject, part, now())
            elif act == HANDLED and subject == "sampling_test":
                mark_handled(conn, scope(), number, part, now())
            elif act == WITHDRAW and subject in TABLES:
                field_work.withdraw(conn, scope(), number, subject, part, now())
            elif subject in ACTIONS:
                remove_part(conn, scope(), number, subject, part, now(), version=mark)
            else:
                raise RecordNotFoundError(subject)
    except ConflictError as conflict:
        said = say(_not_removed(subject, conflict), good=False)
        return _drawn(Target("", number), None, said, tab=target.tab)
    except FormRefusedError as refused:
        said = say("　".join(map(finding_words, refused.findings)), good=False)
        return _drawn(Target("", number), None, said, tab=target.tab)
    told = {
        "withdraw": _("已撤回"),
        RECTIFIED: _("已登记整改完成"),
        HANDLED: _("已登记核查处置完成"),
        WITHDRAW: _("已撤销，不再计入"),
    }
    words = told.get(act) or _("已删除%(what)s", what=subject_name(subject))
    return _drawn(Target("", number), None, say(words, good=True), tab=target.tab)


def _not_removed(subject: str, conflict: ConflictError) -> str:
    who, at, what = conflict.actor, moment_words(conflict.at, now()), subject_name(subject)
    if conflict.removed:
        return str(_("%(who)s 已于 %(at)s 删除了此%(what)s", who=who, at=at, what=what))
    return str(
        _(
            "未删除：%(who)s 已于 %(at)s 修改了此%(what)s；下面是最新内容，请核对后再删除",
            who=who,
            at=at,
            what=what,
        )
    )


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
            recorded = record_status(conn, asker, target.number, given, moment)
            return tuple(
                Finding("status", Fault.TOOK_BACK, detail=day.isoformat())
                for day in recorded.withdrawn
            )
        if target.form in TABLES:
            record_work(conn, asker, target.number, target.form, given, target.version, moment)
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
            version=target.version,
        )


def _drawn(
    target: Target, filled: Filled | None, said: Component, *, tab: str | None = None
) -> Drawn:
    seen = view(target.number, tab or target.tab)
    saved = filled is None
    return head(seen), body(seen, tab or target.tab, target, filled, said, saved=saved)


def _installation() -> Installation:
    settings = services().settings
    own = own_services.resolved(own_services.configured(settings))
    return Installation(secret_key(settings), settings.patrol.loopback_cameras, own)


def _ground(conn: Any) -> Ground:
    everyone = system_scope("names of banners")
    names = {one.adcode: one.name_zh for one in banners(conn, everyone)}
    return Ground(boundaries_of(services().settings.city.boundaries), names)


__all__ = ["NotAllowedError", "acted", "created", "new_form", "say", "submitted"]
