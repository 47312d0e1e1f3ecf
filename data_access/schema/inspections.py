"""监督检查: what officers found."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, SmallInteger, String, Table

from data_access.schema.columns import UtcTime, metadata

# 食品生产经营监督检查管理办法（49号令）: kinds, two inspectors, key (*) and general items, result.
inspection = Table(
    "inspection",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("kind", String(12), nullable=False),  # routine, unannounced, system
    Column("inspected_on", Date, nullable=False),
    Column("inspectors", String(120), nullable=False),  # two or more
    Column("key_checked", SmallInteger, nullable=False),
    Column("key_failed", SmallInteger, nullable=False),
    Column("general_checked", SmallInteger, nullable=False),
    Column("general_failed", SmallInteger, nullable=False),
    Column("result", String(16), nullable=False),  # conforming, mostly, not_conforming
    Column("rule_version", SmallInteger, nullable=False),  # of the rule behind `result`
    Column("hygiene_grade", String(1)),  # 动态等级 of this visit; null: none given
    Column("note", String(300)),
    Column("rectify_by", Date),
    Column("rectified_on", Date),
    Column("published_on", Date),
    Column("source_key", String(120), unique=True),
    Column("recorded_at", UtcTime, nullable=False),
    Index("ix_inspection_establishment", "establishment_id", "inspected_on"),
    Index("ix_inspection_township", "township_code", "inspected_on"),
)
