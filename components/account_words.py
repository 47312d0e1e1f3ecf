"""Names of what the pages of accounts show, in the reader's language."""

from flask_babel import gettext as _

from components.wording import term
from domain.account_filter import AccountState, Refused
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH, Role


def role_name(role: Role) -> str:
    """Name of a role."""
    return term(ROLE_NAMES_ZH[role], ROLE_NAMES_EN[role])


def state_name(state: AccountState) -> str:
    """Name of a state."""
    names: dict[AccountState, str] = {
        AccountState.ACTIVE: _("启用"),
        AccountState.DISABLED: _("停用"),
        AccountState.LOCKED: _("锁定"),
        AccountState.UNUSED: _("90天未用"),
    }
    return names[state]


def refusal_words(reason: Refused) -> str:
    """Why an act was refused."""
    words: dict[Refused, str] = {
        Refused.OWN: _("未保存：不能更改自己的账号，请由另一位安全管理员操作"),
        Refused.LAST: _("未保存：三类管理员各须保留至少一个启用的账号"),
        Refused.UNKNOWN: _("未保存：没有这个账号，或此操作不适用于它"),
        Refused.NAME: _("登录名须为 3 至 40 位字母、数字、点、横线或下划线，以字母或数字开头"),
        Refused.TAKEN: _("此登录名已被使用"),
        Refused.DISPLAY_NAME: _("显示名称须为 1 至 40 个字"),
        Refused.PLACE: _("请为该角色选择所属范围"),
    }
    return words[reason]
