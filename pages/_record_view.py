"""One record, drawn for whoever asks: head, tabs, and what stands in the tab."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.dossier_outline import part_name
from components.panels import card
from components.record_form import Filled
from components.record_head import merged_note, record_head, record_tabs
from components.record_history import history_list
from components.record_parts import Edit, camera_list, licence_list, people_list
from components.record_status import status_timeline
from components.record_words import subject_name
from data_access.request import now, scope
from domain.clock import city_day
from domain.dossier import parts_for
from domain.grades import EstablishmentStatus
from domain.scope import OFFICIALS, Action
from pages._dossier_tabs import DRAWN, Asked
from pages._record_forms import facts_base, facts_form, facts_read, part_base, part_form
from pages._record_reading import WORK_OF_TAB, View
from pages._record_target import Target, address

SHOWN = "record-shown"


def head(seen: View) -> list[Component]:
    """Name, grades, ways on; and what the screen shows, to see when it is out of date."""
    official = scope().role in OFFICIALS
    store = dcc.Store(id=SHOWN, data={"id": seen.found.id, "mark": seen.mark})
    return [store, record_head(seen.found, seen.stands, official=official)]


def tabs(seen: View, tab: str) -> Component:
    """The parts of the record, with how many there are."""
    found = seen.found
    present = sum(one.left_on is None for one in found.people)
    counted = {"licences": len(found.licences), "people": present, "cameras": len(found.cameras)}
    asker = scope()
    return record_tabs(
        [
            (
                address(asker, found.id, part),
                part_name(part),
                counted.get(part),
                part == tab,
            )
            for part in parts_for(asker)
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
    wanted: Asked | None = None,
) -> list[Component]:
    """What stands in a tab.

    Args:
        seen: The record.
        tab: One of TABS.
        target: The form that is open, if any.
        filled: What somebody has typed into it; None for what stands in the register.
        said: What became of the last save.
        saved: Whether it succeeded: then the browser forgets its draft.
        wanted: Page and kind of a list.
    """
    note = merged_note(seen.found)
    parts = [part for part in (note, said) if part is not None]
    if tab not in DRAWN:
        return [*parts, *_DRAWN[tab](seen, target, filled, saved)]
    work = _field_work(seen, tab, target, filled, saved) if tab in WORK_OF_TAB else []
    return [*parts, *work, *DRAWN[tab](seen.found, wanted or Asked())]


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
    parts = _with_form(seen, "licence", target, filled, saved, listed, may=may)
    told = [one for one in seen.lines if one.subject == "licence" or one.field == "name"]
    course = history_list([one for one in told if one.subject != "person"], seen.places)
    return [*parts, card(_("名称与证照沿革"), _("取自变更记录"), course)]


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


def _field_work(
    seen: View, tab: str, target: Target, filled: Filled | None, saved: bool
) -> list[Component]:
    """The form of an inspection, a penalty and the like, or the button that opens it."""
    merged = seen.found.status == EstablishmentStatus.MERGED
    if merged or not scope().allows(Action.RECORD_FIELD_WORK):
        return []
    name = subject_name(WORK_OF_TAB[tab])
    if target.form:
        title = _("登记%(what)s", what=name)
        back = address(scope(), seen.found.id, target.tab)
        return [_open_form(seen, target, filled, saved, title, back=back)]
    href = _edit(seen)(WORK_OF_TAB[tab], "new")
    link = dcc.Link(_("登记%(what)s", what=name), href=href, className="nc-btn nc-btn--sm")
    return [html.Div(link, className="nc-record__add")]


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
