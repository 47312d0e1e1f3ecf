"""包保: which cadre answers for which establishment, and the visits they owe."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from data_access.schema.columns import UtcTime, metadata

# Where a cadre belongs: the city (tier A: neither column), a banner (B), a township (C, D).
guarantor = Table(
    "guarantor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("position", String(60), nullable=False),  # 职务
    Column("tier", String(1), nullable=False),
    Column("banner_adcode", ForeignKey("banner.adcode"), index=True),
    Column("township_code", ForeignKey("township.code"), index=True),
    Column("phone", String(20)),
    Column("commitment_signed_on", Date),  # 食品安全责任与任务承诺书
    Column("left_on", Date),
    Column("source_key", String(120), unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

# Exactly one cadre holds an establishment at a time; who held it before stays readable.
guarantee = Table(
    "guarantee",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guarantor_id", ForeignKey("guarantor.id"), nullable=False, index=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("township_code", ForeignKey("township.code"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("until", Date),  # null: holds it now
    Index(
        "ux_guarantee_holder",
        "establishment_id",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)

guarantor_visit = Table(
    "guarantor_visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guarantor_id", ForeignKey("guarantor.id"), nullable=False, index=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("manner", String(8), nullable=False),  # on_site, group, video
    Column("companion", String(60)),  # 随行监管员
    # One character an item of domain.guarantors.VISIT_ITEMS, as in control_task.answers.
    Column("answers", String(20), nullable=False),
    Column("note", String(300)),
    Column("course", String(12), nullable=False),  # none, on_spot, deadline, handed_over
    Column("rectify_by", Date),
    Column("rectified_on", Date),
    Column("source_key", String(120), unique=True),
    Column("recorded_at", UtcTime, nullable=False),
    Index("ix_guarantor_visit_establishment", "establishment_id", "visited_on"),
    Index("ix_guarantor_visit_township", "township_code", "visited_on"),
)
