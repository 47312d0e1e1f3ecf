"""The form of one establishment: its fields, and what each may hold.

Check digits warn and are kept, because old and mistyped numbers stand on real licences
(regulations.md section 5).
"""

from collections.abc import Collection, Mapping

from domain.arrangements import read_hours
from domain.categories import CODES
from domain.form import Fault, Form
from domain.grades import GuarantorTier, HygieneGrade
from domain.identifiers import credit_code_valid

POINT = ("lon", "lat")
DATUM = "datum"
DATUMS = ("wgs84", "gcj02")
FIELDS = (
    "name",
    "category",
    "township_code",
    "address",
    *POINT,
    "credit_code",
    "principal",
    "safety_officer",
    "phone",
    "opened_on",
    "risk_level",
    "guarantor_tier",
    "hygiene_grade",
    "cold_room",
    "takeaway",
    "rest_weekdays",
    "closes_after_midnight",
)
"""Columns of an establishment, in the form's order; a risk level is not typed."""
TYPED = tuple(name for name in FIELDS if name != "risk_level")
"""Those that the form asks for."""
REQUIRED = frozenset({"name", "category", "township_code"})
LENGTHS = {
    "name": 120,
    "address": 200,
    "credit_code": 18,
    "principal": 40,
    "safety_officer": 40,
    "phone": 20,
}


def read_form(given: Mapping[str, object], townships: Collection[str]) -> Form:
    """Everything but the point, which needs the city's boundaries (data_access.record_point).

    Args:
        given: Field → what was typed; fields that are absent stay as they are.
        townships: Codes that the asker may write to.
    """
    form = Form(given)
    for name in ("name", "address", "principal", "safety_officer"):
        form.text(name, LENGTHS[name], required=name in REQUIRED)
    form.choice("category", CODES, required=True)
    _township(form, townships)
    code = form.code("credit_code", LENGTHS["credit_code"])
    if "credit_code" in form.values:
        form.values["credit_code_valid"] = credit_code_valid(code) if code else None
        if code and not form.values["credit_code_valid"]:
            form.say("credit_code", Fault.CHECK_DIGITS, note=True)
    form.phone("phone")
    form.day("opened_on")
    form.choice("guarantor_tier", list(GuarantorTier))
    form.choice("hygiene_grade", list(HygieneGrade))
    for name in ("cold_room", "takeaway"):
        form.flag(name)
    read_hours(form)
    return form


def _township(form: Form, townships: Collection[str]) -> None:
    if "township_code" not in form.given:
        return
    code = form.raw("township_code")
    if not code:
        form.say("township_code", Fault.MISSING)
    elif code not in townships:
        form.say("township_code", Fault.NOT_YOURS)
    else:
        form.values["township_code"] = code
