"""Streets, guarantors, inspections, risk scores and codes: what map and dossier stand on."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables in the order of their foreign keys, then who may see their rows."""
    _guarantors()
    _risk()
    _codes()
    if op.get_bind().dialect.name == "postgresql":
        _secure_rows()


def downgrade() -> None:
    """Visits and inspections are records of office: they are not thrown away."""
    raise NotImplementedError("restore the backup made before the upgrade instead")


def _guarantors() -> None:
    """Cadres, what they hold, and their visits; inspections."""
    op.create_table(
        "guarantor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("commitment_signed_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_guarantor_banner_adcode")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_guarantor_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantor")),
        sa.UniqueConstraint("source_key", name=op.f("uq_guarantor_source_key")),
    )
    op.create_index(
        op.f("ix_guarantor_banner_adcode"), "guarantor", ["banner_adcode"], unique=False
    )
    op.create_index(
        op.f("ix_guarantor_township_code"), "guarantor", ["township_code"], unique=False
    )
    op.create_table(
        "guarantee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guarantor_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_guarantee_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["guarantor_id"], ["guarantor.id"], name=op.f("fk_guarantee_guarantor_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_guarantee_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee")),
    )
    op.create_index(
        op.f("ix_guarantee_establishment_id"), "guarantee", ["establishment_id"], unique=False
    )
    op.create_index(op.f("ix_guarantee_guarantor_id"), "guarantee", ["guarantor_id"], unique=False)
    op.create_index(
        op.f("ix_guarantee_township_code"), "guarantee", ["township_code"], unique=False
    )
    op.create_index(
        "ux_guarantee_holder",
        "guarantee",
        ["establishment_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "guarantor_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guarantor_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=8), nullable=False),
        sa.Column("companion", sa.String(length=60), nullable=True),
        sa.Column("answers", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("course", sa.String(length=12), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_guarantor_visit_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["guarantor_id"], ["guarantor.id"], name=op.f("fk_guarantor_visit_guarantor_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_guarantor_visit_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantor_visit")),
        sa.UniqueConstraint("source_key", name=op.f("uq_guarantor_visit_source_key")),
    )
    op.create_index(
        "ix_guarantor_visit_establishment",
        "guarantor_visit",
        ["establishment_id", "visited_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_guarantor_visit_guarantor_id"), "guarantor_visit", ["guarantor_id"], unique=False
    )
    op.create_index(
        "ix_guarantor_visit_township",
        "guarantor_visit",
        ["township_code", "visited_on"],
        unique=False,
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("inspectors", sa.String(length=120), nullable=False),
        sa.Column("key_checked", sa.SmallInteger(), nullable=False),
        sa.Column("key_failed", sa.SmallInteger(), nullable=False),
        sa.Column("general_checked", sa.SmallInteger(), nullable=False),
        sa.Column("general_failed", sa.SmallInteger(), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("rule_version", sa.SmallInteger(), nullable=False),
        sa.Column("hygiene_grade", sa.String(length=1), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_inspection_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_inspection_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("source_key", name=op.f("uq_inspection_source_key")),
    )
    op.create_index(
        "ix_inspection_establishment",
        "inspection",
        ["establishment_id", "inspected_on"],
        unique=False,
    )
    op.create_index(
        "ix_inspection_township", "inspection", ["township_code", "inspected_on"], unique=False
    )


def _risk() -> None:
    """Tables of points, scores, their history, and manual changes."""
    op.create_table(
        "risk_table",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_risk_table")),
    )
    op.create_table(
        "risk_score",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("static", sa.Float(), nullable=False),
        sa.Column("dynamic", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=True),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("table_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_risk_score_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_risk_score_township_code")
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_risk_score")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_risk_score_township", "risk_score", ["township_code", "level", "score"], unique=False
    )
    op.create_table(
        "risk_history",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("table_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_risk_history_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_risk_history_township_code")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "on_day", name=op.f("pk_risk_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_risk_history_township", "risk_history", ["township_code", "on_day"], unique=False
    )
    op.create_table(
        "risk_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_risk_override_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_risk_override_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_risk_override_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_override")),
    )
    op.create_index(
        op.f("ix_risk_override_establishment_id"),
        "risk_override",
        ["establishment_id"],
        unique=False,
    )
    op.create_table(
        "risk_due",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_risk_due_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_risk_due")),
        sqlite_with_rowid=False,
    )


def _codes() -> None:
    """食安码, and what a showcase street gains."""
    op.create_table(
        "establishment_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=60), nullable=False),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.Column("revoke_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_establishment_code_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_establishment_code_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment_code")),
        sa.UniqueConstraint("code", name=op.f("uq_establishment_code_code")),
    )
    op.create_index(
        op.f("ix_establishment_code_establishment_id"),
        "establishment_code",
        ["establishment_id"],
        unique=False,
    )
    op.create_index(
        "ux_establishment_code_valid",
        "establishment_code",
        ["establishment_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.add_column("showcase_street", sa.Column("manager", sa.String(length=60), nullable=True))
    op.add_column("showcase_street", sa.Column("opened_on", sa.Date(), nullable=True))


# As in 0002: sub-selects, worked out once a query and not once a row.
_CITY = "(SELECT current_setting('nuancheng.place', true)) = 'city'"
_TOWNSHIP = "township_code = ANY ((SELECT nc_townships())::text[])"
_OWNER = "establishment_id = ANY ((SELECT nc_establishments())::int[])"
_BANNER = "banner_adcode = (SELECT nc_place_id('banner'))::text"
_PLACED = (
    "establishment_code",
    "guarantee",
    "guarantor_visit",
    "inspection",
    "risk_history",
    "risk_override",
    "risk_score",
)
_POLICIES = {
    **dict.fromkeys(_PLACED, f"{_CITY} OR {_TOWNSHIP} OR {_OWNER}"),
    # A cadre is seen where they belong, and by all whose establishments they hold.
    "guarantor": (
        f"{_CITY} OR {_TOWNSHIP} OR {_BANNER} "
        "OR EXISTS (SELECT 1 FROM guarantee g WHERE g.guarantor_id = guarantor.id)"
    ),
    "risk_due": f"{_CITY} OR EXISTS (SELECT 1 FROM establishment e WHERE e.id = establishment_id)",
}


def _secure_rows() -> None:
    """Forced row-level security, which holds for the owner of the tables too."""
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY place ON {table} USING ({condition})")
