"""What an import is about, and which columns a file of it may have: the words for `subjects`."""

from collections.abc import Callable
from dataclasses import dataclass, field

Look = Callable[[str], bool]
"""Whether a text looks like a value of the field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column that we know.

    Attributes:
        zh: Its name, which also heads the column of our template.
        en: Its English name.
        headers: Further headers under which registers carry it, the likeliest first.
        look: How its values look; None where anything goes.
        telling: Values that look so are hardly anything else.
        examples: One for each of the two rows of the template; what stands in braces is filled in
            with the place of that row (template_city.ExamplePlace).
    """

    zh: str
    en: str
    headers: tuple[str, ...] = ()
    look: Look | None = None
    telling: bool = False
    examples: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of delivery.

    Attributes:
        key: As in addresses and commands.
        record: Its key in `data_access.history.SUBJECTS`.
        zh: Its name.
        en: Its English name.
        fields: By name.
        required: Fields without which nothing can be taken.
        one_of: Of each group, one is needed.
        words: Fields whose texts are translated to our codes.
    """

    key: str
    record: str
    zh: str
    en: str
    fields: dict[str, Field]
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = field(default=())
