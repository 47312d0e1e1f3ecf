"""Archives of statutory records, made in the background."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from data_access.schema.columns import UtcTime, metadata

# Statutory records of a banner's month, put into one archive in the background.
document_order = Table(
    "document_order",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("banner_adcode", ForeignKey("banner.adcode"), nullable=False),
    Column("month", Date, nullable=False),  # its first day
    Column("kinds", String(60), nullable=False),  # comma-separated
    # Where the codes on the records lead to: what was asked, no address of a web server is known.
    Column("address", String(200), nullable=False),
    Column("ordered_by", String(60), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("ordered_at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, running, done, failed, cancelled
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("path", String(160)),
    Column("sha256", String(64)),
    Column("failure", String(300)),
    Column("finished_at", UtcTime),
)
