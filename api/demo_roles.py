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
    """One button: who, and what this role sees."""

    code: str
    letter: str
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
        Role.MUNICIPAL_LEADER: _("全市总览与各旗区对比，只看不办"),
        Role.CITY_BUREAU: _("全市全部单位，可核查、确认与办结预警"),
        Role.BANNER_BUREAU: _("本旗区全部单位，可核查与办结预警"),
        Role.SUPERVISION_OFFICE: _("所辖苏木乡镇街道的单位"),
        Role.ESTABLISHMENT: _("本单位的日管控、周排查与整改"),
        Role.STREET_MANAGER: _("本街区的商户，只看不办"),
        Role.DEVICE: _("大屏画面，无需键盘鼠标"),
        Role.SECURITY_ADMIN: _("账号、角色与会话"),
        Role.SYSTEM_ADMIN: _("任务、存储与备份"),
        Role.AUDITOR: _("审计日志，只读"),
    }
    name = term(ROLE_NAMES_ZH[known], ROLE_NAMES_EN[known])
    return Card(known, name[:1], f"{name} · {role.place}" if role.place else name, sees[known])
