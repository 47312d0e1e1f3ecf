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
    STREET_MANAGER = "street_manager"
    DEVICE = "device"
    SECURITY_ADMIN = "security_admin"
    SYSTEM_ADMIN = "system_admin"
    AUDITOR = "auditor"


ROLE_NAMES_ZH = {
    Role.MUNICIPAL_LEADER: "市领导",
    Role.CITY_BUREAU: "市级监管部门",
    Role.BANNER_BUREAU: "旗区监管部门",
    Role.SUPERVISION_OFFICE: "基层监管所",
    Role.ESTABLISHMENT: "餐饮单位",
    Role.STREET_MANAGER: "示范街区管理方",
    Role.DEVICE: "展示设备",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.AUDITOR: "审计员",
}
ROLE_NAMES_EN = {
    Role.MUNICIPAL_LEADER: "Municipal leader",
    Role.CITY_BUREAU: "City bureau",
    Role.BANNER_BUREAU: "Banner bureau",
    Role.SUPERVISION_OFFICE: "Supervision office",
    Role.ESTABLISHMENT: "Establishment",
    Role.STREET_MANAGER: "Street manager",
    Role.DEVICE: "Display device",
    Role.SECURITY_ADMIN: "Security administrator",
    Role.SYSTEM_ADMIN: "System administrator",
    Role.AUDITOR: "Auditor",
}

REGULATORS = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU, Role.SUPERVISION_OFFICE})
"""Those who act on establishments."""

OFFICIALS = REGULATORS | {Role.MUNICIPAL_LEADER}
"""Those who see sums over establishments: they act, or they lead."""

ADMINISTRATORS = frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR})
"""三权分立 (GB/T 22239-2019, 8.1.4.2): who grants access, who runs the system and who checks both
are three people, and none of them sees what the system is about."""

SUPERVISED = frozenset({Role.ESTABLISHMENT, Role.STREET_MANAGER})
"""Those who see themselves, or their street, and nothing of their rivals."""

EVERYONE = frozenset(Role)


class Action(StrEnum):
    """What an asker does beyond reading; a scope allows it or not."""

    REVIEW_ALERT = "review_alert"
    CLOSE_ALERT = "close_alert"
    SUBMIT_RECTIFICATION = "submit_rectification"
    SUBMIT_CONTROL = "submit_control"
    EXCUSE_CONTROL = "excuse_control"
    RECHECK_FINDING = "recheck_finding"
    REVIEW_SIGNAL = "review_signal"
    REMIND_CONTROL = "remind_control"
    ARRANGE_CONTROL = "arrange_control"
    PUBLISH_TERMS = "publish_terms"
    CHANGE_REGISTER = "change_register"
    IMPORT_REGISTER = "import_register"
    MAINTAIN_PEOPLE = "maintain_people"
    RECORD_FIELD_WORK = "record_field_work"
    EXPORT = "export"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SYSTEM = "manage_system"
    READ_AUDIT = "read_audit"
    RUN_SYSTEM = "run_system"
    CHANGE_RISK = "change_risk"
    CHANGE_RISK_TABLE = "change_risk_table"
    PUBLISH_CHECKLIST = "publish_checklist"
    ORDER_DOCUMENTS = "order_documents"
    MANAGE_MODELS = "manage_models"


_OFFICER = frozenset(
    {
        Action.REVIEW_ALERT,
        Action.CLOSE_ALERT,
        Action.EXCUSE_CONTROL,
        Action.RECHECK_FINDING,
        Action.REVIEW_SIGNAL,
        Action.REMIND_CONTROL,
        Action.ARRANGE_CONTROL,
        Action.CHANGE_REGISTER,
        Action.MAINTAIN_PEOPLE,
        Action.RECORD_FIELD_WORK,
        Action.EXPORT,
        Action.CHANGE_RISK,
    }
)
_BUREAU = _OFFICER | {
    Action.IMPORT_REGISTER,
    Action.PUBLISH_TERMS,
    Action.PUBLISH_CHECKLIST,
    Action.ORDER_DOCUMENTS,
}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MUNICIPAL_LEADER: frozenset({Action.EXPORT}),
    Role.CITY_BUREAU: _BUREAU | {Action.CHANGE_RISK_TABLE},
    Role.BANNER_BUREAU: _BUREAU,
    Role.SUPERVISION_OFFICE: _OFFICER,
    Role.ESTABLISHMENT: frozenset(
        {
            Action.SUBMIT_RECTIFICATION,
            Action.SUBMIT_CONTROL,
            Action.RECHECK_FINDING,
            Action.ARRANGE_CONTROL,
            Action.MAINTAIN_PEOPLE,
        }
    ),
    Role.STREET_MANAGER: frozenset(),
    Role.DEVICE: frozenset(),
    Role.SECURITY_ADMIN: frozenset({Action.MANAGE_ACCOUNTS, Action.MANAGE_MODELS}),
    Role.SYSTEM_ADMIN: frozenset({Action.MANAGE_SYSTEM}),
    Role.AUDITOR: frozenset({Action.READ_AUDIT}),
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
        street_id: Restricts to the establishments of one showcase street.
        township_code: Narrows to one township, to look at it alone; no account is bound to one.
        account_id: The account, None for a process and for an API token.
        address: Where the request comes from, for the audit log.

    An establishment or a street restricts by itself, all the others together. None of them set
    means the whole city, which only municipal roles, devices of the city and system processes may
    have: the constructor refuses anything else, so that a forgotten field can never widen what is
    seen. Administrators see no establishment at all.
    """

    role: Role | None
    actor: str
    banner_adcode: str | None = None
    office_id: int | None = None
    establishment_id: int | None = None
    street_id: int | None = None
    account_id: int | None = None
    address: str = ""
    township_code: str | None = None

    def __post_init__(self) -> None:
        needs = {
            Role.BANNER_BUREAU: self.banner_adcode,
            Role.SUPERVISION_OFFICE: self.office_id,
            Role.ESTABLISHMENT: self.establishment_id,
            Role.STREET_MANAGER: self.street_id,
        }
        if self.role in needs and needs[self.role] is None:
            raise ValueError(f"scope of role {self.role} without the place it is bound to")

    @property
    def sees_nothing(self) -> bool:
        """True for administrators: no row about an establishment is theirs to see."""
        return self.role in ADMINISTRATORS

    @property
    def whole_city(self) -> bool:
        """True when nothing restricts what is seen."""
        return not self.sees_nothing and not any(
            (
                self.banner_adcode,
                self.office_id,
                self.establishment_id,
                self.street_id,
                self.township_code,
            )
        )

    @property
    def sees_sums(self) -> bool:
        """True for askers who see sums by township: rivals stay invisible to all others."""
        return not self.sees_nothing and self.establishment_id is None and self.street_id is None

    @property
    def place(self) -> str:
        """What is seen, as row-level security takes it: `kind:value`; `city`, or `nothing`."""
        if self.sees_nothing:
            return "nothing"
        for kind, value in (
            ("establishment", self.establishment_id),
            ("street", self.street_id),
            ("office", self.office_id),
            ("banner", self.banner_adcode),
        ):
            if value is not None:
                return f"{kind}:{value}"
        return "city"

    @property
    def key(self) -> str:
        """Part of every cache key: equal only for askers who see the same rows."""
        return f"{self.place}@{self.township_code}" if self.township_code else self.place

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
