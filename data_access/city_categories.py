"""Which categories a city counts, by what names, and how many of each its plan expects.

The codes are those of `domain.categories`: rules hang on them (what a canteen is asked, when a
school is closed), so a city leaves some out or renames them, and adds none.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from data_access.places import PlacesError
from domain.categories import CATEGORIES, Category, CategoryFacts
from settings import City


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Category
    zh: str = Field("", max_length=40)
    en: str = Field("", max_length=60)
    planned: int = Field(ge=0)


class _File(RootModel[list[_Entry]]):
    pass


def category_facts(city: City) -> Mapping[Category, CategoryFacts]:
    """Names and planned counts of the categories that the city uses, in our order.

    Raises:
        PlacesError: The file cannot be used; the message names file and entry.
    """
    return CATEGORIES if city.categories is None else _read(city.categories)


def renamed(city: City) -> tuple[dict[str, str], dict[str, str]]:
    """Our Chinese and our English names → the city's, where they differ."""
    facts = category_facts(city)
    pairs = [(CATEGORIES[code], own) for code, own in facts.items()]
    return (
        {ours.zh: own.zh for ours, own in pairs if own.zh != ours.zh},
        {ours.en: own.en for ours, own in pairs if own.en != ours.en},
    )


@lru_cache(maxsize=4)
def _read(path: Path) -> Mapping[Category, CategoryFacts]:
    try:
        held = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).root
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PlacesError(f"{path}: cannot be read ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlacesError(f"{path}: entry {where}: {first['msg']}") from error
    entries = {entry.code: entry for entry in held}
    if len(entries) != len(held):
        raise PlacesError(f"{path}: a code stands twice")
    if not any(entry.planned for entry in held):
        raise PlacesError(f"{path}: expects no establishment at all")
    return {
        code: CategoryFacts(
            entries[code].zh or ours.zh,
            entries[code].en or ours.en,
            ours.group,
            entries[code].planned,
        )
        for code, ours in CATEGORIES.items()
        if code in entries
    }
