"""Which language a request is answered in, and the catalogues it needs.

Chinese is the source of every text. The other catalogues are `translations/*/LC_MESSAGES/*.po`;
they are compiled at start into the data directory, because compiled files are not committed. The
words of the configured city are put in at the same time, for Chinese too: so no page knows them.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context
from flask_babel import Babel

from api.sessions import chosen_language
from data_access.city_categories import renamed
from data_access.files import write_whole
from domain.categories import CATEGORIES
from domain.city_words import reworded
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH
from settings import ROOT, Settings

LANGUAGES = ("zh", "en")
CATALOGUES = ROOT / "translations"
NAMES_ZH = (*ROLE_NAMES_ZH.values(), *(facts.zh for facts in CATEGORIES.values()))
NAMES_EN = (*ROLE_NAMES_EN.values(), *(facts.en for facts in CATEGORIES.values()))


def install_languages(server: Flask, settings: Settings) -> None:
    """Answer in the language of the browser's choice, else of the configuration."""
    folder = settings.data_dir / "translations"
    compile_catalogues(folder, city_words(settings))

    def chosen() -> str:
        code = chosen_language() if has_request_context() else None
        return code if code in LANGUAGES else settings.display.language

    Babel(
        server,
        default_locale=settings.display.language,
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(folder),
        locale_selector=chosen,
    )


def city_words(settings: Settings) -> dict[str, dict[str, str]]:
    """Language → our words and the city's; names of categories are among them.

    Raises:
        PlacesError: The file of categories cannot be used.
    """
    zh, en = renamed(settings.city)
    return {"zh": {**settings.city.words_zh, **zh}, "en": {**settings.city.words_en, **en}}


def compile_catalogues(folder: Path, words: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Compile every catalogue into `folder`; each file appears whole or not at all."""
    words = words or {}
    for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        language = source.parts[-3]
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=language)
        own = words.get(language, {})
        for message in catalogue:
            if message.id:
                message.string = _each(message.string, own)
        _add_names(catalogue, NAMES_EN, own)
        _write(folder / source.relative_to(CATALOGUES).with_suffix(".mo"), catalogue)
        _compile_source_language(folder, catalogue, source.name, words.get("zh", {}))


def _compile_source_language(
    folder: Path, texts: Catalog, name: str, own: Mapping[str, str]
) -> None:
    """Chinese needs a catalogue only for what the city says differently."""
    target = (folder / "zh" / "LC_MESSAGES" / name).with_suffix(".mo")
    if not own:
        target.unlink(missing_ok=True)
        return
    chinese = Catalog(locale="zh")
    for message in texts:
        if message.id and message.id not in NAMES_EN and _each(message.id, own) != message.id:
            chinese.add(message.id, _each(message.id, own))
    _add_names(chinese, NAMES_ZH, own)
    _write(target, chinese)


def _add_names(catalogue: Catalog, names: tuple[str, ...], own: Mapping[str, str]) -> None:
    """Names that stand in `domain` as data (components.wording.term)."""
    for name in names:
        if reworded(name, own) != name:
            catalogue.add(name, reworded(name, own))


def _each(text: Any, own: Mapping[str, str]) -> Any:
    """A text, or the forms of a plural."""
    if isinstance(text, str):
        return reworded(text, own)
    return tuple(reworded(form, own) for form in text)


def _write(target: Path, catalogue: Catalog) -> None:
    content = BytesIO()
    write_mo(content, catalogue)
    write_whole(target, content.getvalue())  # web processes that start together write at once
