"""Who asks: roles, what part of the city each may see, and what each may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Role of an account, as stored."""

    MUNICIPAL_LEADER = "municipal_leader"
    CITY_BUREAU = "city_bureau"
    BANNER_BUREAU = "banner_bureau"
    SUPERVISION_OFFICE = "supervision_office"
    ESTABLISHMENT = "establishment"


ROLE_NAMES_ZH = {
    Role.MUNICIPAL_LEADER: "市领导",
    Role.CITY_BUREAU: "市级监管部门",
    Role.BANNER_BUREAU: "旗区监管部门",
    Role.SUPERVISION_OFFICE: "基层监管所",
    Role.ESTABLISHMENT: "餐饮单位",
}
ROLE_NAMES_EN = {
    Role.MUNICIPAL_LEADER: "Municipal leader",
    Role.CITY_BUREAU: "City bureau",
    Role.BANNER_BUREAU: "Banner bureau",
    Role.SUPERVISION_OFFICE: "Supervision office",
    Role.ESTABLISHMENT: "Establishment",
}


class Action(StrEnum):
    """What a write does; a scope allows it or not."""

    REVIEW_ALERT = "review_alert"
    CLOSE_ALERT = "close_alert"
    SUBMIT_RECTIFICATION = "submit_rectification"
    SUBMIT_CONTROL = "submit_control"
    EXCUSE_CONTROL = "excuse_control"
    CHANGE_REGISTER = "change_register"
    RUN_SYSTEM = "run_system"


_OFFICER = frozenset({Action.REVIEW_ALERT, Action.CLOSE_ALERT, Action.EXCUSE_CONTROL})

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MUNICIPAL_LEADER: frozenset(),
    Role.CITY_BUREAU: _OFFICER,
    Role.BANNER_BUREAU: _OFFICER,
    Role.SUPERVISION_OFFICE: _OFFICER,
    Role.ESTABLISHMENT: frozenset({Action.SUBMIT_RECTIFICATION, Action.SUBMIT_CONTROL}),
}


class NotAllowedError(PermissionError):
    """The scope may not do this. Screens answer 403, and say nothing of what exists."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the city one asker sees, and who the asker is.

    Attributes:
        role: Role of the account, or None for a process of the system itself.
        actor: Name written into events and audit rows.
        banner_adcode: Restricts to one banner.
        office_id: Restricts to the townships of one supervision office.
        establishment_id: Restricts to one establishment.

    The narrowest restriction that is set holds. None of them set means the whole city, which only
    municipal roles and system processes may have: the constructor refuses anything else, so that
    a forgotten field can never widen what is seen.
    """

    role: Role | None
    actor: str
    banner_adcode: str | None = None
    office_id: int | None = None
    establishment_id: int | None = None

    def __post_init__(self) -> None:
        needs = {
            Role.BANNER_BUREAU: self.banner_adcode,
            Role.SUPERVISION_OFFICE: self.office_id,
            Role.ESTABLISHMENT: self.establishment_id,
        }
        if self.role in needs and needs[self.role] is None:
            raise ValueError(f"scope of role {self.role} without the place it is bound to")

    @property
    def whole_city(self) -> bool:
        """True when nothing restricts what is seen."""
        return (
            self.banner_adcode is None and self.office_id is None and self.establishment_id is None
        )

    @property
    def key(self) -> str:
        """Part of every cache key: equal only for askers who see the same rows."""
        return f"{self.banner_adcode or '-'}/{self.office_id or '-'}/{self.establishment_id or '-'}"

    def allows(self, action: Action) -> bool:
        """Whether this asker may do `action`; system processes may do everything."""
        return self.role is None or action in ALLOWED[self.role]

    def require(self, action: Action) -> None:
        """Raise NotAllowedError unless `action` is allowed."""
        if not self.allows(action):
            raise NotAllowedError(f"{self.role} may not {action}")


def system_scope(process: str) -> Scope:
    """Scope of one of our own processes (`patrol`, `scheduler`, `demo-feed`, a command)."""
    return Scope(role=None, actor=process)
