"""Alerts as lists and screens show them, with the names of their places."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, select

from data_access.schema import alert, banner, camera, establishment, evidence, township
from data_access.scoping import in_scope
from domain.alert_record import AlertRow
from domain.alerts import AlertState
from domain.scope import Scope


def rows_of_alerts() -> Select[*tuple[Any, ...]]:
    """Alerts with their names; the caller narrows, orders and bounds."""
    names = {item.name for item in fields(AlertRow)}
    own = [column for column in alert.c if column.name in names]
    return select(
        *own,
        establishment.c.name.label("establishment_name"),
        establishment.c.category,
        township.c.name_zh.label("township_zh"),
        banner.c.name_zh.label("banner_zh"),
        banner.c.name_en.label("banner_en"),
        camera.c.label.label("camera_label"),
        camera.c.position.label("camera_position"),
    ).select_from(
        with_township(alert.join(establishment, establishment.c.id == alert.c.establishment_id))
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .outerjoin(camera, camera.c.id == alert.c.camera_id)
    )


def read_rows(conn: Connection, statement: Select[*tuple[Any, ...]]) -> list[AlertRow]:
    """Run a bounded `rows_of_alerts` statement; pictures are looked up for its rows only."""
    rows = conn.execute(statement).all()
    pictures = conn.execute(
        select(evidence.c.alert_id, func.max(evidence.c.id))
        .where(evidence.c.alert_id.in_([row.id for row in rows]), evidence.c.kind == "boxed")
        .group_by(evidence.c.alert_id)
    )
    shown: dict[int, int] = {row[0]: row[1] for row in pictures}
    return [_row(row, shown.get(row.id)) for row in rows]


def _row(row: Row[*tuple[Any, ...]], evidence_id: int | None) -> AlertRow:
    values = dict(row._mapping)
    return AlertRow(**(values | {"state": AlertState(row.state), "evidence_id": evidence_id}))


def with_township(left: FromClause) -> FromClause:
    """`left`, which holds alert, joined with the township of each alert."""
    return left.join(township, township.c.code == alert.c.township_code)


def visible(scope: Scope) -> ColumnElement[bool]:
    """Condition that keeps the alerts `scope` may see."""
    return in_scope(scope, alert.c.township_code, alert.c.establishment_id)
