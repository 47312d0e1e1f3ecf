"""食安码: the opaque code on the door of an establishment."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, text

from data_access.schema.columns import UtcTime, metadata

# Random and opaque, never the licence number; a revoked one stays, so that a copied sticker is
# recognised.
establishment_code = Table(
    "establishment_code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("code", String(24), nullable=False, unique=True),
    Column("issued_at", UtcTime, nullable=False),
    Column("issued_by", String(60), nullable=False),
    Column("revoked_at", UtcTime),
    Column("revoke_reason", String(200)),
    Index(
        "ux_establishment_code_valid",
        "establishment_id",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

# How often a code was opened by somebody who is not signed in; nothing of who or from where.
code_scan = Table(
    "code_scan",
    metadata,
    Column("code_id", ForeignKey("establishment_code.id"), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("scans", Integer, nullable=False),
    Column("revoked", Integer, nullable=False),  # of these, after the code was revoked
    sqlite_with_rowid=False,
)
