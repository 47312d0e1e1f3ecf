"""One establishment as the list of the register shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.register_filter import LicenceState


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row; None is not known or not assessed. The three grades never mix (`domain.grades`)."""

    id: int
    name: str
    category: str
    status: str
    status_since: date | None
    banner_adcode: str
    banner_zh: str
    banner_en: str
    township_zh: str
    office_zh: str | None
    street_zh: str | None
    address: str | None
    located: bool
    licence_number: str | None
    licence_number_valid: bool | None
    licence_expires_on: date | None
    licence_state: str
    credit_code: str | None
    credit_code_valid: bool | None
    principal: str | None
    safety_officer: str | None
    phone: str | None
    risk_level: str | None
    guarantor_tier: str | None
    hygiene_grade: str | None
    camera_total: int
    camera_online: int
    camera_unusable: int
    cold_room: bool
    takeaway: bool
    opened_on: date | None
    updated_at: datetime

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Which PUBLIC_FACTS are absent; empty when the public information is complete."""
        in_date = {LicenceState.VALID, LicenceState.EXPIRING}
        present = {
            "name": self.name,
            "address": self.address,
            "category": self.category,
            "licence": self.licence_state in in_date,
            "hygiene_grade": self.hygiene_grade,
            "safety_officer": self.safety_officer,
            "location": self.located,
        }
        return tuple(fact for fact, there in present.items() if not there)
