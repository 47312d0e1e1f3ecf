"""Words that names of the demonstration city are put together from; the lists are in a file.

`demo.words` names another file for a city where other dishes are eaten and other names are heard.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("words.yaml")


class WordsError(Exception):
    """A file of words cannot be used; the message names file and list."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """Lists of words; `mongolian_people` and `blocked` may be empty."""

    surnames: list[str]
    given: list[str]
    mongolian_people: list[str]
    stems: list[str]
    titles: list[str]
    small_dishes: list[str]
    small_endings: list[str]
    medium_dishes: list[str]
    medium_endings: list[str]
    large_endings: list[str]
    extra_large_endings: list[str]
    drinks: list[str]
    schools: list[str]
    elderly: list[str]
    medical: list[str]
    childcare: list[str]
    government: list[str]
    government_endings: list[str]
    mobile: list[str]
    streets: list[str]
    malls: list[str]
    blocked: list[str]


_MAY_BE_EMPTY = frozenset({"mongolian_people", "blocked"})


@lru_cache(maxsize=4)
def word_lists(path: Path = FILE) -> WordLists:
    """The lists of a file, words parted by spaces.

    Raises:
        WordsError: Missing, not YAML, a list is unknown, missing or empty.
    """
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WordsError(f"{path}: cannot be read ({error})") from error
    names = [field.name for field in fields(WordLists)]
    if not isinstance(held, dict) or set(held) != set(names):
        raise WordsError(f"{path}: expected exactly the lists {', '.join(names)}")
    lists = {name: str(held[name] or "").split() for name in names}
    empty = [name for name in names if not lists[name] and name not in _MAY_BE_EMPTY]
    if empty:
        raise WordsError(f"{path}: {empty[0]} holds no word")
    return WordLists(**lists)
