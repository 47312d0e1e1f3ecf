"""The rules of passwords in words."""

from flask_babel import gettext as _

from components.wording import term
from domain.passwords import POLICIES, Problem, Profile


def rule_words(profile: Profile) -> str:
    """What a new password must keep."""
    policy = POLICIES[profile]
    words = [_("至少 %(count)s 个字符", count=policy.shortest)]
    if policy.classes:
        words.append(_("包含大写字母、小写字母、数字、符号中的 %(count)s 类", count=policy.classes))
    words.append(_("不含用户名，不是常见密码"))
    if policy.former:
        words.append(_("不与最近 %(count)s 次相同", count=policy.former))
    if policy.max_age is not None:
        words.append(_("每 %(days)s 天更换", days=policy.max_age.days))
    return term("，", "; ").join(words) + term("。", ".")


def problem_words(problem: Problem, profile: Profile) -> str:
    """Why a new password is refused."""
    policy = POLICIES[profile]
    words: dict[Problem, str] = {
        Problem.SHORT: _("新密码太短，至少 %(count)s 个字符。", count=policy.shortest),
        Problem.LONG: _("新密码太长。"),
        Problem.PLAIN: _(
            "新密码需包含大写字母、小写字母、数字、符号中的 %(count)s 类。", count=policy.classes
        ),
        Problem.COMMON: _("新密码属于常见密码，容易被猜到。"),
        Problem.NAME: _("新密码不能包含用户名。"),
        Problem.FORMER: _("新密码不能与现在或最近用过的相同。"),
    }
    return words[problem]
