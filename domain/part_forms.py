"""Forms of what hangs on an establishment: licences, people, health certificates, cameras."""

import re
from collections.abc import Mapping
from datetime import date

from domain.camera_source import LONGEST, OwnServiceError, Places, SourceRefusedError, parted
from domain.form import Fault, Form
from domain.identifiers import identity_number_valid, licence_number_valid
from domain.kitchen import CameraPosition
from domain.posts import Post

LICENCE_FIELDS = ("number", "issued_on", "expires_on")
PERSON_FIELDS = ("name", "post", "phone", "identity", "left_on")
CERTIFICATE_FIELDS = ("number", "issuer", "issued_on", "expires_on")
CAMERA_FIELDS = ("label", "position", "source", "user", "password")
LENGTHS = {
    "licence.number": 20,
    "person.name": 40,
    "person.phone": 20,
    "person.identity": 18,
    "certificate.number": 40,
    "certificate.issuer": 80,
    "camera.label": 20,
    "camera.source": LONGEST,
    "camera.user": 60,
    "camera.password": 120,
}


_CLIP = re.compile(r"clip:\d{1,5}", re.ASCII)  # a film of the demonstration


def read_licence(given: Mapping[str, object], today: date) -> Form:
    """A food licence."""
    form = Form({"number": "", **given})
    number = form.code("number", LENGTHS["licence.number"], required=True)
    if number:
        form.values["number_valid"] = licence_number_valid(number)
        if not form.values["number_valid"]:
            form.say("number", Fault.CHECK_DIGITS, note=True)
    _period(form, today)
    return form


def read_person(given: Mapping[str, object], today: date) -> Form:
    """Somebody who works there; `identity` stays in `values` only until it is hashed."""
    form = Form({"name": "", "post": "", **given})
    form.text("name", LENGTHS["person.name"], required=True)
    if identity_number_valid(str(form.values.get("name"))):  # it would be kept as it is
        form.values.pop("name")
        form.say("name", Fault.IDENTITY_HERE)
    form.choice("post", list(Post), required=True)
    form.phone("phone")
    number = form.code("identity", LENGTHS["person.identity"])
    form.values.pop("identity", None)
    if number and not identity_number_valid(number):
        form.say("identity", Fault.NOT_AN_IDENTITY)
    elif number:  # an empty field keeps what is known
        form.values["identity"] = number
    left = form.day("left_on")
    if left is not None and left > today:
        form.say("left_on", Fault.IN_FUTURE)
    return form


def read_certificate(given: Mapping[str, object], today: date) -> Form:
    """A health certificate."""
    form = Form({"number": "", "expires_on": "", **given})
    form.code("number", LENGTHS["certificate.number"], required=True)
    form.text("issuer", LENGTHS["certificate.issuer"])
    _period(form, today)
    if form.values.get("expires_on", 0) is None:
        form.say("expires_on", Fault.MISSING)
    return form


def read_camera(given: Mapping[str, object], *, loopback: bool, own: Places = frozenset()) -> Form:
    """A camera channel: `values` get `source` without and `credentials` with user and password.

    An empty password keeps the one that is there, unless the address is emptied.
    """
    form = Form({"label": "", "position": "", **given})
    form.text("label", LENGTHS["camera.label"], required=True)
    form.choice("position", list(CameraPosition), required=True)
    user, password = form.raw("user"), _secret(form, "password")
    if len(user) > LENGTHS["camera.user"] or ":" in user or not user.isprintable():
        form.say("user", Fault.ODD_SIGNS)
    if len(password) > LENGTHS["camera.password"] or not password.isprintable():
        form.say("password", Fault.ODD_SIGNS)
    if "source" not in form.given:
        return form
    source, written = form.raw("source"), None
    if source and _CLIP.fullmatch(source) is None:
        try:
            source, written = parted(source, loopback=loopback, own=own)
        except OwnServiceError:
            form.say("source", Fault.OWN_SERVICE)
            return form
        except SourceRefusedError:
            form.say("source", Fault.ADDRESS_REFUSED)
            return form
    form.values["source"] = source or None
    if not source:
        form.values["credentials"] = None
    elif user or password:
        form.values["credentials"] = f"{user}:{password}"
    elif written:
        form.values["credentials"] = written
    return form


def _secret(form: Form, name: str) -> str:
    value = form.given.get(name)
    return value if isinstance(value, str) else ""


def _period(form: Form, today: date) -> None:
    issued, expires = form.day("issued_on"), form.day("expires_on")
    if issued is not None and issued > today:
        form.say("issued_on", Fault.IN_FUTURE)
    if issued is not None and expires is not None and expires < issued:
        form.say("expires_on", Fault.DAYS_REVERSED)
