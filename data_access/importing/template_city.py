"""Where the two example rows of a template lie: in the configured city, and in the asker's part."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from data_access.city_categories import renamed
from data_access.places import UNASSIGNED_KIND, Banner, Boundaries, Township, banners, townships
from domain.city_words import reworded
from domain.identifiers import LicenceSubject, make_licence_number
from domain.scope import Scope
from settings import City

_SUBJECTS = (LicenceSubject.CATERING, LicenceSubject.CANTEEN)  # a noodle shop, a canteen
_SEQUENCE = 999_901


@dataclass(frozen=True, slots=True)
class ExamplePlace:
    """What `{name}` in an example of a field stands for; lon and lat are WGS-84, degrees.

    Attributes:
        short: The banner without the word for what it is: 东胜 of 东胜区.
        initial: Its first sign, as decision numbers have it.
        licence: A licence number of the banner whose check digit is right.
    """

    adcode: str
    banner: str
    short: str
    initial: str
    township: str
    licence: str
    lon: str
    lat: str

    def fill(self, example: str) -> str:
        """An example of a field, in this place."""
        return example.format_map(asdict(self))


@dataclass(frozen=True, slots=True)
class TemplateCity:
    """What a template takes from the city.

    Attributes:
        places: Of the first example row and of the second.
        words_zh: Our words and the city's.
        words_en: The same of the English ones.
    """

    places: tuple[ExamplePlace, ExamplePlace]
    words_zh: Mapping[str, str]
    words_en: Mapping[str, str]

    def zh(self, text: str) -> str:
        """A Chinese text as the city says it."""
        return reworded(text, self.words_zh)

    def en(self, text: str) -> str:
        """An English text as the city says it."""
        return reworded(text, self.words_en)


def template_city(
    conn: Connection, scope: Scope, city: City, boundaries: Boundaries
) -> TemplateCity:
    """The first township of the asker's first two banners; of one banner its first two.

    Raises:
        ValueError: The asker sees no township.
    """
    seen = {one.adcode: one for one in banners(conn, scope)}
    towns = [one for one in townships(conn, scope) if one.kind != UNASSIGNED_KIND]
    if not towns:
        raise ValueError("no township to make an example of")
    firsts = {one.banner_adcode: one for one in reversed(towns)}
    one, other = [*(firsts[code] for code in sorted(firsts)), *towns[1:], *towns][:2]
    zh, en = renamed(city)
    return TemplateCity(
        (
            _place(0, one, seen[one.banner_adcode], boundaries),
            _place(1, other, seen[other.banner_adcode], boundaries),
        ),
        {**city.words_zh, **zh},
        {**city.words_en, **en},
    )


def _place(row: int, town: Township, banner: Banner, boundaries: Boundaries) -> ExamplePlace:
    lon, lat = boundaries.middle(banner.adcode)
    name = banner.name_zh
    return ExamplePlace(
        adcode=banner.adcode,
        banner=name,
        short=name[:-1] if len(name) > 2 else name,
        initial=name[0],
        township=town.name_zh,
        licence=make_licence_number(_SUBJECTS[row], banner.adcode, _SEQUENCE + row),
        lon=f"{lon:.4f}",
        lat=f"{lat:.4f}",
    )
