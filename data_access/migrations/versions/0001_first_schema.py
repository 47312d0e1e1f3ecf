"""First schema."""

from alembic import op

from data_access.changes import Topic
from data_access.schema import change_number, metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every table, and a change number for every topic."""
    metadata.create_all(op.get_bind(), checkfirst=False)
    op.bulk_insert(change_number, [{"topic": topic, "number": 0} for topic in Topic])


def downgrade() -> None:
    """Nothing comes before the first schema."""
    raise NotImplementedError("the first schema cannot be undone")
