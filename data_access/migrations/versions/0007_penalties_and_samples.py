"""Penalties and sampling tests: what authorities decided and laboratories reported."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables about establishments, and who may see their rows."""
    _penalty()
    _sampling_test()
    if op.get_bind().dialect.name == "postgresql":
        _secure_rows()


def downgrade() -> None:
    """Decisions are records of office: they are not thrown away."""
    raise NotImplementedError("restore the backup made before the upgrade instead")


def _penalty() -> None:
    op.create_table(
        "penalty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=300), nullable=False),
        sa.Column("law", sa.String(length=300), nullable=True),
        sa.Column("kinds", sa.String(length=80), nullable=False),
        sa.Column("fine_fen", sa.BigInteger(), nullable=True),
        sa.Column("confiscated_fen", sa.BigInteger(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=160), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_penalty_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_penalty_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
        sa.UniqueConstraint("authority", "decision_number", name="uq_penalty_decision"),
        sa.UniqueConstraint("source_key", name=op.f("uq_penalty_source_key")),
    )
    op.create_index("ix_penalty_establishment", "penalty", ["establishment_id", "decided_on"])
    op.create_index("ix_penalty_township", "penalty", ["township_code", "decided_on"])


def _sampling_test() -> None:
    op.create_table(
        "sampling_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("sample_number", sa.String(length=60), nullable=False),
        sa.Column("food_name", sa.String(length=80), nullable=False),
        sa.Column("food_category", sa.String(length=60), nullable=True),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("conclusion", sa.String(length=8), nullable=False),
        sa.Column("failed_items", sa.String(length=600), nullable=True),
        sa.Column("laboratory", sa.String(length=80), nullable=True),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("source_key", sa.String(length=160), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_sampling_test_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_sampling_test_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_test")),
        sa.UniqueConstraint("sample_number", name=op.f("uq_sampling_test_sample_number")),
        sa.UniqueConstraint("source_key", name=op.f("uq_sampling_test_source_key")),
    )
    op.create_index(
        "ix_sampling_test_establishment", "sampling_test", ["establishment_id", "sampled_on"]
    )
    op.create_index("ix_sampling_test_township", "sampling_test", ["township_code", "sampled_on"])


# As in 0003: sub-selects, worked out once a query and not once a row.
_PLACED = (
    "(SELECT current_setting('nuancheng.place', true)) = 'city' "
    "OR township_code = ANY ((SELECT nc_townships())::text[]) "
    "OR establishment_id = ANY ((SELECT nc_establishments())::int[])"
)


def _secure_rows() -> None:
    """Forced row-level security, which holds for the owner of the tables too."""
    for table in ("penalty", "sampling_test"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY place ON {table} USING ({_PLACED})")
