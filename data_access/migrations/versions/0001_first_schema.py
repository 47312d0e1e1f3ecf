"""First schema."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The topics of this version; a later one is inserted by its own migration.
TOPICS = ("register", "control", "alerts", "cameras", "looks", "access")


def upgrade() -> None:
    """Every table, in the order of their foreign keys."""
    _places()
    _register()
    _access()
    _control()
    _alerts()
    _system()


def downgrade() -> None:
    """Nothing comes before the first schema."""
    raise NotImplementedError("the first schema cannot be undone")


def _places() -> None:
    """Banners, supervision offices, townships."""
    op.create_table(
        "banner",
        sa.Column("adcode", sa.String(length=6), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("seat_lon", sa.Float(), nullable=True),
        sa.Column("seat_lat", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("adcode", name=op.f("pk_banner")),
    )
    op.create_table(
        "supervision_office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_supervision_office_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_office")),
        sa.UniqueConstraint(
            "banner_adcode", "name_zh", name=op.f("uq_supervision_office_banner_adcode_name_zh")
        ),
    )
    op.create_index(
        op.f("ix_supervision_office_banner_adcode"),
        "supervision_office",
        ["banner_adcode"],
        unique=False,
    )
    op.create_table(
        "township",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("coord_basis", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_township_banner_adcode")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["supervision_office.id"], name=op.f("fk_township_office_id")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_township")),
    )
    op.create_index(op.f("ix_township_banner_adcode"), "township", ["banner_adcode"], unique=False)
    op.create_index(op.f("ix_township_office_id"), "township", ["office_id"], unique=False)


def _register() -> None:
    """Establishments, licences, cameras."""
    op.create_table(
        "establishment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("credit_code_valid", sa.Boolean(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("risk_level", sa.String(length=1), nullable=True),
        sa.Column("guarantor_tier", sa.String(length=1), nullable=True),
        sa.Column("hygiene_grade", sa.String(length=1), nullable=True),
        sa.Column("principal", sa.String(length=40), nullable=True),
        sa.Column("safety_officer", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("cold_room", sa.Boolean(), nullable=False),
        sa.Column("takeaway", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "(lon IS NULL) = (lat IS NULL)", name=op.f("ck_establishment_point_whole")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_establishment_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("source_key", name=op.f("uq_establishment_source_key")),
    )
    op.create_index(
        "ix_establishment_count",
        "establishment",
        ["township_code", "category", "status", "risk_level"],
        unique=False,
    )
    op.create_index("ix_establishment_credit_code", "establishment", ["credit_code"], unique=False)
    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("number_valid", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_licence_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        sa.UniqueConstraint("number", name=op.f("uq_licence_number")),
    )
    op.create_index(
        op.f("ix_licence_establishment_id"), "licence", ["establishment_id"], unique=False
    )
    op.create_table(
        "camera",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_since", UtcTime(), nullable=True),
        sa.Column("state_reason", sa.String(length=200), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_look_at", UtcTime(), nullable=True),
        sa.Column("next_look_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_camera_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_camera_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera")),
    )
    op.create_index(
        op.f("ix_camera_establishment_id"), "camera", ["establishment_id"], unique=False
    )
    op.create_index(
        "ix_camera_next_look",
        "camera",
        ["next_look_at"],
        unique=False,
        sqlite_where=sa.text("source IS NOT NULL"),
        postgresql_where=sa.text("source IS NOT NULL"),
    )
    op.create_index("ix_camera_state", "camera", ["township_code", "state"], unique=False)


def _access() -> None:
    """Accounts."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("last_sign_in_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_account_banner_adcode")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_account_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["supervision_office.id"], name=op.f("fk_account_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )


def _control() -> None:
    """Duties, findings, and their roll-up."""
    op.create_table(
        "control_task",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=True),
        sa.Column("submitted_by", sa.String(length=40), nullable=True),
        sa.Column("checklist_version", sa.SmallInteger(), nullable=True),
        sa.Column("answers", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_task_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_task_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "establishment_id", "kind", "period_start", name=op.f("pk_control_task")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_control_task_board",
        "control_task",
        ["kind", "period_start", "state", "township_code", "submitted_at"],
        unique=False,
    )
    op.create_table(
        "control_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("measure", sa.String(length=300), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("rectified_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_control_finding_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_finding_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_finding")),
        sa.UniqueConstraint(
            "establishment_id",
            "kind",
            "period_start",
            "item",
            name=op.f("uq_control_finding_establishment_id_kind_period_start_item"),
        ),
    )
    op.create_table(
        "control_rollup",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_control_rollup_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "kind", "period_start", "township_code", "category", name=op.f("pk_control_rollup")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_control_rollup_open",
        "control_rollup",
        ["kind", "period_start"],
        unique=False,
        sqlite_where=sa.text("open > 0"),
        postgresql_where=sa.text("open > 0"),
    )


def _alerts() -> None:
    """Alerts, events, evidence, newest looks, and the roll-up."""
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=True),
        sa.Column("alert_class", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("last_seen_at", UtcTime(), nullable=False),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("confirm_by", UtcTime(), nullable=False),
        sa.Column("rectify_by", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Column("rectified_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("model_name", sa.String(length=80), nullable=True),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("demo_history", sa.Boolean(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name=op.f("fk_alert_camera_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_alert_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_alert_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_alert_dedupe_key")),
    )
    op.create_index(
        "ix_alert_counts",
        "alert",
        ["state", "severity", "alert_class", "township_code", "raised_on"],
        unique=False,
    )
    op.create_index(
        "ix_alert_establishment", "alert", ["establishment_id", "raised_at"], unique=False
    )
    op.create_index(
        "ix_alert_merge", "alert", ["camera_id", "alert_class", "last_seen_at"], unique=False
    )
    op.create_index("ix_alert_queue", "alert", ["state", "severity", "rectify_by"], unique=False)
    op.create_index("ix_alert_recent", "alert", ["raised_at"], unique=False)
    op.create_index("ix_alert_township", "alert", ["township_code", "state"], unique=False)
    op.create_table(
        "alert_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_event_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
    )
    op.create_index(op.f("ix_alert_event_alert_id"), "alert_event", ["alert_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_evidence_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "alert_id", "kind", "sha256", name=op.f("uq_evidence_alert_id_kind_sha256")
        ),
    )
    op.create_index(op.f("ix_evidence_alert_id"), "evidence", ["alert_id"], unique=False)
    op.create_table(
        "alert_rollup",
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("false", sa.Integer(), nullable=False),
        sa.Column("rectified", sa.Integer(), nullable=False),
        sa.Column("rectified_on_time", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_alert_rollup_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "raised_on", "township_code", "severity", name=op.f("pk_alert_rollup")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "camera_look",
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_camera_look_alert_id")),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_camera_look_camera_id")
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_look")),
    )


def _system() -> None:
    """Change numbers with their topics, heartbeats, the data set."""
    op.create_table(
        "change_number",
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_change_number")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(length=20), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
    )
    op.bulk_insert(
        sa.table(
            "change_number", sa.column("topic", sa.String), sa.column("number", sa.BigInteger)
        ),
        [{"topic": topic, "number": 0} for topic in TOPICS],
    )
