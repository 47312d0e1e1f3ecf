"""Change numbers, heartbeats, runs of jobs, and what the database holds."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table

from data_access.schema.columns import UtcTime, metadata

change_number = Table(
    "change_number",
    metadata,
    Column("topic", String(20), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", String(20), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("detail", JSON, nullable=False),
)

# Runs of what the clock or a person starts; only the newest of each job are kept.
job_run = Table(
    "job_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", String(30), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("result", String(12)),  # ok, failed; null: it runs, or died
    Column("detail", JSON, nullable=False),
    Index("ix_job_run_newest", "job", "started_at"),
)

# What this database holds: the demo city says so on every screen, an unfinished one is made anew.
dataset = Table(
    "dataset",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),  # demo, register
    Column("parameters", JSON, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
)
