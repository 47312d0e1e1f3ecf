"""行政处罚 and 监督抽检: decisions of authorities and reports of laboratories."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from data_access.schema.columns import UtcTime, metadata

# `source_key` is set by files alone: a banner of which none ever came is not known to be clean.
penalty = Table(
    "penalty",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("decision_number", String(60), nullable=False),
    Column("authority", String(80), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("cause", String(300), nullable=False),
    Column("law", String(300)),  # articles it rests on
    Column("kinds", String(80), nullable=False),  # codes of domain.penalties, by comma
    Column("fine_fen", BigInteger),
    Column("confiscated_fen", BigInteger),
    Column("published_on", Date),  # null: not published
    Column("published_until", Date),
    Column("withdrawn_on", Date),  # revoked, or entered by mistake: counts no more
    Column("source_key", String(160), unique=True),
    Column("recorded_at", UtcTime, nullable=False),
    UniqueConstraint("authority", "decision_number", name="uq_penalty_decision"),
    Index("ix_penalty_establishment", "establishment_id", "decided_on"),
    Index("ix_penalty_township", "township_code", "decided_on"),
)

sampling_test = Table(
    "sampling_test",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("sample_number", String(60), nullable=False, unique=True),
    Column("food_name", String(80), nullable=False),
    Column("food_category", String(60)),
    Column("sampled_on", Date, nullable=False),
    Column("reported_on", Date),
    Column("stage", String(12), nullable=False),  # catering, distribution, production
    Column("conclusion", String(8), nullable=False),  # passed, failed
    Column("failed_items", String(600)),  # item║value║unit║limit；…
    Column("laboratory", String(80)),
    Column("handled_on", Date),  # 核查处置 of a failed one; null: not yet
    Column("published_on", Date),
    Column("withdrawn_on", Date),  # overturned by a second test, or entered by mistake
    Column("note", String(300)),
    Column("source_key", String(160), unique=True),
    Column("recorded_at", UtcTime, nullable=False),
    Index("ix_sampling_test_establishment", "establishment_id", "sampled_on"),
    Index("ix_sampling_test_township", "township_code", "sampled_on"),
)
