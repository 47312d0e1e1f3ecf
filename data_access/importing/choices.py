"""What an unknown word of a delivered file may mean: our codes with their names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from data_access.places import banners
from domain.categories import CODES, facts_of
from domain.grades import STATUS_NAMES_EN, STATUS_NAMES_ZH, EstablishmentStatus
from domain.guarantors import (
    VISIT_COURSE_NAMES_EN,
    VISIT_COURSE_NAMES_ZH,
    VISIT_MANNER_NAMES_EN,
    VISIT_MANNER_NAMES_ZH,
)
from domain.inspections import (
    INSPECTION_KIND_NAMES_EN,
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_EN,
    INSPECTION_RESULT_NAMES_ZH,
)
from domain.kitchen import POSITION_NAMES_EN, POSITION_NAMES_ZH, CameraPosition
from domain.posts import POST_NAMES_EN, POST_NAMES_ZH, Post
from domain.sampling import (
    CONCLUSION_NAMES_EN,
    CONCLUSION_NAMES_ZH,
    STAGE_NAMES_EN,
    STAGE_NAMES_ZH,
)
from domain.scope import Scope

Choice = tuple[str, str, str]
"""Our code, its Chinese and its English name."""


def choices(conn: Connection, scope: Scope, field: str) -> list[Choice]:
    """The codes of a field, in the order in which people know them; none for other fields."""
    if field == "category":
        return [(code, facts_of(code).zh, facts_of(code).en) for code in CODES]
    if field == "status":
        return [
            (str(code), STATUS_NAMES_ZH[code], STATUS_NAMES_EN[code])
            for code in EstablishmentStatus
            if code is not EstablishmentStatus.MERGED
        ]
    if field == "banner":
        return [(one.adcode, one.name_zh, one.name_en) for one in banners(conn, scope)]
    if field == "post":
        return [(str(code), POST_NAMES_ZH[code], POST_NAMES_EN[code]) for code in Post]
    if field == "position":
        return [
            (str(code), POSITION_NAMES_ZH[code], POSITION_NAMES_EN[code]) for code in CameraPosition
        ]
    named = _NAMED.get(field)
    if named is not None:
        zh, en = named
        return [(str(code), zh[code], en[code]) for code in zh]
    return []


_NAMED: dict[str, tuple[Mapping[Any, str], Mapping[Any, str]]] = {
    "manner": (VISIT_MANNER_NAMES_ZH, VISIT_MANNER_NAMES_EN),
    "course": (VISIT_COURSE_NAMES_ZH, VISIT_COURSE_NAMES_EN),
    "kind": (INSPECTION_KIND_NAMES_ZH, INSPECTION_KIND_NAMES_EN),
    "result": (INSPECTION_RESULT_NAMES_ZH, INSPECTION_RESULT_NAMES_EN),
    "stage": (STAGE_NAMES_ZH, STAGE_NAMES_EN),
    "conclusion": (CONCLUSION_NAMES_ZH, CONCLUSION_NAMES_EN),
}
