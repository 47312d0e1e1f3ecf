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
from data_access.schema.checklists import checklist, checklist_item
from data_access.schema.codes import code_scan, establishment_code
from data_access.schema.columns import UtcTime, epoch_ms, metadata
from data_access.schema.control import (
    control_draft,
    control_finding,
    control_paper,
    control_photo,
    control_task,
)
from data_access.schema.detectors import detector_choice, detector_model, shadow_tally
from data_access.schema.documents import document_order
from data_access.schema.enforcement import penalty, sampling_test
from data_access.schema.figures import (
    alert_rollup,
    control_rollup,
    figure_snapshot,
    trend_rollup,
)
from data_access.schema.guarantors import guarantee, guarantor, guarantor_visit
from data_access.schema.history import change_batch, register_change
from data_access.schema.inspections import inspection
from data_access.schema.obligations import (
    control_deputy,
    control_reminder,
    declared_closure,
    school_break,
)
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
from data_access.schema.sham import sham_signal
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
    "checklist",
    "checklist_item",
    "code_scan",
    "control_deputy",
    "control_draft",
    "control_finding",
    "control_paper",
    "control_photo",
    "control_reminder",
    "control_rollup",
    "control_task",
    "dataset",
    "declared_closure",
    "detector_choice",
    "detector_model",
    "document_order",
    "epoch_ms",
    "establishment",
    "establishment_code",
    "evidence",
    "figure_snapshot",
    "guarantee",
    "guarantor",
    "guarantor_visit",
    "health_certificate",
    "heartbeat",
    "inspection",
    "job_run",
    "licence",
    "metadata",
    "penalty",
    "person",
    "register_change",
    "risk_due",
    "risk_history",
    "risk_override",
    "risk_score",
    "risk_table",
    "sampling_test",
    "saved_view",
    "school_break",
    "shadow_tally",
    "sham_signal",
    "showcase_street",
    "sign_in_session",
    "status_change",
    "supervision_office",
    "township",
    "trend_rollup",
]
