"""Places, establishments, licences, people and cameras."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from data_access.schema.columns import UtcTime, metadata

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

showcase_street = Table(
    "showcase_street",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("name_zh", String(60), nullable=False),
    Column("manager", String(60)),  # 街区管理方
    Column("opened_on", Date),
    UniqueConstraint("township_code", "name_zh"),
)

establishment = Table(
    "establishment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("name_initials", String(120), nullable=False, default="", server_default=""),  # pinyin
    Column("category", String(24), nullable=False),
    Column("status", String(12), nullable=False, default="active"),
    Column("status_since", Date),  # null: since it is in the register
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
    # The kitchen's day ends this many hours after midnight: its daily record is due then.
    Column("closes_after_midnight", SmallInteger, nullable=False, default=0, server_default="0"),
    Column("rest_weekdays", String(6), nullable=False, default="", server_default=""),  # ISO: 1-7
    Column("street_id", ForeignKey("showcase_street.id"), index=True),
    Column("merged_into_id", ForeignKey("establishment.id")),  # status merged: its other record
    Column("demo", Boolean, nullable=False, default=False),
    Column(
        "source_key", String(80), unique=True
    ),  # key in the delivering register: import twice = once
    Column("version", Integer, nullable=False, default=1, server_default="1"),  # of the form
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point_whole"),
    Index("ix_establishment_count", "township_code", "category", "status", "risk_level"),
    Index("ix_establishment_credit_code", "credit_code"),
    Index("ix_establishment_name", "name"),
    # Only the merged ones; without it deleting an establishment looks through all of them.
    Index(
        "ix_establishment_merged",
        "merged_into_id",
        sqlite_where=text("merged_into_id IS NOT NULL"),
        postgresql_where=text("merged_into_id IS NOT NULL"),
    ),
    Index(
        "ix_establishment_initials",
        "name_initials",
        postgresql_ops={"name_initials": "text_pattern_ops"},  # answers prefixes in any collation
    ),
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

# A change of status that is dated: one of a coming day waits until the scheduler applies it.
status_change = Table(
    "status_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("status", String(12), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("recorded_by", String(60), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("applied_at", UtcTime),
    Column("withdrawn_at", UtcTime),
    Index(
        "ix_status_change_waiting",
        "effective_on",
        sqlite_where=text("applied_at IS NULL"),
        postgresql_where=text("applied_at IS NULL"),
    ),
)

# Who works there. Of an identity number only a keyed hash (to find the same person twice) and the
# last four characters (to tell two people apart) are kept: 最小必要, PIPL article 6.
person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("post", String(20), nullable=False),
    Column("phone", String(20)),
    Column("identity_hash", String(64), index=True),
    Column("identity_tail", String(4)),
    Column("left_on", Date),
    Column("source_key", String(120), unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

health_certificate = Table(
    "health_certificate",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("issuer", String(80)),
    Column("issued_on", Date),
    Column("expires_on", Date),
    Index("ix_health_certificate_expiry", "township_code", "expires_on"),
)

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
    Column("credentials", String(300)),  # user:password of the source, sealed (data_access.sealing)
    Column("state", String(12), nullable=False, default="unpatrolled"),
    Column("state_since", UtcTime),
    Column("state_reason", String(200)),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_look_at", UtcTime),
    Column("next_look_at", UtcTime),
    Column("source_key", String(120)),
    Index("ix_camera_source_key", "source_key", unique=True),
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
