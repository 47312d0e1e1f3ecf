"""Which categories a city counts, by what names, how many of each its plan expects, and its own.

The codes are those of `domain.categories`. Rules hang on them (what a canteen is asked, when a
school is closed), so a city leaves some out or renames them; one that it adds is a kind of one of
them and follows its rules: `small.noodles`.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, ValidationError
from pydantic import model_validator as validates
from sqlalchemy import ColumnElement, or_

from data_access.places import PlacesError
from data_access.schema import establishment
from domain.categories import (
    CATEGORIES,
    LONGEST_CODE,
    Category,
    CategoryFacts,
    adopt,
    is_own_code,
    rules_of,
)
from settings import City

MOST_OWN = 15
"""Categories that a city may add: the map has a letter for each."""


def _code(text: str) -> str:
    if text in set(Category) or is_own_code(text):
        return text
    raise ValueError(
        f"{text!r} is none of {', '.join(Category)}, nor a kind of one such as small.noodles: "
        f"small letters, digits and _ after the point, at most {LONGEST_CODE} signs in all"
    )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: Annotated[str, AfterValidator(_code)]
    zh: str = Field("", max_length=40)
    en: str = Field("", max_length=60)
    planned: int = Field(ge=0)

    @validates(mode="after")
    def _named(self) -> Self:
        if "." in self.code and not (self.zh and self.en):
            raise ValueError(f"{self.code} needs names: zh and en")
        return self


class _File(RootModel[list[_Entry]]):
    pass


def category_facts(city: City) -> Mapping[str, CategoryFacts]:
    """Names and planned counts of the categories that the city uses: ours in our order, then its.

    Raises:
        PlacesError: The file cannot be used; the message names setting, file and entry.
    """
    if city.categories is None:
        return {code.value: facts for code, facts in CATEGORIES.items()}
    return _read(city.categories)


def adopt_categories(city: City) -> None:
    """Let this process know the categories of the city; once, when it starts.

    Raises:
        PlacesError: As `category_facts`.
    """
    adopt(category_facts(city))


def follows_rules(category: Category) -> ColumnElement[bool]:
    """Condition on `establishment`: it is of the category, or of one that follows its rules."""
    own = establishment.c.category
    return or_(own == category, own.startswith(f"{category}.", autoescape=True))


def renamed(city: City) -> tuple[dict[str, str], dict[str, str]]:
    """Our Chinese and our English names → the city's, where they differ."""
    facts = category_facts(city)
    pairs = [(ours, facts[code]) for code, ours in CATEGORIES.items() if code in facts]
    return (
        {ours.zh: own.zh for ours, own in pairs if own.zh != ours.zh},
        {ours.en: own.en for ours, own in pairs if own.en != ours.en},
    )


@lru_cache(maxsize=4)
def _read(path: Path) -> Mapping[str, CategoryFacts]:
    try:
        held = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).root
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _wrong(path, f"cannot be read ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _wrong(path, f"entry {where}: {first['msg']}") from error
    entries = {entry.code: entry for entry in held}
    if len(entries) != len(held):
        raise _wrong(path, "a code stands twice")
    if not any(entry.planned for entry in held):
        raise _wrong(path, "expects no establishment at all")
    if sum(is_own_code(code) for code in entries) > MOST_OWN:
        raise _wrong(path, f"adds more than {MOST_OWN} categories")
    facts = {code: _facts(entry) for code, entry in entries.items()}
    for language in ("zh", "en"):
        names = [getattr(one, language) for one in facts.values()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise _wrong(path, f"two categories are called {', '.join(twice)}")
    ours = {code.value: facts[code] for code in CATEGORIES if code in facts}
    return ours | facts


def _facts(entry: _Entry) -> CategoryFacts:
    """What the entry leaves open is as with us, or as with what it follows."""
    ours = CATEGORIES[rules_of(entry.code)]
    return CategoryFacts(entry.zh or ours.zh, entry.en or ours.en, ours.group, entry.planned)


def _wrong(path: Path, what: str) -> PlacesError:
    return PlacesError(f"city.categories: {path}: {what}")
