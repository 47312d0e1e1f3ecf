"""Models of the detector: kept files, what is chosen, how a shadow agrees."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables; none of them is about an establishment."""
    op.create_table(
        "detector_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("sidecar", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", UtcTime(), nullable=False),
        sa.Column("checked_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detector_model")),
    )
    op.create_index("ix_detector_model_state", "detector_model", ["state"], unique=False)
    op.create_table(
        "detector_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=8), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("chosen_by", sa.String(length=60), nullable=False),
        sa.Column("chosen_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["detector_model.id"], name=op.f("fk_detector_choice_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detector_choice")),
    )
    op.create_index("ix_detector_choice_newest", "detector_choice", ["duty", "id"], unique=False)
    op.create_table(
        "shadow_tally",
        sa.Column("active_sha256", sa.String(length=64), nullable=False),
        sa.Column("shadow_sha256", sa.String(length=64), nullable=False),
        sa.Column("class_name", sa.String(length=60), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("both", sa.Integer(), nullable=False),
        sa.Column("only_active", sa.Integer(), nullable=False),
        sa.Column("only_shadow", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcTime(), nullable=False),
        sa.Column("last_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "active_sha256", "shadow_sha256", "class_name", name=op.f("pk_shadow_tally")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Who switched the detector is evidence: it is not thrown away."""
    raise NotImplementedError("restore the backup made before the upgrade instead")
