"""Head of a page of figures: whose they are, how many establishments, and of when."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.measure import number_link
from components.wording import counted
from domain.clock import CITY_TIME


def page_title(
    name: str, establishments: int, facts: Sequence[str | Component], href: str | None = None
) -> Component:
    """Name, count of establishments, which opens their list at `href`, and facts between dots."""
    parts: list[str | Component] = [
        number_link(establishments, href, _("在册单位")),
        counted(" 家餐饮单位", establishments),
    ]
    for fact in facts:
        parts += ["　·　", fact]
    return html.Div([html.H1(name), html.P(parts)])


def as_of(now: datetime) -> Component:
    """The minute that the figures hold for."""
    local = now.astimezone(CITY_TIME)
    day = _("%(m)s月%(d)s日", m=local.month, d=local.day)
    return html.Span(_("截至 %(at)s", at=f"{day} {local:%H:%M}"), className="nc-asof")


def fact_link(words: str, href: str) -> Component:
    """A fact with a list behind it."""
    return dcc.Link(words, href=href)
