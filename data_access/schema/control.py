"""Self-control of establishments: duties, answers, findings, and what proves them."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
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
    # open, rectified (says the establishment), closed (somebody has looked again).
    Column("state", String(12), nullable=False, default="open", server_default="open"),
    Column("rectified_at", UtcTime),
    Column("rectified_by", String(60)),
    Column("rectified_note", String(300)),
    Column("rechecked_at", UtcTime),
    Column("rechecked_by", String(60)),
    Column("recheck_note", String(300)),
    # How often a re-check sent it back.
    Column("returned", SmallInteger, nullable=False, default=0, server_default="0"),
    # The same item failed before: the earlier finding, so that a chain shows what never heals.
    Column("repeat_of", ForeignKey("control_finding.id")),
    UniqueConstraint("establishment_id", "kind", "period_start", "item"),
    Index("ix_control_finding_state", "state", "township_code", "due_at"),
    Index("ix_control_finding_day", "period_start"),  # what a span of days found
)

# What an establishment hands in beside its answers: the words of the weekly report and the monthly
# minutes, the signature, and how the form was filled in. One row for each record from a form.
control_paper = Table(
    "control_paper",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("statement", JSON),  # weekly, monthly: domain/statements.py
    # What register and system said when it was handed in: domain/paper_facts.py.
    Column("facts", JSON),
    Column("signature", Text),  # path of an SVG of 300 × 100, checked
    Column("deputy_for", String(40)),  # who should have signed
    Column("opened_at", UtcTime),  # when the form was opened, by the clock of the server
    Column("client_at", UtcTime),  # when the phone says it was handed in
    Column("device", String(32)),  # random name the browser gave itself
    Column("pace", String(160)),  # two characters an item asked: seconds before its tap, base 36
    sqlite_with_rowid=False,
)

# A form that is not handed in yet, so that another phone or a deputy can go on with it.
control_draft = Table(
    "control_draft",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON, at most 20 kB
    Column("device", String(32), nullable=False),
    Column("saved_by", String(60), nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

# Pictures of findings: files named by their content below the data directory.
control_photo = Table(
    "control_photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("item", String(20), nullable=False),
    Column("purpose", String(12), nullable=False),  # found, rectified, rechecked
    Column("sha256", String(64), nullable=False),
    Column("path", String(160), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("phash", String(16), nullable=False),  # 64 bits in hex: near pictures differ in few
    Column("taken_at", UtcTime),  # as the camera wrote it, when it did
    Column("received_at", UtcTime, nullable=False),
    Column("uploaded_by", String(60), nullable=False),
    UniqueConstraint(
        "establishment_id",
        "kind",
        "period_start",
        "item",
        "purpose",
        "sha256",
        name="uq_control_photo_once",
    ),
    Index("ix_control_photo_phash", "phash"),
)
