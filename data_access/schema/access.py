"""Accounts, their sessions and tokens, and the log of what they did."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

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
    Column("street_id", ForeignKey("showcase_street.id")),
    Column("password_hash", String(200)),  # null: only one-click sign-in of the demo on loopback
    Column("password_changed_at", UtcTime),
    Column("former_hashes", JSON),  # of the last passwords, which may not come back
    Column("must_change_password", Boolean, nullable=False, default=False, server_default=false()),
    Column("totp_secret", String(200)),  # sealed; null: no second factor yet
    Column("totp_last_step", BigInteger),  # a code works once
    Column("recovery_hashes", JSON),  # keyed, of the recovery codes that are left
    Column("identity_subject", String(200)),  # `sub` at the OIDC provider
    Column("pairing_hash", String(64)),  # of a device's one-time code
    Column("pairing_until", UtcTime),
    Column("active", Boolean, nullable=False, default=True),
    Column("failed_sign_ins", Integer, nullable=False, default=0),
    Column("locked_until", UtcTime),
    Column("last_sign_in_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Index("ix_account_identity_subject", "identity_subject", unique=True),
)

# One signed-in browser. The cookie holds a random token, the table only its hash.
sign_in_session = Table(
    "sign_in_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),  # idle or absolute, moved by each sign of life
    Column("address", String(45), nullable=False),
    Column("browser", String(200), nullable=False),
    Column("method", String(12), nullable=False),  # password, totp, oidc, demo, pairing
    Column("ended_at", UtcTime),
    Column("end_reason", String(20)),
    Index("ix_sign_in_session_account", "account_id", "ended_at"),
)

# For programs: a read-only key to the data of one scope.
api_token = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("prefix", String(8), nullable=False),  # to recognise it by
    Column("banner_adcode", ForeignKey("banner.adcode")),  # null: the whole city
    Column("created_by", String(60), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("last_used_at", UtcTime),
    Column("last_used_from", String(45)),
    Column("revoked_at", UtcTime),
)

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("page", String(24), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", String(2000), nullable=False),  # of the address
    Column("opens", Boolean, nullable=False, default=False),  # the page opens with it
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("account_id", "page", "name"),
)

# Append-only: the database itself refuses to change a row, and to delete one before its time (see
# the migration). No foreign keys: the log outlives what it speaks of.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("account_id", Integer),
    Column("actor", String(60), nullable=False),
    Column("role", String(24)),  # null: a process of the system
    Column("address", String(45), nullable=False),
    Column("event", String(40), nullable=False),
    Column("object_kind", String(24), nullable=False),
    Column("object_id", String(80), nullable=False),
    Column("result", String(8), nullable=False),  # ok, denied, failed
    Column("detail", Text, nullable=False),  # canonical JSON: it is part of the hash
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_log_at", "at"),
    Index("ix_audit_log_event", "event", "at"),
    Index("ix_audit_log_account", "account_id", "at"),
)

# Where the chain begins after old rows were archived and removed.
audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("last_id", BigInteger, nullable=False),  # of the removed rows
    Column("last_hash", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("archive", String(200), nullable=False),  # file below the data directory
    Column("archive_sha256", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)
