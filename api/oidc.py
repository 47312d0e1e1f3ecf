"""Sign-in through an identity provider (OpenID Connect, code flow with PKCE); off by default."""

import logging
from dataclasses import replace
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, current_app, render_template, request, session, url_for
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response

from api import sessions
from api.addresses import safe_next
from api.arrival import arrive
from api.sign_in_page import sign_in_page
from components.wording import term
from data_access.account_record import Account
from data_access.identities import by_subject, link
from data_access.passwords import record_failure
from data_access.request import now, read, services, write
from data_access.sessions import Method
from domain.scope import EVERYONE
from settings import Oidc, Settings

logger = logging.getLogger(__name__)

ROLES = EVERYONE
_NAME = "provider"
_KEY = "nuancheng-provider"
_NEXT = "provider_next"
# No symmetric ones: the client secret must not be able to make a token.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


def install_provider(server: Flask, settings: Settings) -> None:
    """Let `server` speak with the provider of the settings, if there is one."""
    server.extensions[_KEY] = _client(server, settings.oidc) if settings.oidc.enabled else None


def leave() -> Response | str:
    """Send the browser to the provider.

    By a page and not by a redirect: browsers hold the way that a form takes to our `form-action`,
    which names no foreign host.
    """
    client = _provider()
    session[_NEXT] = safe_next(request.form.get("next"))
    try:
        to = client.authorize_redirect(url_for("access.oidc_back", _external=True)).location
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError):
        logger.exception("the identity provider does not answer")
        return _refused(_("统一身份认证暂时无法连接，请稍后再试，或使用密码登录。"))
    asked = services().settings.oidc
    return render_template(
        "leaving.html", address=to, provider=term(asked.button_zh, asked.button_en)
    )


def come_back() -> Response:
    """What the provider says of whoever comes back."""
    client = _provider()
    settings = services().settings.oidc
    target = safe_next(session.pop(_NEXT, "/"))
    try:
        token = client.authorize_access_token(claims_options=_wanted(settings), leeway=30)
        claims = dict(token["userinfo"])  # missing: it sent no identity token
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError) as e:
        logger.warning("sign-in through the provider failed: %s", type(e).__name__)
        _note_failure("provider's answer")
        return _refused(_("统一身份认证未通过，请重新登录。"))
    account = _account_of(claims, settings)
    if account is None:
        _note_failure("no account for this identity")
        return _refused(_("您的统一身份尚未开通本系统账号，请联系安全管理员。"))
    return arrive(account, Method.OIDC, target)


def _account_of(claims: dict[str, Any], settings: Oidc) -> Account | None:
    subject, name = str(claims.get("sub") or ""), claims.get("preferred_username")
    with read(sessions.SYSTEM) as conn:
        known = by_subject(conn, sessions.SYSTEM, subject) if subject else None
    if known is not None or not settings.link_by_username or not isinstance(name, str):
        return known
    with write(sessions.SYSTEM) as conn:
        return link(conn, sessions.SYSTEM, name, subject, now())


def _wanted(settings: Oidc) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "values": [settings.issuer]},
        "aud": {"essential": True, "values": [settings.client_id]},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }


def _note_failure(what: str) -> None:
    process = replace(sessions.SYSTEM, address=request.remote_addr or "")
    with write(sessions.SYSTEM) as conn:
        record_failure(conn, process, None, now(), what=what)


def _refused(problem: str) -> Response:
    return sign_in_page("/", str(problem))


def _provider() -> Any:
    client = current_app.extensions.get(_KEY)
    if client is None:
        abort(404)
    return client


def _client(server: Flask, settings: Oidc) -> Any:
    metadata: dict[str, Any] = (
        {"server_metadata_url": settings.discovery_url}
        if settings.discovery_url
        else {
            "authorize_url": settings.authorize_url,
            "access_token_url": settings.token_url,
            "jwks_uri": settings.jwks_url,
            "issuer": settings.issuer,
            "id_token_signing_alg_values_supported": ALGORITHMS,
        }
    )
    return OAuth(server).register(
        _NAME,
        client_id=settings.client_id,
        client_secret=settings.client_secret or None,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": settings.timeout_s,
        },
        **metadata,
    )
