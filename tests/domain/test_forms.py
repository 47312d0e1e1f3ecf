"""What people may type into forms of the register, and what is said of the rest."""

from datetime import date, timedelta

import pytest

from domain.establishment_form import read_form
from domain.form import Fault, Finding, Form, FormRefusedError, Weight, cleaned_code
from domain.health_certificates import CertificateState, certificate_state
from domain.part_forms import read_camera, read_certificate, read_licence, read_person
from domain.status_change import read_status_form

TODAY = date(2026, 11, 19)
PLACES = {"150602001"}
NASTY = [
    None,
    True,
    1.5,
    [],
    {},
    [1],
    "\x00",
    "x" * 9999,
    "²",
    "９",
    float("nan"),
    10**40,
    "\ud800",
]


def faults(form):
    return {(one.field, one.fault) for one in form.findings}


@pytest.mark.parametrize("value", NASTY)
def test_nothing_that_is_typed_breaks_a_form(value):
    names = ("name", "category", "township_code", "phone", "opened_on", "credit_code", "number")
    names += ("post", "identity", "label", "position", "source", "user", "password", "status")
    names += ("effective_on", "reason", "issued_on", "expires_on")
    given = dict.fromkeys(names, value)
    forms = (
        read_form(given, PLACES),
        read_licence(given, TODAY),
        read_person(given, TODAY),
        read_certificate(given, TODAY),
        read_camera(given, loopback=False),
        read_status_form(given, current="active", since=None, licensed_on=None, today=TODAY),
    )
    for form in forms:
        assert any(one.weight is Weight.REFUSED for one in form.findings)
        for kept in form.values.values():  # what a database takes
            assert kept is None or isinstance(kept, bool | str)
            assert "\0" not in str(kept).encode().decode()


@pytest.mark.parametrize(
    "number",
    [
        "13800001234",
        "+86 13800001234",
        "0477-8581234",
        "04778581234-801",
        "138****1234",
        "４００-820-8820",
    ],
)
def test_numbers_that_people_have_are_taken(number):
    assert faults(read_form({"phone": number}, PLACES)) == set()


@pytest.mark.parametrize("number", ["12345", "1380000123", "电话", "138 0000 1234 转 1", "=1+1"])
def test_what_is_no_number_is_said(number):
    assert faults(read_form({"phone": number}, PLACES)) == {("phone", Fault.NOT_A_PHONE)}


def test_fields_that_are_not_given_stay_out():
    assert read_form({}, PLACES).values == {}
    assert read_form({"phone": ""}, PLACES).values == {"phone": None}


def test_a_code_is_cleaned_of_what_typing_adds():
    assert cleaned_code(" jy２1506 0200\t") == "JY215060200"


def test_asked_and_refused_findings_stop_and_notes_do_not():
    form = Form({}, findings=[Finding("lon", Fault.OTHER_BANNER, Weight.ASK)])
    form.require_good(anyway=True)
    with pytest.raises(FormRefusedError):
        form.require_good(anyway=False)
    Form({}, findings=[Finding("x", Fault.CHECK_DIGITS, Weight.NOTE)]).require_good(anyway=False)
    with pytest.raises(FormRefusedError):
        Form({}, findings=[Finding("x", Fault.MISSING)]).require_good(anyway=True)


def test_a_certificate_needs_its_last_day():
    form = read_certificate({"number": "H-1"}, TODAY)
    assert faults(form) == {("expires_on", Fault.MISSING)}


def test_nobody_leaves_tomorrow():
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    form = read_person({"name": "王", "post": "cook", "left_on": tomorrow}, TODAY)
    assert faults(form) == {("left_on", Fault.IN_FUTURE)}


def test_an_emptied_address_forgets_its_credentials():
    form = read_camera({"label": "C-01", "position": "prep", "source": ""}, loopback=False)
    assert (form.values["source"], form.values["credentials"]) == (None, None)


def test_a_coming_change_may_name_the_status_of_today():
    """Suspended from next week until the week after: the second change says active again."""
    given = {"status": "active", "effective_on": "2026-12-01", "reason": "恢复营业"}
    form = read_status_form(given, current="active", since=None, licensed_on=None, today=TODAY)
    assert faults(form) == set()


def test_a_certificate_without_a_day_is_unknown_and_not_valid():
    assert certificate_state(None, TODAY) is CertificateState.UNKNOWN
