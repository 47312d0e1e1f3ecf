"""Names of what belongs to a finding, in the reader's language."""

from dash import html
from flask_babel import gettext as _

from components.control_words import kind_name, short_period_words
from components.wording import term
from domain.checklists import ChecklistItem
from domain.findings import STATE_NAMES_EN, STATE_NAMES_ZH, FindingCase, FindingState

STATE_CLASSES = {
    FindingState.OPEN: "nc-state--busy",
    FindingState.RECTIFIED: "nc-state--check",
    FindingState.CLOSED: "nc-state--ok",
}


def state_name(state: FindingState) -> str:
    """Name of a state."""
    return term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])


def state_pill(state: FindingState) -> html.Span:
    """Dot and word."""
    return html.Span(state_name(state), className=f"nc-state {STATE_CLASSES[state]}")


def item_words(item: ChecklistItem | None, code: str) -> str:
    """What was asked, in the wording it was judged under; its id where no list knows it."""
    return term(item.zh, item.en) if item else code


def record_words(case: FindingCase) -> str:
    """日管控 11月19日: the record that found it."""
    return f"{kind_name(case.kind)} {short_period_words(case.kind, case.start)}"


def key_mark(item: ChecklistItem | None) -> html.B | None:
    """★ before a key item."""
    return html.B("★", title=_("关键项"), className="nc-key") if item is None or item.key else None
