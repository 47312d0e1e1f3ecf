"""Which language a request is answered in, and the catalogues it needs.

Chinese is the source of every text. The other catalogues are `translations/*/LC_MESSAGES/*.po`;
they are compiled at start into the data directory, because compiled files are not committed.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context
from flask_babel import Babel

from api.sessions import chosen_language
from settings import ROOT, Settings

LANGUAGES = ("zh", "en")
CATALOGUES = ROOT / "translations"


def install_languages(server: Flask, settings: Settings) -> None:
    """Answer in the language of the browser's choice, else of the configuration."""
    folder = settings.data_dir / "translations"
    compile_catalogues(folder)

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


def compile_catalogues(folder: Path) -> None:
    """Compile every catalogue into `folder`; each file appears whole or not at all."""
    for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        target = folder / source.relative_to(CATALOGUES).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3])
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as out:
            write_mo(out, catalogue)
        fresh.replace(target)
