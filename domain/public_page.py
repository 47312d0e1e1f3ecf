"""What everybody may read about an establishment: the page behind its 食安码.

Sources: regulations.md section 5 (食安码) and section 6 (public pages: an allow-list, names masked,
no phone, no number of a person). None always means "no data", and the page says so aloud.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.share import Share

SHOWN_CHECKS = 4
FINDING_DAYS = 30


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """One published inspection."""

    on: date
    kind: str
    result: str
    hygiene_grade: str | None
    rectify_by: date | None
    rectified_on: date | None


@dataclass(frozen=True, slots=True)
class PublicPenalty:
    """One published decision whose publication is not over; no name of a person."""

    decided_on: date
    decision_number: str
    authority: str
    cause: str
    kinds: str
    fine_fen: int | None
    confiscated_fen: int | None


@dataclass(frozen=True, slots=True)
class PublicSample:
    """One failed sample of a public notice."""

    sampled_on: date
    food_name: str
    failed_items: str | None
    laboratory: str | None
    handled_on: date | None


@dataclass(frozen=True, slots=True)
class PublicOfficer:
    """Somebody who answers for food safety: the surname, everything after it masked."""

    post: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The allow-list.

    Attributes:
        establishment_id: For the links of those who are signed in; the page never prints it.
        hygiene_grade: Yearly grade A-C; None: none given.
        certified: People at work with a health certificate in date, of all registered at work.
        online: Cameras online now, of all that were ever looked at.
        cameras: All cameras.
        penalties: Those that are published today, the newest SHOWN_CHECKS.
        failed_samples: Published ones of the last year, as many.
        rectified: Findings of the patrol put right, of those that a person confirmed in the last
            FINDING_DAYS days.
    """

    establishment_id: int
    name: str
    category: str
    status: str
    address: str | None
    banner_zh: str
    banner_en: str
    township_zh: str
    licence_number: str | None
    licence_expires_on: date | None
    hygiene_grade: str | None
    officers: tuple[PublicOfficer, ...]
    checks: tuple[PublicCheck, ...]
    penalties: tuple[PublicPenalty, ...]
    failed_samples: tuple[PublicSample, ...]
    certified: Share
    cameras: int
    online: Share
    rectified: Share

    @property
    def face(self) -> PublicCheck | None:
        """The newest published visit that gave a face."""
        return next((one for one in self.checks if one.hygiene_grade), None)


@dataclass(frozen=True, slots=True)
class RevokedCode:
    """A code that was ours and holds no longer: an old sticker, or a copy of one."""

    revoked_at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class MergedCode:
    """A code of a record that was found to be another one, which it leads on to.

    Attributes:
        name: Of the establishment that stands for both.
        code: Its valid code, None where it has none.
    """

    name: str
    code: str | None
