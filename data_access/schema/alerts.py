"""Alerts, what happened to them, and their evidence."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from data_access.schema.columns import UtcTime, metadata

alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("camera_id", ForeignKey("camera.id")),
    Column("alert_class", String(40), nullable=False),  # ai.no_mask
    Column("severity", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("raised_on", Date, nullable=False),  # city day of raised_at: key of the roll-up
    Column("last_seen_at", UtcTime, nullable=False),
    Column("sightings", Integer, nullable=False, default=1),
    Column("confidence", Float),
    Column("confirm_by", UtcTime, nullable=False),
    Column("rectify_by", UtcTime, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("rectified_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("model_name", String(80)),
    Column("model_sha256", String(64)),
    Column("demo_history", Boolean, nullable=False, default=False),  # 演示历史，无影像
    Column("dedupe_key", String(120), nullable=False, unique=True),
    Column("version", Integer, nullable=False, default=1),  # two people cannot take the same step
    Index("ix_alert_queue", "state", "severity", "rectify_by"),
    # Holds all that the counts beside the queue ask for: one pass over the index, no row read.
    Index("ix_alert_counts", "state", "severity", "alert_class", "township_code", "raised_on"),
    Index("ix_alert_recent", "raised_at"),
    Index("ix_alert_township", "township_code", "state"),
    Index("ix_alert_establishment", "establishment_id", "raised_at"),
    Index("ix_alert_merge", "camera_id", "alert_class", "last_seen_at"),
)

alert_event = Table(
    "alert_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("step", String(16), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("note", String(300)),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # clean, boxed
    Column("path", String(200), nullable=False),  # below the data directory, made by us
    Column("sha256", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("boxes", JSON, nullable=False),
    UniqueConstraint("alert_id", "kind", "sha256"),
)
