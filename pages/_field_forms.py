"""Fields of the forms of an inspection, a guarantor visit, a penalty and a sampling test."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dash.development.base_component import Component
from flask_babel import gettext as _

from components.dossier_words import inspection_kind, visit_course, visit_manner
from components.enforcement_words import penalty_kinds, sample_outcome, stage_name
from components.record_form import Filled, area_field, choice_field, text_field, ticks_field
from domain import penalties, sampling
from domain.checklists import Answer
from domain.enforcement_forms import PENALTY_FIELDS, SAMPLE_FIELDS
from domain.field_forms import (
    COMPANION_LENGTH,
    INSPECTION_FIELDS,
    INSPECTORS_LENGTH,
    ITEM_FIELDS,
    NOTE_LENGTH,
    VISIT_FIELDS,
)
from domain.guarantors import VisitCourse, VisitManner
from domain.inspections import InspectionKind
from domain.penalties import PenaltyKind
from domain.sampling import SampleConclusion, SampleStage

Choices = Mapping[str, Sequence[tuple[str, str]]]


def work_base(form: str, today: date) -> dict[str, Any]:
    """What stands in the fields at first: today, and the usual kind."""
    if form == "inspection":
        first = {"inspected_on": today.isoformat(), "kind": InspectionKind.ROUTINE.value}
        return dict.fromkeys(INSPECTION_FIELDS, "") | first
    if form == "penalty":
        return dict.fromkeys(PENALTY_FIELDS, "") | {"decided_on": today.isoformat(), "kinds": []}
    if form == "sampling_test":
        first = {"sampled_on": today.isoformat(), "stage": SampleStage.CATERING.value}
        return dict.fromkeys(SAMPLE_FIELDS, "") | first
    first = {"visited_on": today.isoformat(), "manner": VisitManner.ON_SITE.value}
    return dict.fromkeys(VISIT_FIELDS, "") | first


def work_choices(form: str) -> Choices:
    """Choices of each field."""
    if form == "inspection":
        return {"kind": [(one.value, inspection_kind(one)) for one in InspectionKind]}
    if form == "penalty":
        return {"kinds": [(one.value, penalty_kinds(one)) for one in PenaltyKind]}
    if form == "sampling_test":
        return {
            "stage": [(one.value, stage_name(one)) for one in SampleStage],
            "conclusion": [(one.value, sample_outcome(one)) for one in SampleConclusion],
        }
    answers = [
        (Answer.PASS.value, _("符合")),
        (Answer.FAIL.value, _("不符合")),
        (Answer.NOT_APPLICABLE.value, _("不适用")),
    ]
    return {
        "manner": [(one.value, visit_manner(one)) for one in VisitManner],
        "course": [(one.value, visit_course(one)) for one in VisitCourse],
        **dict.fromkeys(ITEM_FIELDS, answers),
    }


def _inspection(shown: Filled) -> list[Component]:
    counts = [
        text_field(shown, name, 3, required=True, mono=True)
        for name in ("key_checked", "key_failed", "general_checked", "general_failed")
    ]
    return [
        choice_field(shown, "kind", required=True),
        text_field(shown, "inspected_on", 10, kind="date", required=True),
        text_field(
            shown,
            "inspectors",
            INSPECTORS_LENGTH,
            required=True,
            hint=_("两名以上，如 高娃、于文斌"),
        ),
        text_field(shown, "points", 4, mono=True, hint=_("0–10，空为本次不评动态等级")),
        *counts,
        text_field(shown, "rectify_by", 10, kind="date", hint=_("有不合格项时必填")),
        text_field(shown, "published_on", 10, kind="date", hint=_("20个工作日内公示")),
        area_field(shown, "note", NOTE_LENGTH),
    ]


def _visit(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "visited_on", 10, kind="date", required=True),
        choice_field(shown, "manner", required=True),
        text_field(shown, "companion", COMPANION_LENGTH),
        *[choice_field(shown, name, required=True) for name in ITEM_FIELDS],
        choice_field(shown, "course", required=True),
        text_field(shown, "rectify_by", 10, kind="date", hint=_("限期整改时必填")),
        area_field(shown, "note", NOTE_LENGTH),
    ]


def _penalty(shown: Filled) -> list[Component]:
    return [
        text_field(
            shown,
            "decision_number",
            penalties.NUMBER_LENGTH,
            required=True,
            hint=_("如 东市监处罚〔2026〕101号"),
        ),
        text_field(shown, "decided_on", 10, kind="date", required=True),
        text_field(shown, "authority", penalties.AUTHORITY_LENGTH, required=True, wide=True),
        ticks_field(shown, "kinds", required=True, hint=_("至少一种，可多选")),
        text_field(shown, "fine_fen", 14, mono=True, hint=_("有罚款时必填，如 5000")),
        text_field(shown, "confiscated_fen", 14, mono=True),
        area_field(shown, "cause", penalties.CAUSE_LENGTH, required=True),
        text_field(shown, "law", penalties.LAW_LENGTH, wide=True, hint=_("法律名称与条款")),
        text_field(shown, "published_on", 10, kind="date", hint=_("20个工作日内公示；空为未公示")),
        text_field(shown, "published_until", 10, kind="date"),
    ]


def _sample(shown: Filled) -> list[Component]:
    return [
        text_field(shown, "sample_number", sampling.NUMBER_LENGTH, required=True, mono=True),
        text_field(shown, "food_name", sampling.FOOD_LENGTH, required=True),
        text_field(shown, "food_category", sampling.FAMILY_LENGTH),
        choice_field(shown, "stage", required=True),
        text_field(shown, "sampled_on", 10, kind="date", required=True),
        text_field(shown, "reported_on", 10, kind="date"),
        choice_field(shown, "conclusion", required=True),
        text_field(shown, "laboratory", sampling.LABORATORY_LENGTH),
        area_field(
            shown,
            "failed_items",
            sampling.ITEMS_LENGTH,
            hint=_("不合格时必填，每行一项：项目 | 检验值 | 单位 | 限量"),
        ),
        text_field(shown, "handled_on", 10, kind="date"),
        text_field(shown, "published_on", 10, kind="date"),
        area_field(shown, "note", sampling.NOTE_LENGTH),
    ]


WORK_FIELDS: Mapping[str, Callable[[Filled], list[Component]]] = {
    "inspection": _inspection,
    "visit": _visit,
    "penalty": _penalty,
    "sampling_test": _sample,
}
