"""Self-control of establishments: duties, answers, findings."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from data_access.schema.columns import UtcTime, metadata

# `sqlite_with_rowid=False`: a natural key makes the table its own index; PostgreSQL ignores it.

# One row is the duty and, once given, its answer. `answers` holds one character an item of the
# checklist version, in its order: p pass, f fail, n not applicable, - not answered.
control_task = Table(
    "control_task",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    # Where and what it was when the duty arose: figures of the past stay as they were.
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("category", String(24), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("submitted_at", UtcTime),
    Column("submitted_by", String(40)),
    Column("checklist_version", SmallInteger),
    Column("answers", String(80)),
    Column("reason", String(200)),  # why excused
    # submitted_at: how far an earlier period had come at the same clock time, without its rows.
    Index(
        "ix_control_task_board", "kind", "period_start", "state", "township_code", "submitted_at"
    ),
    sqlite_with_rowid=False,
)

control_finding = Table(
    "control_finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("item", String(20), nullable=False),  # daily.H02
    Column("note", String(300)),
    Column("measure", String(300)),
    Column("owner", String(40)),
    Column("due_at", UtcTime),
    Column("rectified_at", UtcTime),
    UniqueConstraint("establishment_id", "kind", "period_start", "item"),
)
