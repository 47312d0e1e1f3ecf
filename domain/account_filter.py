"""Which accounts the security administrator looks for, and why an act on one is refused."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.scope import Role

UNUSED_AFTER = timedelta(days=90)
"""An account that nobody used for so long is marked: it should be disabled (平台规则)."""


class AccountState(StrEnum):
    """How an account stands."""

    ACTIVE = "active"
    DISABLED = "disabled"
    LOCKED = "locked"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts; what is None or empty lets all through.

    Attributes:
        text: Part of the name to sign in with, of the name shown, or of the place.
        banner_adcode: Accounts bound to this banner or to something inside it.
    """

    text: str = ""
    role: Role | None = None
    banner_adcode: str | None = None
    state: AccountState | None = None


class Refused(StrEnum):
    """Why an act on an account is refused."""

    OWN = "own"  # nobody changes their own rights
    LAST = "last"  # one active account of each administrator role must remain
    UNKNOWN = "unknown"
    NAME = "name"
    TAKEN = "taken"
    DISPLAY_NAME = "display_name"
    PLACE = "place"


class RefusedError(Exception):
    """The act is refused; nothing was changed."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason
