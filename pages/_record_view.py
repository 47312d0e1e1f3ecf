"""One record, drawn for whoever asks: head, tabs, and what stands in the tab."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.panels import card
from components.record_form import Filled
from components.record_head import merged_note, record_head, record_tabs
from components.record_history import HistoryLine, history_list
from components.record_parts import Edit, camera_list, licence_list, people_list
from components.record_status import status_timeline
from components.record_words import subject_name
from components.wording import term
from data_access import history
from data_access.establishment_parts import ACTIONS
from data_access.establishment_record import record
from data_access.part_conflicts import part_versions
from data_access.places import banners, townships
from data_access.record_rows import establishment_row
from data_access.request import now, read, scope
from domain.clock import city_day
from domain.establishment_record import Record
from domain.grades import EstablishmentStatus
from domain.scope import OFFICIALS, Action, Scope
from pages._record_forms import facts_base, facts_form, facts_read, part_base, part_form
from pages._record_target import TABS, Target, address

SHOWN = "record-shown"


@dataclass(frozen=True, slots=True)
class View:
    """A record as it is read for one answer.

    Attributes:
        mark: Grows with every change; a screen that shows an older one says so.
        places: Township code → its name with its banner's; the asker's own ones.
        lines: History, read only for its tab.
        versions: Subject and id → version of a part; one that is not there was never changed.
    """

    found: Record
    mark: int
    places: Mapping[str, str]
    lines: tuple[HistoryLine, ...]
    versions: Mapping[tuple[str, int], int]

    def version_of(self, target: Target) -> int:
        """Version of what a form shows: of a part its own, else of the record."""
        if target.form in ACTIONS and target.part is not None:
            return self.versions.get((target.form, target.part), 0)
        return self.found.version

    @property
    def may_edit(self) -> bool:
        """Whether the asker may change the register's facts of this record."""
        merged = self.found.status == EstablishmentStatus.MERGED
        return scope().allows(Action.CHANGE_REGISTER) and not merged

    def may_keep(self, subject: str) -> bool:
        """Whether the asker may change a part of this record."""
        merged = self.found.status == EstablishmentStatus.MERGED
        return scope().allows(ACTIONS[subject]) and not merged


def view(number: int, tab: str) -> View:
    """Read a record.

    Raises:
        RecordNotFoundError: Not in the asker's scope.
    """
    asker = scope()
    with read() as conn:
        establishment_row(conn, asker, number)  # theirs to see?
        # First: what comes in between is told as newer, never taken for read.
        mark, versions = history.newest_of(conn, number), part_versions(conn, number)
        found = record(conn, asker, number, city_day(now()))
        lines = history.of_establishment(conn, number) if tab == "history" else []
        places = dict(_own_places(conn, asker))
    told = tuple(
        HistoryLine(**{name: getattr(one, name) for name in HistoryLine.__slots__}) for one in lines
    )
    return View(found, mark, places, told, versions)


def own_places() -> list[tuple[str, str]]:
    """Townships that the asker may write to: code, and name with its banner's."""
    with read() as conn:
        return _own_places(conn, scope())


def _own_places(conn: Connection, asker: Scope) -> list[tuple[str, str]]:
    names = {one.adcode: term(one.name_zh, one.name_en) for one in banners(conn, asker)}
    return [
        (one.code, f"{names.get(one.banner_adcode, one.banner_adcode)} · {one.name_zh}")
        for one in townships(conn, asker)
    ]


def head(seen: View) -> list[Component]:
    """Name, grades, ways on; and what the screen shows, to see when it is out of date."""
    official = scope().role in OFFICIALS
    store = dcc.Store(id=SHOWN, data={"id": seen.found.id, "mark": seen.mark})
    return [store, record_head(seen.found, official=official)]


def tabs(seen: View, tab: str) -> Component:
    """The parts of the record, with how many there are."""
    found = seen.found
    present = sum(one.left_on is None for one in found.people)
    words: dict[str, tuple[str, int | None]] = {
        "facts": (_("基本信息"), None),
        "licences": (_("证照"), len(found.licences)),
        "people": (_("人员与健康证"), present),
        "cameras": (_("摄像头"), len(found.cameras)),
        "status": (_("状态"), None),
        "history": (_("变更记录"), None),
    }
    asker = scope()
    return record_tabs(
        [
            (
                address(
                    asker,
                    found.id,
                    one,
                ),
                *words[one],
                one == tab,
            )
            for one in TABS
        ],
        _("档案内容"),
    )


def body(
    seen: View,
    tab: str,
    target: Target,
    filled: Filled | None = None,
    said: Component | None = None,
    *,
    saved: bool = False,
) -> list[Component]:
    """What stands in a tab.

    Args:
        seen: The record.
        tab: One of TABS.
        target: The form that is open, if any.
        filled: What somebody has typed into it; None for what stands in the register.
        said: What became of the last save.
        saved: Whether it succeeded: then the browser forgets its draft.
    """
    note = merged_note(seen.found)
    parts = [part for part in (note, said) if part is not None]
    return [*parts, *_DRAWN[tab](seen, target, filled, saved)]


def known_of(seen: View, target: Target, base: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What the browser keeps of a form."""
    return {
        "key": f"{target.form}:{seen.found.id}:{target.part or 'new'}:{target.person or ''}",
        "form": target.form,
        "id": seen.found.id,
        "part": target.part,
        "person": target.person,
        "version": seen.version_of(target),
        "base": dict(base),
        **more,
    }


def _facts(seen: View, _target: Target, filled: Filled | None, saved: bool) -> list[Component]:
    target = Target("facts", seen.found.id)
    if not seen.may_edit:
        here = {**seen.places, str(seen.found.facts["township_code"]): seen.found.township_zh}
        return [html.Section(facts_read(seen.found, here), className="nc-card")]
    base = facts_base(seen.found)
    known = known_of(seen, target, base, filled=filled is not None, saved=saved)
    places = list(seen.places.items())
    drawn = facts_form(filled or Filled(base), places, target, known)
    return [html.Section(drawn, className="nc-card")]


def _licences(seen: View, target: Target, filled: Filled | None, saved: bool) -> list[Component]:
    may = seen.may_keep("licence")
    listed = licence_list(seen.found.licences, _today(), _edit(seen), may_edit=may)
    return _with_form(seen, "licence", target, filled, saved, listed, may=may)


def _people(seen: View, target: Target, filled: Filled | None, saved: bool) -> list[Component]:
    may = seen.may_keep("person")
    listed = people_list(seen.found.people, _today(), _edit(seen), may_edit=may)
    return _with_form(seen, "person", target, filled, saved, listed, may=may)


def _cameras(seen: View, target: Target, filled: Filled | None, saved: bool) -> list[Component]:
    may = seen.may_keep("camera")
    listed = camera_list(seen.found.cameras, now(), _edit(seen), may_edit=may)
    return _with_form(seen, "camera", target, filled, saved, listed, may=may)


def _status(seen: View, _target: Target, filled: Filled | None, saved: bool) -> list[Component]:
    found, target = seen.found, Target("status", seen.found.id)
    line = status_timeline(
        found.statuses,
        current=found.status,
        since=found.status_since,
        now=now(),
        may_edit=seen.may_edit,
    )
    listed = card(_("状态时间线"), "", line)
    if not seen.may_edit:
        return [listed]
    return [_open_form(seen, target, filled, saved, _("登记状态变更"), back=None), listed]


def _history(seen: View, _target: Target, _filled: Filled | None, _saved: bool) -> list[Component]:
    return [
        card(
            _("变更记录"),
            _("最近 %(n)s 条", n=len(seen.lines)),
            history_list(seen.lines, seen.places),
        )
    ]


def _with_form(
    seen: View,
    subject: str,
    target: Target,
    filled: Filled | None,
    saved: bool,
    listed: Component,
    *,
    may: bool,
) -> list[Component]:
    """A list with the button that adds to it, and the form that is open above it."""
    tab = target.tab if target.form else Target(subject, 0).tab
    add = dcc.Link(
        _("新增%(what)s", what=subject_name(subject)),
        href=_edit(seen)(subject, "new"),
        className="nc-btn nc-btn--sm",
    )
    shown = html.Section([html.Div(add, className="nc-record__add") if may else None, listed])
    parts: list[Component] = [html.Div(shown, className="nc-card")]
    if not (may and target.form):
        return parts
    name = subject_name(target.form)
    title = _("编辑%(what)s", what=name) if target.part else _("新增%(what)s", what=name)
    back = address(scope(), seen.found.id, tab)
    return [_open_form(seen, target, filled, saved, title, back=back), *parts]


def _open_form(
    seen: View,
    target: Target,
    filled: Filled | None,
    saved: bool,
    title: str,
    *,
    back: str | None,
) -> Component:
    base = part_base(seen.found, target, _today())
    if base is None:
        return html.P(_("没有找到要编辑的内容"), className="nc-note nc-note--warn")
    known = known_of(seen, target, base, filled=filled is not None, saved=saved)
    drawn = part_form(filled or Filled(base), target, known, back)
    return card(title, _whose(seen, target), drawn)


def _whose(seen: View, target: Target) -> str:
    if target.form != "health_certificate":
        return ""
    for one in seen.found.people:
        if one.id == target.person or any(paper.id == target.part for paper in one.certificates):
            return one.name
    return ""


def _edit(seen: View) -> Edit:
    asker, number = scope(), seen.found.id

    def to(form: str, part: int | str) -> str:
        return address(asker, number, Target(form, 0).tab, form=form, part=part)

    return to


def _today() -> date:
    return city_day(now())


_DRAWN = {
    "facts": _facts,
    "licences": _licences,
    "people": _people,
    "cameras": _cameras,
    "status": _status,
    "history": _history,
}
