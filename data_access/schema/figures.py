"""Roll-ups: what screens read instead of counting facts."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    text,
)

from data_access.schema.columns import UtcTime, metadata

# `sqlite_with_rowid=False`: a natural key makes the table its own index; PostgreSQL ignores it.

# Written in the transaction of the fact, so that screens cost the same after ten years.
control_rollup = Table(
    "control_rollup",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("category", String(24), primary_key=True),
    Column("open", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("late", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    Column("excused", Integer, nullable=False, default=0),
    # 进货查验 in the answers of daily control: passed, or failed; not applicable is neither.
    Column("purchases_passed", Integer, nullable=False, default=0, server_default="0"),
    Column("purchases_failed", Integer, nullable=False, default=0, server_default="0"),
    # The periods that still have open duties: few, and asked for every minute.
    Index(
        "ix_control_rollup_open",
        "kind",
        "period_start",
        sqlite_where=text("open > 0"),
        postgresql_where=text("open > 0"),
    ),
    sqlite_with_rowid=False,
)

alert_rollup = Table(
    "alert_rollup",
    metadata,
    Column("raised_on", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("severity", SmallInteger, primary_key=True),
    Column("found", Integer, nullable=False, default=0),
    Column("confirmed", Integer, nullable=False, default=0),
    Column("false", Integer, nullable=False, default=0),
    Column("rectified", Integer, nullable=False, default=0),
    Column("rectified_on_time", Integer, nullable=False, default=0),
    Column("closed", Integer, nullable=False, default=0),
    # Closed ones that this system saw (the demonstration's past is left out), and of these those
    # with every step and a picture.
    Column("closed_here", Integer, nullable=False, default=0, server_default="0"),
    Column("documented", Integer, nullable=False, default=0, server_default="0"),
    sqlite_with_rowid=False,
)

# The two above by day, week and month without their finer keys: a trend of twelve months reads a
# few thousand rows instead of half a million.
trend_rollup = Table(
    "trend_rollup",
    metadata,
    Column("measure", String(16), primary_key=True),  # daily_control, alerts
    Column("span", String(5), primary_key=True),  # day, week, month
    Column("start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("part", Integer, nullable=False, default=0),  # answered; rectified
    Column("whole", Integer, nullable=False, default=0),  # due; found
    sqlite_with_rowid=False,
)

# What a figure was at the end of a day, for figures whose past is kept nowhere else: cameras
# online, licences and certificates in force, public information complete.
figure_snapshot = Table(
    "figure_snapshot",
    metadata,
    Column("measure", String(24), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("part", Integer, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    sqlite_with_rowid=False,
)
