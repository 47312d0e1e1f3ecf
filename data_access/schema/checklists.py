"""What is asked: versions of the checklists, with every item in the words of its time."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from data_access.schema.columns import UtcTime, metadata

# A version holds every item in full and never changes: answers keep the words they were given
# under. A banner that adds items has lists of its own, made from those of the city.
checklist = Table(
    "checklist",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("version", SmallInteger, primary_key=True),
    Column("banner_adcode", ForeignKey("banner.adcode")),  # null: the city's
    Column("effective_from", Date, nullable=False),
    Column("note", String(200)),
    Column("published_by", String(60), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

checklist_item = Table(
    "checklist_item",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("version", SmallInteger, primary_key=True),
    Column("place", SmallInteger, primary_key=True),  # from 0: where its answer stands
    Column("code", String(8), nullable=False),
    Column("group_letter", String(1), nullable=False),
    Column("group_zh", String(40), nullable=False),
    Column("group_en", String(60), nullable=False),
    Column("zh", String(200), nullable=False),
    Column("en", String(300), nullable=False),
    Column("is_key", Boolean, nullable=False),
    Column("scope", String(12), nullable=False),
    Column("categories", String(200)),  # further narrowed to these, comma-separated
    Column("source", String(200), nullable=False),
    Column("article", String(80), nullable=False),
    Column("confidence", String(12), nullable=False),
    Column("added_by", String(60)),  # a bureau; null: the list as it came
    ForeignKeyConstraint(["kind", "version"], ["checklist.kind", "checklist.version"]),
    sqlite_with_rowid=False,
)
