"""Accounts, change numbers, heartbeats, and what the database holds."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Table

from data_access.schema.columns import UtcTime, metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", String(60), nullable=False, unique=True),
    Column("display_name", String(60), nullable=False),
    Column("role", String(24), nullable=False),
    Column("banner_adcode", ForeignKey("banner.adcode")),
    Column("office_id", ForeignKey("supervision_office.id")),
    Column("establishment_id", ForeignKey("establishment.id")),
    Column("password_hash", String(200)),  # null: only one-click sign-in of the demo on loopback
    Column("active", Boolean, nullable=False, default=True),
    Column("session_version", Integer, nullable=False, default=1),  # raised: every session ends
    Column("failed_sign_ins", Integer, nullable=False, default=0),
    Column("locked_until", UtcTime),
    Column("last_sign_in_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
)

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
