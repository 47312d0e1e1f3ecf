"""Head of an establishment's record: name, status, the three grades apart, and where to go on."""

from collections.abc import Callable, Sequence
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria
from components.category_words import category_name
from components.control_year import state_words
from components.dossier_words import tier_name
from components.icons import icon, risk_badge, severity_badge, smiley
from components.record_words import risk_word, status_name
from components.wording import term
from domain.dossier import Part, Standing
from domain.establishment_record import Record
from domain.grades import EstablishmentStatus

_STATUS_CLASSES = {
    EstablishmentStatus.ACTIVE: "nc-chip--ok",
    EstablishmentStatus.SUSPENDED: "nc-chip--warn",
}


def record_head(found: Record, stands: Standing, *, official: bool) -> Component:
    """Name, place, status chip, how it stands today, and the three grades, each by its own sign."""
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
                            html.Span(place, className="nc-record__place"),
                            html.Span(_("今日日管控：%(state)s", state=state_words(stands.today))),
                            _open_alerts(stands),
                        ]
                    ),
                ],
                className="nc-record__name",
            ),
            html.Div(_grades(found, stands), className="nc-record__grades"),
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
                [
                    words,
                    html.B(str(count), className="nc-num") if count is not None else None,
                ],
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


def _open_alerts(stands: Standing) -> Component:
    if stands.worst is None:
        return html.Span(_("没有未办结预警"))
    words = _("%(n)s 条未办结预警", n=stands.open_alerts)
    return html.Span([severity_badge(stands.worst, 18), html.B(words)], className="nc-record__open")


def _grades(found: Record, stands: Standing) -> list[Component]:
    risk, tier = found.facts["risk_level"], found.facts["guarantor_tier"]
    hygiene = found.facts["hygiene_grade"]
    score = None if stands.score is None else _("%(n)s 分", n=f"{stands.score:.0f}")
    return [
        _grade(
            _("风险等级"), risk_badge(risk, 24), risk_word(risk) if risk else _("未评定"), score
        ),
        _grade(_("包保层级"), None, f"{tier} {tier_name(tier)}" if tier else _("未定"), None),
        _grade(
            _("量化等级"),
            smiley(hygiene, 24) if hygiene else None,
            hygiene or _("未评定"),
            None,
        ),
    ]


def _grade(name: str, sign: Component | None, words: str, more: str | None) -> Component:
    parts = [html.Em(name), sign, html.B(words), html.Span(more) if more else None]
    return html.Span(parts, className="nc-record__grade")


def _to_video(found: Record, official: bool, here: Callable[..., str]) -> tuple[str, str, str]:
    """The wall of its cameras; without any the tab, which says so."""
    if official and found.cameras:
        return "video", _("调看视频"), links.videowall(establishment=found.id)
    return "video", _("后厨画面"), here(Part.CAMERAS)


def _ways_on(found: Record, *, official: bool) -> list[Component]:
    located = found.facts["lon"] is not None
    here = partial(links.dossier, found.id) if official else links.own_tab
    ways = [
        ("bell", _("预警"), here(Part.ALERTS)),
        _to_video(found, official, here),
        ("clipboard", _("管控记录"), links.control(establishment=found.id)),
        ("qr", _("食安码"), here(Part.CODE)),
        ("calendar", _("停业与代理"), links.arrangements(found.id if official else None)),
    ]
    if official:
        where = _("地图") if located else _("未定位")
        ways.insert(2, ("map", where, links.establishment(found.id)))
        ways.append(("edit", _("编辑"), links.register_entry(found.id)))
    return [
        dcc.Link([icon(sign, 17), words], href=href, className="nc-btn nc-btn--sm")
        for sign, words, href in ways
    ]
