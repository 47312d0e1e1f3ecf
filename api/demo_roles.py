"""The roles that the demonstration city offers for one click, as the sign-in page shows them."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from api.network import is_from_this_machine, is_loopback
from api.sessions import SYSTEM
from components.wording import english, term
from data_access.demo_accounts import DemoRole, demo_roles, holds_demo
from data_access.request import read, services
from domain.scope import (
    ADMINISTRATORS,
    OFFICIALS,
    ROLE_NAMES_EN,
    ROLE_NAMES_ZH,
    SUPERVISED,
    Role,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One button: which role, and of what place or to what end."""

    code: str
    name: str
    sees: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading."""

    name: str
    cards: list[Card]


def demo_is_offered() -> bool:
    """Whether this browser, on this very machine, may enter the demonstration by one click."""
    settings = services().settings
    if not (
        settings.demo.enabled
        and is_loopback(settings.server.host)
        and is_from_this_machine(request)
    ):
        return False
    with read(SYSTEM) as conn:
        return holds_demo(conn)


def offered_roles() -> list[DemoRole]:
    """The accounts of the demonstration, widest view first; none where it is not offered."""
    if not demo_is_offered():
        return []
    with read(SYSTEM) as conn:
        return demo_roles(conn, SYSTEM, english=english())


def offered_groups() -> list[Group]:
    """The same as cards, in three groups."""
    roles = offered_roles()
    groups = (
        (_("监管"), OFFICIALS),
        (_("企业与街区"), SUPERVISED | {Role.DEVICE}),
        (_("管理"), ADMINISTRATORS),
    )
    filled = [
        Group(name, [_card(role) for role in roles if role.account.role in members])
        for name, members in groups
    ]
    return [group for group in filled if group.cards]


def _card(role: DemoRole) -> Card:
    known = role.account.role
    sees = {
        Role.MUNICIPAL_LEADER: _("全市总览，只看不办"),
        Role.CITY_BUREAU: _("全市，核查与办结"),
        Role.DEVICE: _("指挥大屏"),
        Role.SECURITY_ADMIN: _("账号与会话"),
        Role.SYSTEM_ADMIN: _("任务与备份"),
        Role.AUDITOR: _("审计日志"),
    }
    name = term(ROLE_NAMES_ZH[known], ROLE_NAMES_EN[known])
    return Card(known, name, role.place or sees.get(known, ""))
