"""`python app.py account`: make, list and disable accounts; passwords, sessions, pairing codes."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from sqlalchemy import Engine

from data_access import second_factor
from data_access.account_record import Account
from data_access.accounts import (
    AccountError,
    NewAccount,
    add,
    every_account,
    find_by_name,
    set_active,
)
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.pairing import CODE_TIME, issue_pairing_code
from data_access.passwords import generate_password, give_password
from data_access.sessions import Reason, active_sessions, end_session
from domain.clock import CITY_TIME, utc_now
from domain.passwords import Profile
from domain.scope import Role, system_scope
from settings import Settings

NAME = "account"
HELP = "make, list, disable and enable accounts; passwords, sessions, pairing codes"
SYSTEM = system_scope("account command")

_STEPS_WORDS = {
    "disable": "end every session and refuse new ones",
    "enable": "allow sign-in again",
    "password": "give a new password, printed once; every session ends",
    "sessions": "list the open sessions of an account; --end ends them",
    "pair": "print a one-time code that signs a device's screen in",
    "totp-reset": "take the second factor away, for a lost phone; every session ends",
}


def add_arguments(parser: ArgumentParser) -> None:
    """One sub-command a step."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    new = steps.add_parser("add", help="make an account; its password is printed once")
    new.add_argument("name", help="the name to sign in with")
    new.add_argument("--role", required=True, choices=[str(role) for role in Role])
    new.add_argument("--display-name", help="shown on screens and in events (default: the name)")
    new.add_argument("--banner", metavar="ADCODE", help="for banner_bureau, and a device of it")
    new.add_argument("--office", type=int, metavar="ID", help="for supervision_office")
    new.add_argument("--establishment", type=int, metavar="ID", help="for establishment")
    new.add_argument(
        "--street", type=int, metavar="ID", help="for street_manager, and a device of it"
    )
    new.add_argument("--ask", action="store_true", help="ask for the password, print none")
    new.add_argument(
        "--no-password",
        action="store_true",
        help="for somebody whom the identity provider vouches for",
    )
    steps.add_parser("list", help="every account")
    for step, words in _STEPS_WORDS.items():
        one = steps.add_parser(step, help=words)
        one.add_argument("name")
        if step == "sessions":
            one.add_argument("--end", action="store_true", help="end all of them")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do one step; 1 when it cannot be done."""
    engine = open_database(settings)
    arguments.profile = settings.security.password_profile
    try:
        return _STEPS[arguments.step](engine, arguments)
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _add(engine: Engine, arguments: Namespace) -> int:
    role = Role(arguments.role)
    without = arguments.no_password or role is Role.DEVICE
    given = getpass.getpass("Password: ") if arguments.ask and not without else None
    password = None if without else given or generate_password(arguments.name)
    new = NewAccount(
        arguments.name,
        arguments.display_name or arguments.name,
        role,
        arguments.banner,
        arguments.office,
        arguments.establishment,
        arguments.street,
    )
    profile: Profile = arguments.profile
    with writing(engine) as conn:
        add(conn, SYSTEM, new, password, utc_now(), profile=profile)
    print(f"account {new.username} ({new.role})")
    if role is Role.DEVICE:
        print(f"sign its screen in with: python app.py account pair {new.username}")
    elif password is not None and given is None:
        print(f"password, shown only now: {password}")
    return 0


def _list(engine: Engine, _arguments: Namespace) -> int:
    with reading(engine) as conn:
        accounts = every_account(conn, SYSTEM)
    for account in accounts:
        print(_line(account))
    print(f"{len(accounts)} accounts")
    return 0


def _line(account: Account) -> str:
    scope = account.scope
    place = (
        scope.banner_adcode or scope.office_id or scope.establishment_id or scope.street_id or "-"
    )
    last = account.last_sign_in_at
    seen = last.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M") if last else "never"
    state = "one click (demo)" if account.one_click else "active" if account.active else "disabled"
    return f"{account.username:24} {account.role!s:20} {place!s:10} {state:18} last: {seen}"


def _disable(engine: Engine, arguments: Namespace) -> int:
    return _set(engine, arguments.name, active=False)


def _enable(engine: Engine, arguments: Namespace) -> int:
    return _set(engine, arguments.name, active=True)


def _set(engine: Engine, name: str, *, active: bool) -> int:
    account = _known(engine, name)
    with writing(engine) as conn:
        set_active(conn, SYSTEM, account.id, active, utc_now())
    print(f"account {name} {'enabled' if active else 'disabled'}; its sessions ended")
    return 0


def _password(engine: Engine, arguments: Namespace) -> int:
    password = generate_password(arguments.name)
    account = _known(engine, arguments.name)
    with writing(engine) as conn:
        give_password(conn, SYSTEM, account.id, password, utc_now(), profile=arguments.profile)
    print(f"new password, shown only now: {password}")
    return 0


def _sessions(engine: Engine, arguments: Namespace) -> int:
    account = _known(engine, arguments.name)
    now = utc_now()
    with reading(engine) as conn:
        found = active_sessions(conn, SYSTEM, now=now, account_id=account.id, limit=500)
    for one in found:
        seen = one.seen_at.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M")
        print(f"{one.id:8} {one.method:10} {one.address:40} seen {seen}  {one.browser[:60]}")
    print(f"{len(found)} open sessions")
    if arguments.end:
        for one in found:
            with writing(engine) as conn:
                end_session(conn, SYSTEM, one.id, Reason.REVOKED, now)
        print("ended")
    return 0


def _pair(engine: Engine, arguments: Namespace) -> int:
    account = _known(engine, arguments.name)
    with writing(engine) as conn:
        code = issue_pairing_code(conn, SYSTEM, account.id, utc_now())
    minutes = int(CODE_TIME.total_seconds() // 60)
    print(f"code for /pair on the screen, once, within {minutes} minutes: {code}")
    return 0


def _totp_reset(engine: Engine, arguments: Namespace) -> int:
    account = _known(engine, arguments.name)
    with writing(engine) as conn:
        second_factor.reset(conn, SYSTEM, account.id, utc_now())
    print(f"account {account.username} has no second factor any more; its sessions ended")
    return 0


def _known(engine: Engine, name: str) -> Account:
    with reading(engine) as conn:
        account = find_by_name(conn, SYSTEM, name)
    if account is None:
        raise AccountError(f"no account {name!r}")
    return account


_STEPS: dict[str, Callable[[Engine, Namespace], int]] = {
    "add": _add,
    "list": _list,
    "disable": _disable,
    "enable": _enable,
    "password": _password,
    "sessions": _sessions,
    "pair": _pair,
    "totp-reset": _totp_reset,
}
