"""The whole record of one establishment, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.health_certificates import CertificateState


@dataclass(frozen=True, slots=True)
class LicencePaper:
    """A food licence; `number_valid` False: its check digit failed."""

    id: int
    number: str
    number_valid: bool
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A health certificate and how long it still holds."""

    id: int
    number: str
    issuer: str | None
    issued_on: date | None
    expires_on: date | None
    state: CertificateState


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works or worked there.

    Attributes:
        identity_tail: Last four characters of the identity number; the number is not kept.
        elsewhere: Other establishments in the asker's scope where the same person works now.
        elsewhere_hidden: How many more there are beyond it.
        twice_here: The same identity number stands at another person of this establishment.
    """

    id: int
    name: str
    post: str
    phone: str | None
    identity_tail: str | None
    left_on: date | None
    certificates: tuple[Certificate, ...]
    elsewhere: tuple[tuple[int, str], ...] = ()
    elsewhere_hidden: int = 0
    twice_here: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A camera; its source never holds a password, and credentials are only said to be there."""

    id: int
    label: str
    position: str
    source: str | None
    has_credentials: bool
    state: str
    state_since: datetime | None
    state_reason: str | None
    last_look_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A dated change of status: applied, waiting, or withdrawn."""

    id: int
    status: str
    effective_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime
    applied_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether its day is still to come."""
        return self.applied_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Record:
    """One establishment with all that hangs on it.

    Attributes:
        version: Of the form: a save names the version it was made on.
        facts: Values of `establishment_form.FIELDS`, and `credit_code_valid`.
        status_since: None when it has held since the record exists.
        merged_into: Id and name of the record that stands for this one; None when it is none.
    """

    id: int
    version: int
    facts: Mapping[str, Any]
    status: str
    status_since: date | None
    merged_into: tuple[int, str] | None
    banner_adcode: str
    banner_zh: str
    banner_en: str
    township_zh: str
    created_at: datetime
    updated_at: datetime
    licences: tuple[LicencePaper, ...]
    people: tuple[Member, ...]
    cameras: tuple[Channel, ...]
    statuses: tuple[StatusLine, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.facts["name"])
