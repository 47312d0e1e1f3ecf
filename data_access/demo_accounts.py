"""The accounts of the demonstration: one a role, without a password, for one-click sign-in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from data_access.account_record import Account
from data_access.accounts import NewAccount, add, every_account, place_name
from data_access.demo_city.showcase import ensure_showcase_street
from data_access.schema import banner, camera, dataset, establishment, supervision_office, township
from domain.scope import Action, Role, Scope


@dataclass(frozen=True, slots=True)
class DemoRole:
    """One card of the sign-in page."""

    account: Account
    place: str


def holds_demo(conn: Connection) -> bool:
    """Whether this database holds a finished demonstration city, and nothing else."""
    kinds = set(
        conn.scalars(select(dataset.c.kind).where(dataset.c.finished_at.is_not(None))).all()
    )
    return kinds == {"demo"}


def demo_roles(conn: Connection, scope: Scope, *, english: bool = False) -> list[DemoRole]:
    """One account a role, widest view first."""
    one_click = {
        item.role: item for item in every_account(conn, scope) if item.one_click and item.active
    }
    return [
        DemoRole(one_click[role], place_name(conn, one_click[role].scope, english=english))
        for role in Role
        if role in one_click
    ]


def ensure_demo_accounts(conn: Connection, scope: Scope, now: datetime) -> None:
    """Make the accounts that are missing: one a role, all in one part of the city."""
    scope.require(Action.RUN_SYSTEM)
    known = {item.username for item in every_account(conn, scope)}
    for new in _wanted(conn):
        if new.username not in known:
            add(conn, scope, new, None, now)


def _wanted(conn: Connection) -> list[NewAccount]:
    wanted = [
        NewAccount("demo-leader", "市领导", Role.MUNICIPAL_LEADER),
        NewAccount("demo-city", "市市场监管局", Role.CITY_BUREAU),
        NewAccount("demo-screen", "市级指挥大屏", Role.DEVICE),
        NewAccount("demo-security", "安全管理员", Role.SECURITY_ADMIN),
        NewAccount("demo-system", "系统管理员", Role.SYSTEM_ADMIN),
        NewAccount("demo-auditor", "审计员", Role.AUDITOR),
    ]
    office = _busiest_office(conn)
    if office is None:
        return wanted
    adcode, name, office_id, office_name = office
    wanted += [
        NewAccount("demo-banner", f"{name}市场监管局", Role.BANNER_BUREAU, banner_adcode=adcode),
        NewAccount("demo-office", office_name, Role.SUPERVISION_OFFICE, office_id=office_id),
    ]
    shop = _watched_shop(conn, office_id)
    if shop is not None:
        wanted.append(
            NewAccount("demo-shop", shop[1], Role.ESTABLISHMENT, establishment_id=shop[0])
        )
    street = ensure_showcase_street(conn, office_id)
    if street is not None:
        wanted.append(
            NewAccount(
                "demo-street", f"{street[1]}管理方", Role.STREET_MANAGER, street_id=street[0]
            )
        )
    return wanted


def _busiest_office(conn: Connection) -> tuple[str, str, int, str] | None:
    row = conn.execute(
        select(
            banner.c.adcode,
            banner.c.name_zh,
            supervision_office.c.id,
            supervision_office.c.name_zh.label("office"),
        )
        .join(supervision_office, supervision_office.c.banner_adcode == banner.c.adcode)
        .join(township, township.c.office_id == supervision_office.c.id)
        .join(establishment, establishment.c.township_code == township.c.code)
        .group_by(
            banner.c.adcode, banner.c.name_zh, supervision_office.c.id, supervision_office.c.name_zh
        )
        .order_by(func.count().desc(), supervision_office.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.adcode, row.name_zh, row.id, row.office)


def _watched_shop(conn: Connection, office_id: int) -> tuple[int, str] | None:
    """An active establishment of the office, one whose kitchen is patrolled if there is any."""
    row = conn.execute(
        select(establishment.c.id, establishment.c.name)
        .join(township, township.c.code == establishment.c.township_code)
        .join(camera, camera.c.establishment_id == establishment.c.id)
        .where(township.c.office_id == office_id, establishment.c.status == "active")
        .order_by(camera.c.source.is_(None), establishment.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.name)
