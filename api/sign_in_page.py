"""The sign-in page as HTML: form, roles of the demonstration, and why one is signed in no more."""

from flask import Response, render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from api import sessions
from api.demo_roles import offered_groups
from components.wording import term
from data_access.request import services
from data_access.sessions import Reason


def sign_in_page(target: str, problem: str = "") -> Response:
    """The page.

    Args:
        target: Where to go afterwards, already known to be ours.
        problem: In words; empty for none.
    """
    settings = services().settings
    provider = settings.oidc
    page = render_template(
        "sign_in.html",
        form=FlaskForm(),
        problem=problem,
        ended="" if problem else ended_words(sessions.why_ended()),
        target=target,
        groups=offered_groups(),
        provider=term(provider.button_zh, provider.button_en) if provider.enabled else "",
        city=term(settings.city.name_zh, settings.city.name_en),
        idle_min=settings.security.idle_timeout_min,
    )
    return Response(page, status=403 if problem else 200)


def ended_words(reason: Reason | None) -> str:
    """Why somebody is signed in no more, in words; empty when there is nothing to say."""
    words: dict[Reason, str] = {
        Reason.EXPIRED: _("长时间没有操作，已自动退出，请重新登录。"),
        Reason.REVOKED: _("此登录已被终止。如非本人操作，请联系安全管理员。"),
        Reason.NEW_PASSWORD: _("密码已修改，请用新密码重新登录。"),
        Reason.DISABLED: _("此账号已停用，请联系安全管理员。"),
        Reason.CHANGED: _("账号的角色、所属机构或验证方式有变更，请重新登录。"),
        Reason.PLACE_GONE: _("账号所属的机构或单位已被撤销，请联系安全管理员。"),
    }
    return words.get(reason, "") if reason is not None else ""
