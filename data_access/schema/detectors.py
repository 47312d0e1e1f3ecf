"""Models of the detector: the files that are kept, what is chosen, how a shadow agrees."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from data_access.schema.columns import UtcTime, metadata

# One row a file. The file lies below the data directory under its own hash and never changes.
detector_model = Table(
    "detector_model",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("path", String(120), nullable=False),
    Column("sidecar", Text, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, ready, refused, removed
    Column("reason", String(400)),
    Column("facts", JSON, nullable=False),
    Column("classes", JSON, nullable=False),
    Column("uploaded_by", String(60), nullable=False),
    Column("uploaded_at", UtcTime, nullable=False),
    Column("checked_at", UtcTime),
    Index("ix_detector_model_state", "state"),
)

# The newest row of a duty is what is in force: a switch is one row, a rollback one more.
detector_choice = Table(
    "detector_choice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("duty", String(8), nullable=False),  # active, shadow
    # None: active is the model of the settings, shadow is nobody.
    Column("model_id", ForeignKey("detector_model.id")),
    Column("chosen_by", String(60), nullable=False),
    Column("chosen_at", UtcTime, nullable=False),
    Index("ix_detector_choice_newest", "duty", "id"),
)

# Looks of both models at the same pictures, by class.
shadow_tally = Table(
    "shadow_tally",
    metadata,
    Column("active_sha256", String(64), primary_key=True),
    Column("shadow_sha256", String(64), primary_key=True),
    Column("class_name", String(60), primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("both", Integer, nullable=False),
    Column("only_active", Integer, nullable=False),
    Column("only_shadow", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)
