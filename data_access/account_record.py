"""An account as a value, and the scope that its row gives it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.scope import Role, Scope

DEMO_PREFIX = "demo-"
"""Names of the demonstration's accounts begin so; nobody owns them."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password and its second factor.

    Attributes:
        scope: What it may see; nothing when it is placeless.
        placeless: The place its role is bound to has been taken away: it opens nothing.
    """

    id: int
    username: str
    display_name: str
    role: Role
    scope: Scope
    placeless: bool
    active: bool
    one_click: bool
    must_change_password: bool
    password_changed_at: datetime | None
    second_factor: bool
    locked_until: datetime | None
    last_sign_in_at: datetime | None
    created_at: datetime

    def locked(self, now: datetime) -> bool:
        """Whether too many failures keep it shut for the moment."""
        return self.locked_until is not None and self.locked_until > now


def account_of(row: Any) -> Account:
    """The account of a row of `account`."""
    role = Role(row.role)
    try:
        scope, placeless = scope_of(role, row), False
    except ValueError:
        scope, placeless = _nowhere(role, row.display_name), True
    return Account(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        role=role,
        scope=scope,
        placeless=placeless,
        active=row.active,
        one_click=row.password_hash is None and row.username.startswith(DEMO_PREFIX),
        must_change_password=row.must_change_password,
        password_changed_at=row.password_changed_at,
        second_factor=row.totp_secret is not None and row.totp_last_step is not None,
        locked_until=row.locked_until,
        last_sign_in_at=row.last_sign_in_at,
        created_at=row.created_at,
    )


def scope_of(role: Role, place: Any) -> Scope:
    """Only the place that the role is bound to, whatever else is filled in.

    Args:
        role: Of the account.
        place: A row of `account`, or an account to be made.

    Raises:
        ValueError: The role needs a place, and none is given.
    """
    device = role is Role.DEVICE  # shows a banner or a street, or the whole city
    return Scope(
        role=role,
        actor=place.display_name,
        banner_adcode=place.banner_adcode if device or role is Role.BANNER_BUREAU else None,
        office_id=place.office_id if role is Role.SUPERVISION_OFFICE else None,
        establishment_id=place.establishment_id if role is Role.ESTABLISHMENT else None,
        street_id=place.street_id if device or role is Role.STREET_MANAGER else None,
    )


def _nowhere(role: Role, name: str) -> Scope:
    """A scope in which there is nothing."""
    return Scope(
        role=role,
        actor=name,
        banner_adcode="000000" if role is Role.BANNER_BUREAU else None,
        office_id=-1 if role is Role.SUPERVISION_OFFICE else None,
        establishment_id=-1 if role is Role.ESTABLISHMENT else None,
        street_id=-1 if role is Role.STREET_MANAGER else None,
    )
