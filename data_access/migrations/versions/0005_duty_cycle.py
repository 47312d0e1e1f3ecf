"""The cycle of duties: checklists, papers, photos, reminders; figures at the end of a day."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What findings and establishments gain, the tables, then who may see their rows."""
    _gains()
    _checklists()
    _obligations()
    _records()
    _figures()
    _scans()
    if op.get_bind().dialect.name == "postgresql":
        _secure_rows()


def downgrade() -> None:
    """Signatures, photos and findings are evidence: they are not thrown away."""
    raise NotImplementedError("restore the backup made before the upgrade instead")


def _gains() -> None:
    """A finding ends by a second look; what was put right before counts as looked at."""
    for column in (
        sa.Column("state", sa.String(length=12), server_default="open", nullable=False),
        sa.Column("rectified_by", sa.String(length=60), nullable=True),
        sa.Column("rectified_note", sa.String(length=300), nullable=True),
        sa.Column("rechecked_at", UtcTime(), nullable=True),
        sa.Column("rechecked_by", sa.String(length=60), nullable=True),
        sa.Column("recheck_note", sa.String(length=300), nullable=True),
        sa.Column("returned", sa.SmallInteger(), server_default="0", nullable=False),
    ):
        op.add_column("control_finding", column)
    # SQLite takes a foreign key only inside ADD COLUMN.
    op.execute(
        "ALTER TABLE control_finding ADD COLUMN repeat_of INTEGER "
        "CONSTRAINT fk_control_finding_repeat_of REFERENCES control_finding (id)"
    )
    op.execute("UPDATE control_finding SET state = 'closed' WHERE rectified_at IS NOT NULL")
    op.create_index(
        "ix_control_finding_state",
        "control_finding",
        ["state", "township_code", "due_at"],
        unique=False,
    )
    op.create_index("ix_control_finding_day", "control_finding", ["period_start"], unique=False)
    op.add_column(
        "establishment",
        sa.Column("closes_after_midnight", sa.SmallInteger(), server_default="0", nullable=False),
    )
    op.add_column(
        "establishment",
        sa.Column("rest_weekdays", sa.String(length=6), server_default="", nullable=False),
    )


def _checklists() -> None:
    """Lists of the city and of banners, item by item."""
    op.create_table(
        "checklist",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_checklist_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_checklist")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checklist_item",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("group_letter", sa.String(length=1), nullable=False),
        sa.Column("group_zh", sa.String(length=40), nullable=False),
        sa.Column("group_en", sa.String(length=60), nullable=False),
        sa.Column("zh", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=300), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("categories", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.Column("confidence", sa.String(length=12), nullable=False),
        sa.Column("added_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind", "version"],
            ["checklist.kind", "checklist.version"],
            name=op.f("fk_checklist_item_kind_version"),
        ),
        sa.PrimaryKeyConstraint("kind", "version", "place", name=op.f("pk_checklist_item")),
        sqlite_with_rowid=False,
    )


def _obligations() -> None:
    """What bends a duty, and what reminds of it."""
    op.create_table(
        "school_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_school_break_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_break")),
    )
    op.create_table(
        "declared_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("declared_by", sa.String(length=60), nullable=False),
        sa.Column("declared_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_declared_closure_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_declared_closure_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_closure")),
    )
    op.create_index(
        "ix_declared_closure_establishment",
        "declared_closure",
        ["establishment_id", "starts"],
        unique=False,
    )
    op.create_table(
        "control_deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("stands_in_for", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("named_by", sa.String(length=60), nullable=False),
        sa.Column("named_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_deputy_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_deputy_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_deputy")),
    )
    op.create_index(
        op.f("ix_control_deputy_establishment_id"),
        "control_deputy",
        ["establishment_id"],
        unique=False,
    )
    op.create_table(
        "control_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.Column("sent_by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("read_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_reminder_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_reminder_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_reminder")),
        sa.UniqueConstraint(
            "establishment_id",
            "kind",
            "period_start",
            "step",
            "number",
            name="uq_control_reminder_step",
        ),
    )
    op.create_index(
        "ix_control_reminder_township",
        "control_reminder",
        ["township_code", "sent_at"],
        unique=False,
    )


def _records() -> None:
    """What comes with a record and what is made of it."""
    op.create_table(
        "control_paper",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("statement", sa.JSON(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("deputy_for", sa.String(length=40), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=True),
        sa.Column("client_at", UtcTime(), nullable=True),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.Column("pace", sa.String(length=160), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_paper_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_paper_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "establishment_id", "kind", "period_start", name=op.f("pk_control_paper")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "control_draft",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("saved_by", sa.String(length=60), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_draft_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_draft_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "establishment_id", "kind", "period_start", name=op.f("pk_control_draft")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "control_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("phash", sa.String(length=16), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_photo_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_photo_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_photo")),
        sa.UniqueConstraint(
            "establishment_id",
            "kind",
            "period_start",
            "item",
            "purpose",
            "sha256",
            name="uq_control_photo_once",
        ),
    )
    op.create_index("ix_control_photo_phash", "control_photo", ["phash"], unique=False)
    op.create_table(
        "sham_signal",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("computed_at", UtcTime(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("verdict_note", sa.String(length=300), nullable=True),
        sa.Column("reviewed_by", sa.String(length=60), nullable=True),
        sa.Column("reviewed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_sham_signal_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_sham_signal_township_code")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "week_start", name=op.f("pk_sham_signal")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_sham_signal_township",
        "sham_signal",
        ["week_start", "township_code", "score"],
        unique=False,
    )
    op.create_table(
        "document_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kinds", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("ordered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("ordered_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=160), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_document_order_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_document_order_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_order")),
    )


def _figures() -> None:
    """Figures whose past is kept nowhere else."""
    op.create_table(
        "figure_snapshot",
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_figure_snapshot_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "measure", "on_day", "township_code", name=op.f("pk_figure_snapshot")
        ),
        sqlite_with_rowid=False,
    )


def _scans() -> None:
    """How often codes are opened."""
    op.create_table(
        "code_scan",
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["establishment_code.id"], name=op.f("fk_code_scan_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_code_scan_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_code_scan_township_code")
        ),
        sa.PrimaryKeyConstraint("code_id", "on_day", name=op.f("pk_code_scan")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_code_scan_establishment_id"), "code_scan", ["establishment_id"], unique=False
    )


# As in 0002: sub-selects, worked out once a query and not once a row.
_CITY = "(SELECT current_setting('nuancheng.place', true)) = 'city'"
_TOWNSHIP = "township_code = ANY ((SELECT nc_townships())::text[])"
_OWNER = "establishment_id = ANY ((SELECT nc_establishments())::int[])"
_BANNER = "banner_adcode = (SELECT nc_place_id('banner'))::text"
_PLACED = (
    "code_scan",
    "control_deputy",
    "control_draft",
    "control_paper",
    "control_photo",
    "control_reminder",
    "declared_closure",
)
_POLICIES = {
    **dict.fromkeys(_PLACED, f"{_CITY} OR {_TOWNSHIP} OR {_OWNER}"),
    "figure_snapshot": f"{_CITY} OR {_TOWNSHIP}",
    "sham_signal": f"{_CITY} OR {_TOWNSHIP}",  # a suspicion: never for whom it is about
    "document_order": f"{_CITY} OR {_BANNER}",
}


def _secure_rows() -> None:
    """Forced row-level security, which holds for the owner of the tables too."""
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY place ON {table} USING ({condition})")
