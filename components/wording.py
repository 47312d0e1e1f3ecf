"""Chinese first, English beside it: names that stand in `domain` as data, by the reader's language.

Sentences of screens go through gettext in the code that shows them; `translations/` holds the
English catalogue.
"""

from typing import Literal

from flask_babel import get_locale, gettext, ngettext

from components.numbers import count

Thing = Literal["家", "件", "路", "人", "份", "批", "次", "行"]
"""What is counted, untranslated: 次 are duties."""


def term(zh: str, en: str) -> str:
    """The name in the language of this request, as the city says it; Chinese without a request."""
    name = en if english() else zh
    return str(gettext(name)) if name else ""  # of nothing gettext tells the head of the catalogue


def counted(text: str, number: int, **values: object) -> str:
    """A text about a number of things, in the singular or plural of the reader's language.

    Args:
        text: Chinese, which knows no plural; `%(n)s` is the number unless `values` hold another n.
        number: What decides.
        values: Further values of the text.
    """
    return str(ngettext(text, text, number, **{"n": count(number), **values}))


def unit(name: Thing, number: int) -> str:
    """What is counted, after its figure, in the singular or plural of the reader's language.

    Args:
        name: Of Thing.
        number: The figure; of a share its whole.
    """
    words: dict[Thing, str] = {
        "家": counted(" 家", number),
        "件": counted(" 件", number),
        "路": counted(" 路", number),
        "人": counted(" 人", number),
        "份": counted(" 份", number),
        "批": counted(" 批", number),
        "次": counted(" 次", number),
        "行": counted(" 行", number),
    }
    return words[name].strip()


def english() -> bool:
    """Whether this request reads English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"
