"""Recovery codes of the second factor; and the change number that 0003 did not begin."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hashes of the codes that are left, with the account."""
    number = "INSERT INTO change_number (topic, number) SELECT 'risk', 0"
    op.execute(f"{number} WHERE NOT EXISTS (SELECT 1 FROM change_number WHERE topic = 'risk')")
    op.add_column("account", sa.Column("recovery_hashes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Without the codes: their owners make new ones."""
    op.drop_column("account", "recovery_hashes")
