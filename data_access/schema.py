"""Every table, once. Migrations create them; docs/data-model.md says why they are so."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC moment.

    PostgreSQL: timestamptz. SQLite: whole milliseconds since 1970, which sort, compare and take
    6 bytes where ISO text takes 26.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Column type of the dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: they are where errors of eight hours come from."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}; the database takes aware UTC")
        return value if dialect.name == "postgresql" else epoch_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Always aware UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromtimestamp(value / 1000, UTC)


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 of an aware moment, rounded down."""
    return int(moment.timestamp() * 1000)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `sqlite_with_rowid=False`: a natural key makes the table its own index; PostgreSQL ignores it.

# ── places ───────────────────────────────────────────────────────────────────────────────────────
banner = Table(
    "banner",
    metadata,
    Column("adcode", String(6), primary_key=True),
    Column("name_zh", String(40), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("population", Integer),
    Column("seat_lon", Float),
    Column("seat_lat", Float),
)

supervision_office = Table(
    "supervision_office",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("banner_adcode", ForeignKey("banner.adcode"), nullable=False, index=True),
    Column("name_zh", String(60), nullable=False),
    UniqueConstraint("banner_adcode", "name_zh"),
)

# Each banner also has a township `<adcode>000` 未分乡镇, so that an establishment whose township is
# not known is still countable: township_code is never null, a scope is always a set of townships.
township = Table(
    "township",
    metadata,
    Column("code", String(9), primary_key=True),
    Column("banner_adcode", ForeignKey("banner.adcode"), nullable=False, index=True),
    Column("office_id", ForeignKey("supervision_office.id"), index=True),
    Column("name_zh", String(40), nullable=False),
    Column("kind", String(20), nullable=False),  # 镇, 乡, 苏木, 街道, 开发区(类乡级), 未分乡镇
    Column("lon", Float),
    Column("lat", Float),
    Column("coord_basis", String(20)),  # seat, poi, recall (geo/places), banner_seat
)

# ── register ─────────────────────────────────────────────────────────────────────────────────────
establishment = Table(
    "establishment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("category", String(24), nullable=False),
    Column("status", String(12), nullable=False, default="active"),
    Column("credit_code", String(18)),
    Column("credit_code_valid", Boolean),
    Column("address", String(200)),
    Column("lon", Float),  # WGS-84; null = 未定位
    Column("lat", Float),
    Column("risk_level", String(1)),  # null = not yet assessed, which is not good
    Column("guarantor_tier", String(1)),
    Column("hygiene_grade", String(1)),
    Column("principal", String(40)),
    Column("safety_officer", String(40)),
    Column("phone", String(20)),
    Column("opened_on", Date),
    Column("cold_room", Boolean, nullable=False, default=False),
    Column("takeaway", Boolean, nullable=False, default=False),
    Column("demo", Boolean, nullable=False, default=False),
    Column(
        "source_key", String(80), unique=True
    ),  # key in the delivering register: import twice = once
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point_whole"),
    Index("ix_establishment_count", "township_code", "category", "status", "risk_level"),
    Index("ix_establishment_credit_code", "credit_code"),
)

licence = Table(
    "licence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("number_valid", Boolean, nullable=False),  # check digit; a failed one warns and is kept
    Column("issued_on", Date),
    Column("expires_on", Date),
)

# ── cameras ──────────────────────────────────────────────────────────────────────────────────────
camera = Table(
    "camera",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("position", String(20), nullable=False),
    Column("label", String(20), nullable=False),  # C-01, C-02, … within the establishment
    Column(
        "source", String(300)
    ),  # file, rtsp(s), http(s) address, or clip:<n>; null = not patrolled
    Column("state", String(12), nullable=False, default="unpatrolled"),
    Column("state_since", UtcTime),
    Column("state_reason", String(200)),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_look_at", UtcTime),
    Column("next_look_at", UtcTime),
    Index("ix_camera_state", "township_code", "state"),
    # Only the patrolled ones: a few hundred of 37,000.
    Index(
        "ix_camera_next_look",
        "next_look_at",
        sqlite_where=text("source IS NOT NULL"),
        postgresql_where=text("source IS NOT NULL"),
    ),
)

# The newest picture of a camera, for the video wall: one row a camera, replaced by every look.
camera_look = Table(
    "camera_look",
    metadata,
    Column("camera_id", ForeignKey("camera.id"), primary_key=True),
    Column("taken_at", UtcTime, nullable=False),
    Column("path", String(200), nullable=False),  # below the data directory, made by us
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column(
        "boxes", JSON, nullable=False
    ),  # [{label, score, xyxy: [x1, y1, x2, y2], finding: bool}]
    Column("model_sha256", String(64), nullable=False),
    Column("alert_id", ForeignKey("alert.id")),
)

# ── access ───────────────────────────────────────────────────────────────────────────────────────
account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", String(60), nullable=False, unique=True),
    Column("display_name", String(60), nullable=False),
    Column("role", String(24), nullable=False),
    Column("banner_adcode", ForeignKey("banner.adcode")),
    Column("office_id", ForeignKey("supervision_office.id")),
    Column("establishment_id", ForeignKey("establishment.id")),
    Column("password_hash", String(200)),  # null: only one-click sign-in of the demo on loopback
    Column("active", Boolean, nullable=False, default=True),
    Column("session_version", Integer, nullable=False, default=1),  # raised: every session ends
    Column("failed_sign_ins", Integer, nullable=False, default=0),
    Column("locked_until", UtcTime),
    Column("last_sign_in_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
)

# ── self-control of establishments ───────────────────────────────────────────────────────────────
# One row is the duty and, once given, its answer. `answers` holds one character an item of the
# checklist version, in its order: p pass, f fail, n not applicable, - not answered.
control_task = Table(
    "control_task",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    # Where and what it was when the duty arose: figures of the past stay as they were.
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("category", String(24), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("submitted_at", UtcTime),
    Column("submitted_by", String(40)),
    Column("checklist_version", SmallInteger),
    Column("answers", String(80)),
    Column("reason", String(200)),  # why excused
    # submitted_at: how far an earlier period had come at the same clock time, without its rows.
    Index(
        "ix_control_task_board", "kind", "period_start", "state", "township_code", "submitted_at"
    ),
    sqlite_with_rowid=False,
)

control_finding = Table(
    "control_finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("item", String(20), nullable=False),  # daily.H02
    Column("note", String(300)),
    Column("measure", String(300)),
    Column("owner", String(40)),
    Column("due_at", UtcTime),
    Column("rectified_at", UtcTime),
    UniqueConstraint("establishment_id", "kind", "period_start", "item"),
)

# ── alerts ───────────────────────────────────────────────────────────────────────────────────────
alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("camera_id", ForeignKey("camera.id")),
    Column("alert_class", String(40), nullable=False),  # ai.no_mask
    Column("severity", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("raised_on", Date, nullable=False),  # city day of raised_at: key of the roll-up
    Column("last_seen_at", UtcTime, nullable=False),
    Column("sightings", Integer, nullable=False, default=1),
    Column("confidence", Float),
    Column("confirm_by", UtcTime, nullable=False),
    Column("rectify_by", UtcTime, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("rectified_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("model_name", String(80)),
    Column("model_sha256", String(64)),
    Column("demo_history", Boolean, nullable=False, default=False),  # 演示历史，无影像
    Column("dedupe_key", String(120), nullable=False, unique=True),
    Column("version", Integer, nullable=False, default=1),  # two people cannot take the same step
    Index("ix_alert_queue", "state", "severity", "rectify_by"),
    # Holds all that the counts beside the queue ask for: one pass over the index, no row read.
    Index("ix_alert_counts", "state", "severity", "alert_class", "township_code", "raised_on"),
    Index("ix_alert_recent", "raised_at"),
    Index("ix_alert_township", "township_code", "state"),
    Index("ix_alert_establishment", "establishment_id", "raised_at"),
    Index("ix_alert_merge", "camera_id", "alert_class", "last_seen_at"),
)

alert_event = Table(
    "alert_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("step", String(16), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("note", String(300)),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # clean, boxed
    Column("path", String(200), nullable=False),  # below the data directory, made by us
    Column("sha256", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("boxes", JSON, nullable=False),
    UniqueConstraint("alert_id", "kind", "sha256"),
)

# ── figures ──────────────────────────────────────────────────────────────────────────────────────
# Written in the transaction of the fact, so that screens cost the same after ten years.
control_rollup = Table(
    "control_rollup",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("category", String(24), primary_key=True),
    Column("open", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("late", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    Column("excused", Integer, nullable=False, default=0),
    # The periods that still have open duties: few, and asked for every minute.
    Index(
        "ix_control_rollup_open",
        "kind",
        "period_start",
        sqlite_where=text("open > 0"),
        postgresql_where=text("open > 0"),
    ),
    sqlite_with_rowid=False,
)

alert_rollup = Table(
    "alert_rollup",
    metadata,
    Column("raised_on", Date, primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True),
    Column("severity", SmallInteger, primary_key=True),
    Column("found", Integer, nullable=False, default=0),
    Column("confirmed", Integer, nullable=False, default=0),
    Column("false", Integer, nullable=False, default=0),
    Column("rectified", Integer, nullable=False, default=0),
    Column("rectified_on_time", Integer, nullable=False, default=0),
    Column("closed", Integer, nullable=False, default=0),
    sqlite_with_rowid=False,
)

# ── the system itself ────────────────────────────────────────────────────────────────────────────
change_number = Table(
    "change_number",
    metadata,
    Column("topic", String(20), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", String(20), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("detail", JSON, nullable=False),
)

# What this database holds: the demo city says so on every screen, an unfinished one is made anew.
dataset = Table(
    "dataset",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),  # demo, register
    Column("parameters", JSON, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
)
