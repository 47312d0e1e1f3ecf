"""Papers of the register: licences, health certificates, and what the public is told."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.register_filter import LicenceState
from domain.share import Share

IN_DATE = (LicenceState.VALID, LicenceState.EXPIRING)
"""Licences that count as valid."""


class CertificateList(StrEnum):
    """A list of people at work, by the health certificate of each that runs longest."""

    EVERY = "every"
    VALID = "valid"  # in date, those that end soon included
    EXPIRING = "expiring"
    EXPIRED = "expired"  # ended, or there is none


@dataclass(frozen=True, slots=True)
class RegisterState:
    """Establishments in the register by what is known of them.

    Attributes:
        establishments: All.
        licences: Per LicenceState, those without any left out.
        complete: With all that the public must be told.
        unlocated: Without a point on the map.
    """

    establishments: int = 0
    licences: dict[str, int] = field(default_factory=dict)
    complete: int = 0
    unlocated: int = 0

    @property
    def licences_valid(self) -> Share:
        """In date, those that end soon included, of all."""
        return Share(sum(self.licences.get(one, 0) for one in IN_DATE), self.establishments)

    @property
    def public(self) -> Share:
        """Told completely, of all."""
        return Share(self.complete, self.establishments)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Health certificates of people at work.

    Attributes:
        people: Registered at work.
        valid: With one in date.
        expired: Without.
        expiring: In date, but not for long.
        shops_expired: Establishments where somebody is without.
        shops_expiring: Establishments where somebody's ends soon.
    """

    people: int = 0
    valid: int = 0
    expired: int = 0
    expiring: int = 0
    shops_expired: int = 0
    shops_expiring: int = 0

    @property
    def share(self) -> Share:
        """In date, of all people at work."""
        return Share(self.valid, self.people)

    def listed(self, wanted: CertificateList) -> int:
        """How many people a list holds."""
        return {
            CertificateList.EVERY: self.people,
            CertificateList.VALID: self.valid,
            CertificateList.EXPIRING: self.expiring,
            CertificateList.EXPIRED: self.expired,
        }[wanted]


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody at work, where, and the health certificate that runs longest.

    Attributes:
        post: Key of `domain.posts`, or as delivered.
        number: Of the certificate, None without any.
        expires_on: Its last day, None where it is not known.
    """

    id: int
    name: str
    post: str
    establishment_id: int
    establishment: str
    banner_zh: str
    banner_en: str
    township_zh: str
    number: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Papers:
    """All of it: of the establishments and of the people who work there."""

    register: RegisterState = field(default_factory=RegisterState)
    people: Certificates = field(default_factory=Certificates)
