"""风险分级: the tables of points, the score of each establishment and how it came about."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from data_access.schema.columns import UtcTime, metadata

# A version is never changed once it has been in force; a new one begins on a day.
risk_table = Table(
    "risk_table",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("effective_from", Date, nullable=False),
    Column("example", Boolean, nullable=False),  # 示例分值: no official cell value is behind it
    Column("content", JSON, nullable=False),  # domain.risk_table.RiskTable
    Column("note", String(300)),
    Column("made_by", String(60), nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

risk_score = Table(
    "risk_score",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("score", Float, nullable=False),  # 0-100, higher is riskier
    Column("low", Float, nullable=False),  # the band: what missing facts could make of it
    Column("high", Float, nullable=False),
    Column("static", Float, nullable=False),  # of 40
    Column("dynamic", Float, nullable=False),  # of 60
    Column("level", String(1)),  # null: too little is known to give one
    Column("points", Text, nullable=False),  # JSON: every point with the row it comes from
    Column("table_version", Integer, nullable=False),
    Column("computed_at", UtcTime, nullable=False),
    Index("ix_risk_score_township", "township_code", "level", "score"),
    sqlite_with_rowid=False,
)

# One row a city day on which score or level changed: what a trend and "most improved" read.
risk_history = Table(
    "risk_history",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("score", Float, nullable=False),
    Column("level", String(1)),
    Column("cause", String(40), nullable=False),  # code of the cell that moved most, or `manual`
    Column("table_version", Integer, nullable=False),
    Index("ix_risk_history_township", "township_code", "on_day"),
    sqlite_with_rowid=False,
)

# A person's word over the machine's: with a reason, and only for a time.
risk_override = Table(
    "risk_override",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("level", String(1), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("made_by", String(60), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_on", Date, nullable=False),  # first city day on which it no longer holds
    Column("withdrawn_at", UtcTime),
    Column("withdrawn_by", String(60)),
)

# Whose facts changed since the score was worked out. Written with the fact, emptied by the clock.
risk_due = Table(
    "risk_due",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("since", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)
