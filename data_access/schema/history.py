"""What people changed in the register: batches, and every field with its value before and after."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, text

from data_access.schema.columns import UtcTime, metadata

# One import, bulk action, merge or mark that two are two: what can be undone as a whole. Edits of
# one form have none.
change_batch = Table(
    "change_batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),  # import, bulk, merge, distinct
    Column("subject", String(24), nullable=False),  # establishment, person, camera, …
    Column("state", String(12), nullable=False),  # uploaded, checked, running, done, failed, undone
    Column("banner_adcode", ForeignKey("banner.adcode")),  # of a bureau, or of an office below it
    Column("account_id", ForeignKey("account.id")),
    Column("actor", String(60), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("undone_at", UtcTime),
    Column("undone_by", String(60)),
    Column("file_name", String(200)),
    Column("file_sha256", String(64)),
    # Import: mapping and counts; bulk: filter and values; merge, mark: the two ids.
    Column("detail", JSON, nullable=False),
    Column("error", String(300)),
    Index("ix_change_batch_newest", "created_at"),
)

register_change = Table(
    "register_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(24), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(60), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("field", String(40), nullable=False),  # a column; `created`, `removed`: the whole row
    Column("before", Text),  # JSON
    Column("after", Text),  # JSON
    Column("batch_id", ForeignKey("change_batch.id")),
    Index("ix_register_change_establishment", "establishment_id", "at"),
    Index("ix_register_change_subject", "subject", "subject_id"),
    Index(
        "ix_register_change_batch",
        "batch_id",
        sqlite_where=text("batch_id IS NOT NULL"),
        postgresql_where=text("batch_id IS NOT NULL"),
    ),
)
