"""The description of `/api/v1` in OpenAPI 3.1, written by hand and held to the answers by tests."""

from typing import Any

from data_access.register_feed import MOST_ROWS
from domain.categories import Category
from domain.grades import EstablishmentStatus

_CATEGORY = r"^[a-z_]+(\.[a-z][a-z0-9_]*)?$"
_CATEGORIES = f"{', '.join(Category)}; the city's own after a point, as small.noodles"


def _text(words: str, *, null: bool = False, **more: Any) -> dict[str, Any]:
    return {"type": ["string", "null"] if null else "string", "description": words, **more}


def _number(words: str, kind: str = "number", *, null: bool = True) -> dict[str, Any]:
    return {"type": [kind, "null"] if null else kind, "description": words}


def _object(properties: dict[str, Any], words: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": words,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _counts(words: str) -> dict[str, Any]:
    return {"type": "object", "description": words, "additionalProperties": {"type": "integer"}}


def _grade(words: str, letters: str) -> dict[str, Any]:
    return _text(words, null=True, enum=[*letters, None])


_LICENCE = {
    **_object(
        {
            "number": _text("许可证编号: JY and 14 digits"),
            "number_valid": {"type": "boolean", "description": "whether its check digit fits"},
            "issued_on": _text("day of issue", null=True, format="date"),
            "expires_on": _text("last day it holds", null=True, format="date"),
        },
        "the licence that runs longest; null where the register knows none",
    ),
    "type": ["object", "null"],
}
_ESTABLISHMENT = _object(
    {
        "id": _number("number in this register; never given again", "integer", null=False),
        "name": _text("name as on the licence"),
        "category": _text("业态: " + _CATEGORIES, pattern=_CATEGORY),
        "status": _text("standing in the register", enum=[str(one) for one in EstablishmentStatus]),
        "status_since": _text(
            "since when; null: since it is in the register", null=True, format="date"
        ),
        "merged_into_id": _number("status merged: the record that stands for it", "integer"),
        "banner_adcode": _text("旗区, six digits (GB/T 2260)"),
        "township_code": _text("苏木乡镇街道, nine digits; …000 is 未分乡镇"),
        "township_name": _text("its name"),
        "address": _text("address of the premises", null=True),
        "lon": _number("degrees, WGS-84; null: not located"),
        "lat": _number("degrees, WGS-84; null: not located"),
        "credit_code": _text("统一社会信用代码", null=True),
        "risk_level": _grade("风险等级, D is the riskiest; null: not assessed", "ABCD"),
        "guarantor_tier": _grade("包保层级, A is the largest; null: not set", "ABCD"),
        "hygiene_grade": _grade("量化等级, A is the best; null: none", "ABC"),
        "opened_on": _text("day of opening", null=True, format="date"),
        "updated_at": _text("last change of this record, UTC", format="date-time"),
        "licence": _LICENCE,
    },
    "one establishment, without the name or the telephone of a person",
)
_LIST = _object(
    {
        "as_of": _text("moment of the answer, UTC", format="date-time"),
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Establishment"}},
        "next_cursor": _text("`cursor` of the next block; null: this is the last", null=True),
    },
    "one block, by id",
)
_STATUS = _object(
    {
        "as_of": _text("moment of the answer, UTC", format="date-time"),
        "establishments": _object(
            {
                "total": _number("all that are not closed", "integer", null=False),
                "unlocated": _number("of these, without a point", "integer", null=False),
                "by_category": _counts("of the total, by category"),
                "by_banner": _counts("of the total, by banner"),
                "by_status": _counts("by status, closed ones too"),
            },
            "counts of what the token reaches",
        ),
    },
    "counts of the register, equal to those of its pages",
)
_ERROR = _object(
    {"error": _text("a word for programs"), "message": _text("a sentence for people")},
    "why not",
)


def _answer(schema: str, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content}


def _refusals(*codes: int) -> dict[str, Any]:
    words = {
        400: "a parameter cannot be used; the message names it",
        401: "no token, or one that has expired or was revoked",
        403: "another banner than the token's",
        404: "there is none, or the token does not reach it",
        429: "too many requests a minute; Retry-After says when to come back",
    }
    return {str(code): _answer("Error", words[code]) for code in codes}


def _query(name: str, words: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}


_PARAMETERS = [
    _query("banner", "only this banner", type="string", pattern="^[0-9]{6}$"),
    _query("category", "only this category: " + _CATEGORIES, type="string", pattern=_CATEGORY),
    _query(
        "status",
        "only this status; without it all, closed ones too",
        type="string",
        enum=[str(one) for one in EstablishmentStatus],
    ),
    _query(
        "updated_since",
        "only what changed at or after this moment, with its offset",
        type="string",
        format="date-time",
    ),
    _query("cursor", "next_cursor of the block before", type="string"),
    _query("limit", "rows of a block", type="integer", minimum=1, maximum=MOST_ROWS),
]


def _get(words: str, schema: str, codes: tuple[int, ...], **more: Any) -> dict[str, Any]:
    answers = {"200": _answer(schema, words), **_refusals(*codes)}
    return {"get": {"summary": words, "responses": answers, **more}}


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "version": "1",
        "description": "Read only. A token is made by the security administrator of the bureau.",
    },
    "servers": [{"url": "/api/v1"}],
    "security": [{"token": []}],
    "paths": {
        "/establishments": _get(
            "establishments by id, in blocks", "EstablishmentList", (400, 401, 403, 429),
            parameters=_PARAMETERS,
        ),
        "/establishments/{id}": _get(
            "one establishment", "Establishment", (401, 404, 429),
            parameters=[
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
        ),
        "/status": _get("counts of the register", "Status", (401, 429)),
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Establishment": _ESTABLISHMENT,
            "EstablishmentList": _LIST,
            "Status": _STATUS,
            "Error": _ERROR,
        },
    },
}  # fmt: skip


def described(platform: str) -> dict[str, Any]:
    """The description under the name of the city's own platform."""
    return {**DESCRIPTION, "info": {"title": f"{platform} data interface", **DESCRIPTION["info"]}}
