"""The forms of a record, drawn: what stands in them at first, and their fields."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import category_name
from components.record_form import (
    YES,
    Filled,
    area_field,
    choice_field,
    flag_field,
    form,
    read_only,
    text_field,
    ticks_field,
)
from components.record_words import (
    closing_words,
    position_name,
    post_name,
    status_name,
    value_words,
    weekday_name,
)
from domain.categories import CODES
from domain.establishment_form import DATUM, FIELDS, LENGTHS, TYPED
from domain.establishment_record import Record
from domain.grades import GuarantorTier, HygieneGrade
from domain.kitchen import CameraPosition
from domain.operating import MOST_AFTER_MIDNIGHT
from domain.part_forms import LENGTHS as PART_LENGTHS
from domain.posts import Post
from domain.status_change import CHOICES, REASON_LENGTH
from pages._field_forms import WORK_FIELDS, work_base, work_choices
from pages._record_target import Target

Choices = Sequence[tuple[str, str]]
_FLAGS = ("cold_room", "takeaway")


def facts_base(found: Record | None) -> dict[str, Any]:
    """What stands in the fields of the main form; of a new record nothing."""
    facts = found.facts if found else {}
    base = {name: as_typed(facts.get(name)) for name in TYPED} | {DATUM: "wgs84"}
    base["closes_after_midnight"] = base["closes_after_midnight"] or "0"
    return base | {"rest_weekdays": list(base["rest_weekdays"])}


def part_base(found: Record, target: Target, today: date) -> dict[str, Any] | None:
    """What stands in the fields of a part's form; None when there is no such part."""
    if target.form in WORK_FIELDS:
        return work_base(target.form, today)
    rows: dict[str, Sequence[Any]] = {
        "licence": found.licences,
        "person": found.people,
        "camera": found.cameras,
        "health_certificate": [paper for one in found.people for paper in one.certificates],
    }
    names = {
        "licence": ("number", "issued_on", "expires_on"),
        "person": ("name", "post", "phone", "identity", "left_on"),
        "health_certificate": ("number", "issuer", "issued_on", "expires_on"),
        "camera": ("label", "position", "source", "user", "password"),
        "status": ("status", "effective_on", "reason"),
    }[target.form]
    if target.form == "status":
        return dict.fromkeys(names, "") | {"effective_on": today.isoformat()}
    if target.part is None:
        whose = {one.id for one in found.people}
        lost = target.form == "health_certificate" and target.person not in whose
        return None if lost else dict.fromkeys(names, "")
    row = next((one for one in rows[target.form] if one.id == target.part), None)
    return row and {name: as_typed(getattr(row, name, None)) for name in names}


def as_typed(value: Any) -> Any:
    """A stored value as it stands in a field."""
    if isinstance(value, bool):
        return [YES] if value else []
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def hour_choices() -> dict[str, Choices]:
    """What the fields of `hour_fields` offer."""
    return {
        "rest_weekdays": [(str(day), weekday_name(day)) for day in range(1, 8)],
        "closes_after_midnight": [
            (str(hours), closing_words(hours)) for hours in range(MOST_AFTER_MIDNIGHT + 1)
        ],
    }


def hour_fields(shown: Filled) -> list[Component]:
    """Rest days of the week, and when the kitchen closes."""
    return [
        ticks_field(shown, "rest_weekdays", hint=_("店休日不需填报；明天起生效")),
        choice_field(
            shown,
            "closes_after_midnight",
            required=True,
            hint=_("营业过零点的，截止与锁定时间顺延；明天起生效"),
        ),
    ]


def facts_form(
    filled: Filled, places: Choices, target: Target, known: Mapping[str, Any]
) -> Component:
    """The main form."""
    letters = {
        "category": [(code, category_name(code)) for code in CODES],
        "township_code": places,
        "guarantor_tier": [(code.value, code.value) for code in GuarantorTier],
        "hygiene_grade": [(code.value, code.value) for code in HygieneGrade],
        **hour_choices(),
        DATUM: [("wgs84", _("WGS-84（国家标准，默认）")), ("gcj02", _("GCJ-02（高德、腾讯地图）"))],
    }
    shown = Filled(filled.values, filled.findings, letters)
    groups = [
        (_("单位"), _facts_of_place(shown)),
        (_("主体与联系人"), _facts_of_people(shown)),
        (_("位置"), _facts_of_point(shown)),
        (_("分级"), _facts_of_grade(shown)),
    ]
    sections = [
        html.Section([html.H3(title), html.Div(inside, className="nc-form nc-form--2")])
        for title, inside in groups
    ]
    fields = [html.Div(sections, className="nc-recordform__groups")]
    words = _("建立档案") if target.form == "new" else _("保存")
    return form(fields, shown, known=known, words=words)


def facts_read(found: Record, places: Mapping[str, str]) -> Component:
    """The same facts for those who may only look."""
    return html.Dl(
        [read_only(name, value_words(name, found.facts[name], places)) for name in FIELDS],
        className="nc-pairs nc-pairs--2",
    )


def part_form(
    filled: Filled, target: Target, known: Mapping[str, Any], back: str | None
) -> Component:
    """The form of a licence, person, certificate, camera or change of status."""
    shown = Filled(
        filled.values,
        filled.findings,
        {
            "post": [(code.value, post_name(code)) for code in Post],
            "position": [(code.value, position_name(code)) for code in CameraPosition],
            "status": [(code.value, status_name(code)) for code in CHOICES],
            **(work_choices(target.form) if target.form in WORK_FIELDS else {}),
        },
        target.form,
    )
    fields = _PARTS[target.form](shown)
    words = _("登记变更") if target.form == "status" else _("保存")
    return form(
        [html.Div(fields, className="nc-form nc-form--2")],
        shown,
        known=known,
        words=words,
        back=back,
    )


def _facts_of_place(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "name", LENGTHS["name"], required=True, wide=True),
        choice_field(shown, "category", required=True),
        choice_field(shown, "township_code", required=True, search=True),
        text_field(shown, "address", LENGTHS["address"], wide=True),
        *[flag_field(shown, name) for name in _FLAGS],
        *hour_fields(shown),
    ]


def _facts_of_point(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "lon", 20, mono=True, hint=_("如 109.98312；两项都空即未定位")),
        text_field(shown, "lat", 20, mono=True, hint=_("如 39.81652")),
        choice_field(shown, DATUM, required=True, hint=_("GCJ-02 坐标保存时换算为 WGS-84")),
    ]


def _facts_of_people(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "credit_code", LENGTHS["credit_code"], mono=True),
        text_field(shown, "principal", LENGTHS["principal"]),
        text_field(shown, "safety_officer", LENGTHS["safety_officer"]),
        text_field(shown, "phone", LENGTHS["phone"], mono=True),
        text_field(shown, "opened_on", 10, kind="date"),
    ]


def _facts_of_grade(shown: Filled) -> list[Component]:
    return [
        choice_field(shown, "guarantor_tier", hint=_("A 为规模最大")),
        choice_field(shown, "hygiene_grade", hint=_("A 为最好；空为未评定")),
    ]


def _licence(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "number", PART_LENGTHS["licence.number"], required=True, mono=True),
        text_field(shown, "issued_on", 10, kind="date"),
        text_field(shown, "expires_on", 10, kind="date", hint=_("长期有效可留空")),
    ]


def _person(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "name", PART_LENGTHS["person.name"], required=True),
        choice_field(shown, "post", required=True),
        text_field(shown, "phone", PART_LENGTHS["person.phone"], mono=True),
        text_field(
            shown,
            "identity",
            PART_LENGTHS["person.identity"],
            mono=True,
            hint=_("只保存加密摘要和后四位，留空保持不变"),
        ),
        text_field(shown, "left_on", 10, kind="date", hint=_("在岗人员留空")),
    ]


def _certificate(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "number", PART_LENGTHS["certificate.number"], required=True, mono=True),
        text_field(shown, "issuer", PART_LENGTHS["certificate.issuer"]),
        text_field(shown, "issued_on", 10, kind="date"),
        text_field(shown, "expires_on", 10, kind="date", required=True),
    ]


def _camera(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "label", PART_LENGTHS["camera.label"], required=True),
        choice_field(shown, "position", required=True),
        text_field(
            shown,
            "source",
            PART_LENGTHS["camera.source"],
            mono=True,
            wide=True,
            hint=_("rtsp、rtsps、http 或 https 地址；留空则不巡查"),
        ),
        text_field(
            shown, "user", PART_LENGTHS["camera.user"], hint=_("账号密码加密保存，不再显示")
        ),
        text_field(
            shown,
            "password",
            PART_LENGTHS["camera.password"],
            kind="password",
            hint=_("留空保持不变"),
        ),
    ]


def _status(shown: Filled) -> list[Component]:
    return [
        choice_field(shown, "status", required=True),
        text_field(
            shown,
            "effective_on",
            10,
            kind="date",
            required=True,
            hint=_("今天或以前立即生效；以后的日期到期自动生效"),
        ),
        area_field(shown, "reason", REASON_LENGTH, required=True),
    ]


_PARTS = {
    "licence": _licence,
    "person": _person,
    "health_certificate": _certificate,
    "camera": _camera,
    "status": _status,
    **WORK_FIELDS,
}
