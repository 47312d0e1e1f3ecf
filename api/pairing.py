"""A wall or kiosk signs in: the code of the security administrator is typed on the screen once."""

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from api import sessions
from api.arrival import enter
from api.failures import note_failure
from api.network import require_safe_line
from data_access.pairing import redeem
from data_access.request import now, write
from data_access.sessions import Method
from domain.scope import EVERYONE

ROLES = EVERYONE


def pair() -> AnyResponse | str:
    """Take the code and open the session of its device."""
    require_safe_line()
    if current_user.is_authenticated:
        return redirect(url_for("access.sign_in"))
    problem = ""
    if request.method == "POST":
        with write(sessions.SYSTEM) as conn:
            device = redeem(conn, sessions.SYSTEM, request.form.get("code", ""), now())
        if device is not None:
            return enter(device, Method.PAIRING, "/")
        note_failure(None, what="pairing code")
        problem = _("配对码不正确或已过期，请向安全管理员索取新的配对码。")
    page = render_template("pair.html", form=FlaskForm(), problem=problem)
    return Response(page, status=403 if problem else 200)
