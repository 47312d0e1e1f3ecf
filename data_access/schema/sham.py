"""Signs of sham records, for review."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, SmallInteger, String, Table

from data_access.schema.columns import UtcTime, metadata

# Signs that a record was ticked without looking. For review by a person only, never a sanction.
sham_signal = Table(
    "sham_signal",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("week_start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("score", SmallInteger, nullable=False),  # 0-100
    Column("reasons", JSON, nullable=False),
    Column("computed_at", UtcTime, nullable=False),
    Column("verdict", String(12)),  # confirmed, dismissed
    Column("verdict_note", String(300)),
    Column("reviewed_by", String(60)),
    Column("reviewed_at", UtcTime),
    Index("ix_sham_signal_township", "week_start", "township_code", "score"),
    sqlite_with_rowid=False,
)
