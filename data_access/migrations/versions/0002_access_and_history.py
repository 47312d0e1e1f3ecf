"""Access, history and people: what the second issue of the house needs."""

import sqlalchemy as sa
from alembic import op

from data_access.schema.columns import UtcTime
from domain.audit import KEPT_DAYS
from domain.pinyin import initials

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables in the order of their foreign keys, then what the database guards by itself."""
    _register()
    _access()
    _history()
    _figures()
    _fill_initials()
    if op.get_bind().dialect.name == "postgresql":
        _guard_log_on_postgresql()
        _secure_rows()
    else:
        _guard_log_on_sqlite()


def downgrade() -> None:
    """A log that could be dropped would prove nothing."""
    raise NotImplementedError("restore the backup made before the upgrade instead")


def _refer(table: str, column: str, other: str) -> None:
    """A nullable foreign key; SQLite takes it only inside ADD COLUMN."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
        f"CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"
    )


def _register() -> None:
    """Streets, people, and what an establishment and a camera gain."""
    op.create_table(
        "showcase_street",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_showcase_street_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showcase_street")),
        sa.UniqueConstraint(
            "township_code", "name_zh", name=op.f("uq_showcase_street_township_code_name_zh")
        ),
    )
    op.add_column(
        "establishment",
        sa.Column("name_initials", sa.String(length=120), server_default="", nullable=False),
    )
    op.add_column("establishment", sa.Column("status_since", sa.Date(), nullable=True))
    _refer("establishment", "street_id", "showcase_street")
    _refer("establishment", "merged_into_id", "establishment")
    op.add_column(
        "establishment", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_index("ix_establishment_name", "establishment", ["name"], unique=False)
    op.create_index(
        "ix_establishment_merged",
        "establishment",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(
        "ix_establishment_initials",
        "establishment",
        ["name_initials"],
        unique=False,
        postgresql_ops={"name_initials": "text_pattern_ops"},
    )
    op.create_index(
        op.f("ix_establishment_street_id"), "establishment", ["street_id"], unique=False
    )
    op.create_table(
        "status_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("applied_at", UtcTime(), nullable=True),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_status_change_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_status_change_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    op.create_index(
        op.f("ix_status_change_establishment_id"),
        "status_change",
        ["establishment_id"],
        unique=False,
    )
    op.create_index(
        "ix_status_change_waiting",
        "status_change",
        ["effective_on"],
        unique=False,
        sqlite_where=sa.text("applied_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("identity_hash", sa.String(length=64), nullable=True),
        sa.Column("identity_tail", sa.String(length=4), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_person_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_person_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("source_key", name=op.f("uq_person_source_key")),
    )
    op.create_index(
        op.f("ix_person_establishment_id"), "person", ["establishment_id"], unique=False
    )
    op.create_index(op.f("ix_person_identity_hash"), "person", ["identity_hash"], unique=False)
    op.create_table(
        "health_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_health_certificate_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_health_certificate_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_health_certificate_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_health_certificate_number")),
    )
    op.create_index(
        "ix_health_certificate_expiry",
        "health_certificate",
        ["township_code", "expires_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_health_certificate_establishment_id"),
        "health_certificate",
        ["establishment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_health_certificate_person_id"), "health_certificate", ["person_id"], unique=False
    )
    op.add_column("camera", sa.Column("credentials", sa.String(length=300), nullable=True))
    op.add_column("camera", sa.Column("source_key", sa.String(length=120), nullable=True))
    op.create_index("ix_camera_source_key", "camera", ["source_key"], unique=True)


def _access() -> None:
    """Second factor, sessions, tokens, views, the audit log, runs of jobs."""
    _refer("account", "street_id", "showcase_street")
    op.add_column("account", sa.Column("password_changed_at", UtcTime(), nullable=True))
    op.add_column("account", sa.Column("former_hashes", sa.JSON(), nullable=True))
    op.add_column(
        "account",
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("account", sa.Column("totp_secret", sa.String(length=200), nullable=True))
    op.add_column("account", sa.Column("totp_last_step", sa.BigInteger(), nullable=True))
    op.add_column("account", sa.Column("identity_subject", sa.String(length=200), nullable=True))
    op.add_column("account", sa.Column("pairing_hash", sa.String(length=64), nullable=True))
    op.add_column("account", sa.Column("pairing_until", UtcTime(), nullable=True))
    op.create_index("ix_account_identity_subject", "account", ["identity_subject"], unique=True)
    op.drop_column("account", "session_version")  # sessions have a table of their own now
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(
        "ix_sign_in_session_account", "sign_in_session", ["account_id", "ended_at"], unique=False
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("last_used_at", UtcTime(), nullable=True),
        sa.Column("last_used_from", sa.String(length=45), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_api_token_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "account_id", "page", "name", name=op.f("uq_saved_view_account_id_page_name")
        ),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=24), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_account", "audit_log", ["account_id", "at"], unique=False)
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)
    op.create_index("ix_audit_log_event", "audit_log", ["event", "at"], unique=False)
    op.create_table(
        "audit_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("archive", sa.String(length=200), nullable=False),
        sa.Column("archive_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=30), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_newest", "job_run", ["job", "started_at"], unique=False)


def _history() -> None:
    """Batches, and every change of a field."""
    op.create_table(
        "change_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("banner_adcode", sa.String(length=6), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("undone_at", UtcTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=60), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_change_batch_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["banner_adcode"], ["banner.adcode"], name=op.f("fk_change_batch_banner_adcode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_batch")),
    )
    op.create_index("ix_change_batch_newest", "change_batch", ["created_at"], unique=False)
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_register_change_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["change_batch.id"], name=op.f("fk_register_change_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_register_change_establishment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_register_change_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    op.create_index(
        "ix_register_change_batch",
        "register_change",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        "ix_register_change_establishment",
        "register_change",
        ["establishment_id", "at"],
        unique=False,
    )
    op.create_index(
        "ix_register_change_subject", "register_change", ["subject", "subject_id"], unique=False
    )


def _figures() -> None:
    """Columns of the roll-ups, and sums of weeks and months; `rebuild` fills them for the past."""
    for table, column in (
        ("control_rollup", "purchases_passed"),
        ("control_rollup", "purchases_failed"),
        ("alert_rollup", "closed_here"),
        ("alert_rollup", "documented"),
    ):
        op.add_column(table, sa.Column(column, sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "trend_rollup",
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("span", sa.String(length=5), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_trend_rollup_township_code")
        ),
        sa.PrimaryKeyConstraint(
            "measure", "span", "start", "township_code", name=op.f("pk_trend_rollup")
        ),
        sqlite_with_rowid=False,
    )


def _fill_initials() -> None:
    """Pinyin initials of the names that are there already."""
    conn = op.get_bind()
    rows = conn.execute(sa.text("SELECT id, name FROM establishment")).all()
    if rows:
        conn.execute(
            sa.text("UPDATE establishment SET name_initials = :initials WHERE id = :id"),
            [{"id": row.id, "initials": initials(row.name)} for row in rows],
        )


def _guard_log_on_sqlite() -> None:
    """The file refuses to change a row of the log, and to delete one before its time."""
    op.execute(
        "CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END"
    )
    op.execute(  # REPLACE deletes without asking the trigger for deletes
        "CREATE TRIGGER audit_log_appended BEFORE INSERT ON audit_log "
        "WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log "
        f"WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - {KEPT_DAYS} * 86400) * 1000 "
        f"BEGIN SELECT RAISE(ABORT, 'the audit log is kept for {KEPT_DAYS} days'); END"
    )


def _guard_log_on_postgresql() -> None:
    """The server refuses to change a row of the log, and to delete one before its time."""
    op.execute(
        f"""
        CREATE FUNCTION nc_guard_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{KEPT_DAYS} days' THEN
            RETURN OLD;
          ELSIF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'the audit log is kept for {KEPT_DAYS} days';
          END IF;
          RAISE EXCEPTION 'the audit log is never changed';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER audit_log_guard BEFORE UPDATE OR DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION nc_guard_audit_log()"
    )
    op.execute(
        "CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION nc_guard_audit_log()"
    )


# Behind the conditions that every query carries: PostgreSQL shows a transaction only the rows of
# the place it has named in `nuancheng.place` (data_access.engine), and none where it named nothing.
# All conditions are sub-selects, so that they are worked out once a query and not once a row.
_CITY = "(SELECT current_setting('nuancheng.place', true)) = 'city'"
_TOWNSHIP = "township_code = ANY ((SELECT nc_townships())::text[])"
_OWNER = "establishment_id = ANY ((SELECT nc_establishments())::int[])"
_OWN = "id = (SELECT nc_place_id('establishment')) OR street_id = (SELECT nc_place_id('street'))"
_PLACED = f"{_CITY} OR {_TOWNSHIP} OR {_OWNER}"
_POLICIES = {
    "establishment": f"{_CITY} OR {_TOWNSHIP} OR {_OWN}",
    **dict.fromkeys(
        (
            "alert",
            "camera",
            "control_finding",
            "control_task",
            "health_certificate",
            "person",
            "register_change",
            "status_change",
        ),
        _PLACED,
    ),
    **dict.fromkeys(("alert_rollup", "control_rollup", "trend_rollup"), f"{_CITY} OR {_TOWNSHIP}"),
    "licence": f"{_CITY} OR EXISTS (SELECT 1 FROM establishment e WHERE e.id = establishment_id)",
    "camera_look": f"{_CITY} OR EXISTS (SELECT 1 FROM camera c WHERE c.id = camera_id)",
    **dict.fromkeys(
        ("alert_event", "evidence"),
        f"{_CITY} OR EXISTS (SELECT 1 FROM alert a WHERE a.id = alert_id)",
    ),
}


def _secure_rows() -> None:
    """Forced row-level security, which holds for the owner of the tables too.

    The functions name their schema, because pg_dump reads with an empty search path.
    """
    op.execute(
        """
        CREATE FUNCTION nc_place_id(kind text) RETURNS int LANGUAGE sql STABLE AS $$
          SELECT CASE WHEN split_part(place, ':', 1) = kind
                 THEN nullif(split_part(place, ':', 2), '')::int END
          FROM (SELECT current_setting('nuancheng.place', true) AS place) named
        $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION nc_townships() RETURNS text[] LANGUAGE sql STABLE AS $$
          SELECT coalesce(array_agg(code::text), '{}') FROM public.township
          WHERE office_id = public.nc_place_id('office')
             OR banner_adcode = public.nc_place_id('banner')::text
        $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION nc_establishments() RETURNS int[] LANGUAGE sql STABLE AS $$
          SELECT coalesce(array_agg(id), '{}') FROM public.establishment
          WHERE id = public.nc_place_id('establishment') OR street_id = public.nc_place_id('street')
        $$
        """
    )
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY place ON {table} USING ({condition})")
