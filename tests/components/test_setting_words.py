"""Every key that can be set has its words; a new one wants them too."""

from components.setting_words import SECTION_NAMES, SETTING_WORDS
from settings import Settings


def test_every_key_says_what_it_is_for():
    missing = []
    for section, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        keys = [f"{section}.{name}" for name in inner] if inner else [section]
        missing += [key for key in keys if key not in SETTING_WORDS]
        if inner and section not in SECTION_NAMES:
            missing.append(section)
    assert missing == []
