"""Draw the city step by step and write each step's rows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
from sqlalchemy import Connection, Table

from data_access import alert_rollup, checklists, risk_tables, trend_rollup
from data_access.demo_accounts import ensure_demo_accounts
from data_access.demo_city.alert_history import draw_alerts
from data_access.demo_city.alert_rows import write_alerts
from data_access.demo_city.arrangements import write_closures, write_escalations
from data_access.demo_city.bulk import Bulk, bulk_for
from data_access.demo_city.cameras import Cameras, draw_cameras
from data_access.demo_city.closures import Closures, draw_closures
from data_access.demo_city.codes import write_codes
from data_access.demo_city.control_history import draw_duties
from data_access.demo_city.control_rows import write_control
from data_access.demo_city.control_sums import write_control_sums
from data_access.demo_city.day_ends import write_day_ends
from data_access.demo_city.enforcement import write_enforcement
from data_access.demo_city.establishments import Register, draw_register
from data_access.demo_city.guarantors import write_guarantors
from data_access.demo_city.hours import Hours, draw_hours
from data_access.demo_city.inspections import write_inspections
from data_access.demo_city.licences import Licences, draw_licences
from data_access.demo_city.officers import Post, posts
from data_access.demo_city.own_categories import write_own_categories
from data_access.demo_city.people import People, draw_people
from data_access.demo_city.places import make_offices, populations, share_over_towns, towns
from data_access.demo_city.plan import DAY_MS, Plan
from data_access.demo_city.risk import write_risk
from data_access.demo_city.showcase import ensure_showcase_streets
from data_access.places import Boundaries
from data_access.places_loading import load_places
from data_access.schema import (
    alert,
    alert_event,
    camera,
    control_finding,
    control_task,
    establishment,
    establishment_code,
    guarantee,
    guarantor,
    guarantor_visit,
    health_certificate,
    inspection,
    licence,
    penalty,
    person,
    sampling_test,
)
from domain.control import ControlKind
from domain.grades import EstablishmentStatus
from domain.pinyin import initials
from domain.scope import system_scope
from domain.trend import Followed
from settings import City

Report = Callable[[str, float], None]
"""Told the name of the step that begins and the share of the whole that is done, 0 to 1."""


def fill(conn: Connection, city: City, plan: Plan, boundaries: Boundaries, report: Report) -> None:
    """Write a whole city into empty tables, in the caller's transaction."""
    bulk = bulk_for(conn)
    report("旗区、乡镇与监管所", 0.0)
    checklists.ensure_first(conn)
    load_places(conn, city)
    make_offices(conn)
    places = towns(conn, boundaries)
    report("餐饮单位与许可证", 0.01)
    shares = share_over_towns(plan, places, populations(conn))
    register = draw_register(plan, places, shares, boundaries)
    hours = draw_hours(plan, register)
    write_register(bulk, register, hours)
    licences = draw_licences(plan, register)
    write_licences(bulk, register, licences)
    write_codes(bulk, plan, register)
    report("摄像头", 0.04)
    cameras = draw_cameras(plan, register)
    write_cameras(bulk, plan, register, cameras)
    report("从业人员与健康证", 0.05)
    with _indexes_afterwards(conn, (person, health_certificate)):
        write_people(bulk, plan, register, draw_people(plan, register))
    in_charge = posts(conn, plan)
    with _indexes_afterwards(conn, (guarantor_visit, inspection)):
        write_guarantors(bulk, plan, register, in_charge)
        write_inspections(bulk, plan, register, in_charge)
    write_enforcement(bulk, plan, register)
    report("预警历史", 0.06)
    with _indexes_afterwards(conn, (alert, alert_event)):
        alerts = draw_alerts(plan, register, cameras, licences)
        write_alerts(bulk, plan, register, cameras, alerts, in_charge)
    report("预警统计", 0.16)
    alert_rollup.rebuild(conn)
    with _indexes_afterwards(conn, (control_task, control_finding)):
        closures = draw_closures(plan, register)
        _control(bulk, plan, register, closures, hours, cameras, in_charge, report)
        trend_rollup.rebuild(conn, Followed.DAILY_CONTROL)
        report("索引", 0.8)
    write_own_categories(conn, plan)
    write_closures(conn, plan, register, closures)
    write_escalations(conn, plan)
    report("风险评分", 0.9)
    risk_tables.ensure_shipped(conn, plan.first_day, plan.now)
    write_risk(conn, bulk, plan)
    report("往日指标", 0.97)
    write_day_ends(conn, bulk, plan)
    report("账号", 0.98)
    bulk.finish((establishment, licence, person, health_certificate, camera))
    bulk.finish((alert, alert_event, control_finding))
    bulk.finish((guarantor, guarantee, guarantor_visit, inspection, establishment_code))
    bulk.finish((penalty, sampling_test))
    ensure_showcase_streets(conn)
    ensure_demo_accounts(conn, system_scope("seed"), plan.now)


def _control(
    bulk: Bulk,
    plan: Plan,
    register: Register,
    closures: Closures,
    hours: Hours,
    cameras: Cameras,
    in_charge: Mapping[str, Post],
    report: Report,
) -> None:
    report("日管控、周排查、月调度", 0.18)
    duties = [draw_duties(plan, register, closures, hours, kind) for kind in ControlKind]
    begun, ended = 0.25, 0.8
    unchecked = write_control(
        bulk,
        plan,
        register,
        duties,
        np.bincount(cameras.owner, minlength=len(register)) > 0,
        in_charge,
        lambda share: report("日管控、周排查、月调度", begun + (ended - begun) * share),
    )
    write_control_sums(bulk, register, duties, unchecked)


@contextmanager
def _indexes_afterwards(conn: Connection, tables: tuple[Table, ...]) -> Iterator[None]:
    """Sorting once for an index is several times faster than keeping it with every row."""
    indexes = [
        index for table in tables for index in sorted(table.indexes, key=lambda i: str(i.name))
    ]
    for index in indexes:
        index.drop(conn)
    yield
    for index in indexes:
        index.create(conn)


def write_register(bulk: Bulk, register: Register, hours: Hours) -> None:
    """Rows of `establishment`."""
    created = (register.opened_on - np.datetime64("1970-01-01")).astype(np.int64) * DAY_MS
    suspended = ~np.isnat(register.suspended_on)
    bulk.insert(
        establishment,
        {
            "id": register.ids,
            "township_code": register.township_code,
            "name": register.name,
            "name_initials": [initials(name) for name in register.name],
            "category": register.category,
            "status": np.where(
                suspended, EstablishmentStatus.SUSPENDED.value, EstablishmentStatus.ACTIVE.value
            ),
            "credit_code": register.credit_code,
            "credit_code_valid": True,
            "address": register.address,
            "lon": register.lon,
            "lat": register.lat,
            "guarantor_tier": register.guarantor_tier,
            "hygiene_grade": register.hygiene_grade,
            "principal": register.principal,
            "safety_officer": register.safety_officer,
            "phone": register.phone,
            "opened_on": register.opened_on,
            "cold_room": register.cold_room,
            "takeaway": register.takeaway,
            "rest_weekdays": hours.rest_weekdays,
            "closes_after_midnight": hours.after_midnight,
            "demo": True,
            "source_key": [f"demo:{number}" for number in register.ids.tolist()],
            "created_at": created,
            "updated_at": created,
        },
    )


def write_licences(bulk: Bulk, register: Register, licences: Licences) -> None:
    """Rows of `licence`."""
    bulk.insert(
        licence,
        {
            "id": register.ids,
            "establishment_id": register.ids,
            "number": licences.number,
            "number_valid": True,
            "issued_on": licences.issued_on,
            "expires_on": licences.expires_on,
        },
    )


def write_cameras(bulk: Bulk, plan: Plan, register: Register, cameras: Cameras) -> None:
    """Rows of `camera`."""
    bulk.insert(
        camera,
        {
            "id": cameras.ids,
            "establishment_id": register.ids[cameras.owner],
            "township_code": register.township_code[cameras.owner],
            "position": cameras.position,
            "label": cameras.label,
            "source": cameras.source,
            "state": cameras.state,
            "state_since": np.full(len(cameras.ids), plan.now_ms),
            "failures": 0,
        },
    )


def write_people(bulk: Bulk, plan: Plan, register: Register, people: People) -> None:
    """Rows of `person` and `health_certificate`."""
    owners = register.ids[people.owner]
    places = register.township_code[people.owner]
    since = np.full(len(people.ids), plan.first_ms)
    bulk.insert(
        person,
        {
            "id": people.ids,
            "establishment_id": owners,
            "township_code": places,
            "name": people.name,
            "post": people.post,
            "phone": people.phone,
            "source_key": [f"demo:{number}" for number in people.ids.tolist()],
            "created_at": since,
            "updated_at": since,
        },
    )
    bulk.insert(
        health_certificate,
        {
            "id": people.ids,
            "person_id": people.ids,
            "establishment_id": owners,
            "township_code": places,
            "number": people.certificate,
            "issuer": people.issuer,
            "issued_on": people.issued_on,
            "expires_on": people.expires_on,
        },
    )
