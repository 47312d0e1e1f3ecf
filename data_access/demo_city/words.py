"""Words that names of the demonstration city are put together from; the lists are in words.yaml."""

from pathlib import Path

import yaml

_LISTS: dict[str, str] = yaml.safe_load(
    Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
)

SURNAMES = _LISTS["surnames"].split()
GIVEN = _LISTS["given"].split()
MONGOLIAN_PEOPLE = _LISTS["mongolian_people"].split()
STEMS = _LISTS["stems"].split()
TITLES = _LISTS["titles"].split()
SMALL_DISHES = _LISTS["small_dishes"].split()
SMALL_ENDINGS = _LISTS["small_endings"].split()
MEDIUM_DISHES = _LISTS["medium_dishes"].split()
MEDIUM_ENDINGS = _LISTS["medium_endings"].split()
LARGE_ENDINGS = _LISTS["large_endings"].split()
EXTRA_LARGE_ENDINGS = _LISTS["extra_large_endings"].split()
DRINKS = _LISTS["drinks"].split()
SCHOOLS = _LISTS["schools"].split()
ELDERLY = _LISTS["elderly"].split()
MEDICAL = _LISTS["medical"].split()
CHILDCARE = _LISTS["childcare"].split()
GOVERNMENT = _LISTS["government"].split()
GOVERNMENT_ENDINGS = _LISTS["government_endings"].split()
MOBILE = _LISTS["mobile"].split()
STREETS = _LISTS["streets"].split()
MALLS = _LISTS["malls"].split()
BLOCKED = _LISTS["blocked"].split()
