"""`python app.py account`: make, list, disable and enable accounts, give new passwords."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import Engine

from data_access.accounts import (
    Account,
    AccountError,
    NewAccount,
    add,
    every_account,
    find_by_name,
    set_active,
)
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.passwords import generate_password, give_password
from domain.clock import CITY_TIME, utc_now
from domain.scope import Role, system_scope
from settings import Settings

NAME = "account"
HELP = "make, list, disable and enable accounts"
SYSTEM = system_scope("account command")


def add_arguments(parser: ArgumentParser) -> None:
    """One sub-command a step."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    new = steps.add_parser("add", help="make an account; its password is printed once")
    new.add_argument("name", help="the name to sign in with")
    new.add_argument("--role", required=True, choices=[str(role) for role in Role])
    new.add_argument("--display-name", help="shown on screens and in events (default: the name)")
    new.add_argument("--banner", metavar="ADCODE", help="for banner_bureau")
    new.add_argument("--office", type=int, metavar="ID", help="for supervision_office")
    new.add_argument("--establishment", type=int, metavar="ID", help="for establishment")
    new.add_argument("--ask", action="store_true", help="ask for the password, print none")
    steps.add_parser("list", help="every account")
    for step, words in (
        ("disable", "end every session and refuse new ones"),
        ("enable", "allow sign-in again"),
        ("password", "give a new password, printed once; every session ends"),
    ):
        steps.add_parser(step, help=words).add_argument("name")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do one step; 1 when it cannot be done."""
    engine = open_database(settings)
    try:
        return _STEPS[arguments.step](engine, arguments)
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _add(engine: Engine, arguments: Namespace) -> int:
    password = getpass.getpass("Password: ") if arguments.ask else generate_password()
    new = NewAccount(
        arguments.name,
        arguments.display_name or arguments.name,
        Role(arguments.role),
        arguments.banner,
        arguments.office,
        arguments.establishment,
    )
    with writing(engine) as conn:
        add(conn, SYSTEM, new, password, utc_now())
    print(f"account {new.username} ({new.role})")
    if not arguments.ask:
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
    place = scope.banner_adcode or scope.office_id or scope.establishment_id or "-"
    last = account.last_sign_in_at
    seen = last.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M") if last else "never"
    state = "one click (demo)" if account.one_click else "active" if account.active else "disabled"
    return f"{account.username:24} {scope.role!s:20} {place!s:10} {state:18} last: {seen}"


def _disable(engine: Engine, arguments: Namespace) -> int:
    return _set(engine, arguments.name, active=False)


def _enable(engine: Engine, arguments: Namespace) -> int:
    return _set(engine, arguments.name, active=True)


def _set(engine: Engine, name: str, *, active: bool) -> int:
    with writing(engine) as conn:
        account = find_by_name(conn, SYSTEM, name)
        if account is None:
            raise AccountError(f"no account {name!r}")
        set_active(conn, SYSTEM, account.id, active, utc_now())
    print(f"account {name} {'enabled' if active else 'disabled'}; its sessions ended")
    return 0


def _password(engine: Engine, arguments: Namespace) -> int:
    password = generate_password()
    with writing(engine) as conn:
        account = find_by_name(conn, SYSTEM, arguments.name)
        if account is None:
            raise AccountError(f"no account {arguments.name!r}")
        give_password(conn, SYSTEM, account.id, password, utc_now())
    print(f"new password, shown only now: {password}")
    return 0


_STEPS = {
    "add": _add,
    "list": _list,
    "disable": _disable,
    "enable": _enable,
    "password": _password,
}
