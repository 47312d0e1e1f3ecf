"""One's own account: name and role, password, phone, and where one is signed in."""

from dash import html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from components.own_account import (
    Person,
    Place,
    Protection,
    person_card,
    protection_card,
    sessions_card,
)
from components.wording import english, term
from data_access import recovery_codes
from data_access.account_record import Account
from data_access.accounts import place_name
from data_access.passwords import own_password
from data_access.request import now, read, scope, services
from data_access.sessions import active_sessions, count_active
from domain.passwords import POLICIES
from domain.scope import EVERYONE, ROLE_NAMES_EN, ROLE_NAMES_ZH, Role

ROLES = EVERYONE - {Role.DEVICE}
SHOWN = 20

register_page(__name__, path="/account", name="我的账号", roles=ROLES)


def layout(**_query: str) -> Component:
    """The whole page: it changes only by its forms, which lead back here."""
    asker, account = scope(), current_user.account
    with read() as conn:
        found = active_sessions(conn, asker, now=now(), account_id=account.id, limit=SHOWN)
        total = count_active(conn, asker, now=now(), account_id=account.id)
        place = place_name(conn, asker, english=english())
        has_password = own_password(conn, asker) is not None
        codes_left = recovery_codes.count_left(conn, asker)
    places = [
        Place(
            id=one.id,
            browser=one.browser,
            address=one.address,
            started_at=one.started_at,
            seen_at=one.seen_at,
            method=one.method,
            present=one.id == current_user.opened.id,
        )
        for one in found
    ]
    token = generate_csrf()
    return html.Main(
        [
            html.Header(html.Div(html.H1(_("我的账号"))), className="nc-pagehead"),
            html.Div(
                [
                    person_card(_person(account, place), token),
                    protection_card(_protection(account, codes_left, has_password=has_password)),
                    sessions_card(places, total, token),
                ],
                className="nc-acct",
            ),
        ],
        className="nc-body nc-pagegrid",
    )


def _person(account: Account, place: str) -> Person:
    city = services().settings.city
    return Person(
        name=account.display_name,
        username=account.username,
        role=term(ROLE_NAMES_ZH[account.role], ROLE_NAMES_EN[account.role]),
        place=place or term(city.name_zh, city.name_en),
        last_sign_in_at=account.last_sign_in_at,
    )


def _protection(account: Account, codes_left: int, *, has_password: bool) -> Protection:
    policy = POLICIES[services().settings.security.password_profile]
    changed = account.password_changed_at
    return Protection(
        has_password=has_password,
        changed_at=changed,
        due_at=changed + policy.max_age if changed and policy.max_age else None,
        second_factor=account.second_factor,
        may_have_phone=not account.one_click,
        codes_left=codes_left,
    )
