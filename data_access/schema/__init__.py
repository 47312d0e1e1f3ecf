"""Every table, once. Migrations create them; docs/data-model.md says why they are so."""

from data_access.schema.alerts import alert, alert_event, evidence
from data_access.schema.columns import UtcTime, epoch_ms, metadata
from data_access.schema.control import control_finding, control_task
from data_access.schema.figures import alert_rollup, control_rollup
from data_access.schema.register import (
    banner,
    camera,
    camera_look,
    establishment,
    licence,
    supervision_office,
    township,
)
from data_access.schema.system import account, change_number, dataset, heartbeat

__all__ = [
    "UtcTime",
    "account",
    "alert",
    "alert_event",
    "alert_rollup",
    "banner",
    "camera",
    "camera_look",
    "change_number",
    "control_finding",
    "control_rollup",
    "control_task",
    "dataset",
    "epoch_ms",
    "establishment",
    "evidence",
    "heartbeat",
    "licence",
    "metadata",
    "supervision_office",
    "township",
]
