"""Head of an establishment's record: name, status, the three grades apart, and where to go on."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria
from components.icons import icon, risk_badge
from components.record_words import category_name, risk_word, status_name
from components.wording import term
from domain.establishment_record import Record
from domain.grades import EstablishmentStatus

_STATUS_CLASSES = {
    EstablishmentStatus.ACTIVE: "nc-chip--ok",
    EstablishmentStatus.SUSPENDED: "nc-chip--warn",
}


def record_head(found: Record, *, official: bool) -> Component:
    """Name, place, status chip, risk, tier and hygiene, each by its own sign and words."""
    place = f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"
    since = found.status_since
    return html.Header(
        [
            html.Div(
                [
                    html.H1(found.name),
                    html.P(
                        [
                            status_chip(found.status),
                            html.Span(_("自 %(day)s", day=since.isoformat())) if since else None,
                            html.Span(category_name(str(found.facts["category"]))),
                            html.Span(place),
                        ]
                    ),
                ],
                className="nc-record__name",
            ),
            html.Div(_grades(found), className="nc-record__grades"),
            html.Nav(
                _ways_on(found, official=official),
                className="nc-record__ways",
                **aria(label=_("相关页面")),
            ),
        ],
        className="nc-record__head",
    )


def status_chip(status: str) -> Component:
    """The status as a chip."""
    known = EstablishmentStatus(status)
    return html.Span(
        status_name(status), className=f"nc-chip {_STATUS_CLASSES.get(known, 'nc-chip--off')}"
    )


def record_tabs(tabs: Sequence[tuple[str, str, int | None, bool]], label: str) -> Component:
    """Parts of the record: (address, words, count, shown)."""
    return html.Nav(
        [
            dcc.Link(
                [words, html.B(str(count), className="nc-num") if count is not None else None],
                href=href,
                className="on" if shown else "",
            )
            for href, words, count, shown in tabs
        ],
        className="nc-subnav",
        **aria(label=label),
    )


def merged_note(found: Record) -> Component | None:
    """Where the record went that was merged into another."""
    if found.merged_into is None:
        return None
    number, name = found.merged_into
    return html.P(
        [
            icon("link", 18),
            html.Span(
                [
                    _("此档案已并入："),
                    dcc.Link(name or str(number), href=links.register_entry(number)),
                ]
            ),
        ],
        className="nc-note nc-note--warn",
    )


def _grades(found: Record) -> list[Component]:
    risk = found.facts["risk_level"]
    return [
        _grade(_("风险"), risk_badge(risk, 24), risk_word(risk) if risk else _("未评定")),
        _grade(_("包保"), None, found.facts["guarantor_tier"] or _("未定")),
        _grade(_("量化"), None, found.facts["hygiene_grade"] or _("未评定")),
    ]


def _grade(name: str, sign: Component | None, words: str) -> Component:
    return html.Span([html.Em(name), sign, html.B(words)], className="nc-record__grade")


def _ways_on(found: Record, *, official: bool) -> list[Component]:
    located = found.facts["lon"] is not None
    ways = [
        ("bell", _("预警"), links.alerts(establishment=found.id if official else None)),
        ("clipboard", _("管控记录"), links.control(establishment=found.id)),
    ]
    if official:
        ways.insert(
            0, ("map", _("地图") if located else _("未定位"), links.establishment(found.id))
        )
    return [
        dcc.Link([icon(sign, 17), words], href=href, className="nc-btn nc-btn--sm")
        for sign, words, href in ways
    ]
