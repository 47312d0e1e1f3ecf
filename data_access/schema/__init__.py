"""Every table, once. Migrations create them; docs/data-model.md says why they are so."""

from data_access.schema.access import (
    account,
    api_token,
    audit_checkpoint,
    audit_log,
    saved_view,
    sign_in_session,
)
from data_access.schema.alerts import alert, alert_event, evidence
from data_access.schema.codes import establishment_code
from data_access.schema.columns import UtcTime, epoch_ms, metadata
from data_access.schema.control import control_finding, control_task
from data_access.schema.figures import alert_rollup, control_rollup, trend_rollup
from data_access.schema.guarantors import guarantee, guarantor, guarantor_visit
from data_access.schema.history import change_batch, register_change
from data_access.schema.inspections import inspection
from data_access.schema.register import (
    banner,
    camera,
    camera_look,
    establishment,
    health_certificate,
    licence,
    person,
    showcase_street,
    status_change,
    supervision_office,
    township,
)
from data_access.schema.risk import (
    risk_due,
    risk_history,
    risk_override,
    risk_score,
    risk_table,
)
from data_access.schema.system import change_number, dataset, heartbeat, job_run

__all__ = [
    "UtcTime",
    "account",
    "alert",
    "alert_event",
    "alert_rollup",
    "api_token",
    "audit_checkpoint",
    "audit_log",
    "banner",
    "camera",
    "camera_look",
    "change_batch",
    "change_number",
    "control_finding",
    "control_rollup",
    "control_task",
    "dataset",
    "epoch_ms",
    "establishment",
    "establishment_code",
    "evidence",
    "guarantee",
    "guarantor",
    "guarantor_visit",
    "health_certificate",
    "heartbeat",
    "inspection",
    "job_run",
    "licence",
    "metadata",
    "person",
    "register_change",
    "risk_due",
    "risk_history",
    "risk_override",
    "risk_score",
    "risk_table",
    "saved_view",
    "showcase_street",
    "sign_in_session",
    "status_change",
    "supervision_office",
    "township",
    "trend_rollup",
]
