"""What bends a duty: closures, deputies, school breaks; and the reminders of those not met."""

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

# Days an establishment has said beforehand that it does not cook.
declared_closure = Table(
    "declared_closure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("declared_by", String(60), nullable=False),
    Column("declared_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    Index("ix_declared_closure_establishment", "establishment_id", "starts"),
)

# Who stands in for the safety officer, the director or the principal.
control_deputy = Table(
    "control_deputy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(40), nullable=False),
    Column("stands_in_for", String(40), nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("named_by", String(60), nullable=False),
    Column("named_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)

# The education bureau's dates; the newest version of a year counts.
school_break = Table(
    "school_break",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("banner_adcode", ForeignKey("banner.adcode")),  # null: the whole city
    Column("name_zh", String(40), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("published_by", String(60), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)

# One row for each reminder: of the scheduler (soon, overdue, office, bureau) or of an officer.
control_reminder = Table(
    "control_reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("step", String(12), nullable=False),
    Column("number", SmallInteger, nullable=False),  # of this step and duty, from 1
    Column("sent_at", UtcTime, nullable=False),
    Column("sent_by", String(60), nullable=False),
    Column("note", String(200)),
    Column("read_at", UtcTime),
    UniqueConstraint(
        "establishment_id",
        "kind",
        "period_start",
        "step",
        "number",
        name="uq_control_reminder_step",
    ),
    Index("ix_control_reminder_township", "township_code", "sent_at"),
)
