"""Names of categories in the language of the reader."""

from flask_babel import gettext as _

from components.wording import term
from domain.categories import CODES, Category, facts_of, rules_of


def category_name(category: str) -> str:
    """One of the eleven categories, or one of the city's own."""
    facts = facts_of(category)
    return term(facts.zh, facts.en)


def rules_name(category: Category) -> str:
    """One of the eleven as rules mean it: with the city's own that follow it."""
    name = category_name(category)
    own = [category_name(code) for code in CODES if code != category and rules_of(code) is category]
    return str(_("%(name)s（含%(own)s）", name=name, own="、".join(own))) if own else name
