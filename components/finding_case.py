"""One finding: what was found, the photos, the story so far, what came before and after."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import full_moment, moment_words, time_left
from components.finding_words import item_words, key_mark, record_words, state_name, state_pill
from components.icons import icon
from components.wording import counted, term
from domain.checklists import ChecklistItem
from domain.finding_filter import FindingRow
from domain.findings import FindingCase, FindingState
from domain.photos import PURPOSE_NAMES_EN, PURPOSE_NAMES_ZH, Photo, PhotoPurpose
from domain.scope import Role, Scope


def case_head(asker: Scope, row: FindingRow) -> Component:
    """What was asked, whose it is, and the ways to the record and to the establishment."""
    case = row.case
    own = asker.role is Role.ESTABLISHMENT
    record = links.control(
        kind=case.kind, day=case.start, establishment=None if own else case.establishment_id
    )
    back = links.findings()
    return html.Header(
        [
            html.Div(
                [
                    html.H1([key_mark(row.item), item_words(row.item, case.item)]),
                    html.P(
                        [
                            dcc.Link(case.name, href=links.entry_for(asker, case.establishment_id)),
                            html.Span(f"{term(row.banner_zh, row.banner_en)} {row.township_zh}"),
                            dcc.Link(record_words(case), href=record),
                            html.Span(_basis(row.item, case.item)),
                        ],
                        className="nc-fnd__where",
                    ),
                ]
            ),
            html.Div(
                [
                    state_pill(case.state),
                    dcc.Link([icon("back", 16), _("问题清单")], href=back, className="nc-btn"),
                ],
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )


def photos_panel(photos: Sequence[Photo]) -> Component:
    """The photos by what they show, each with its moments and its hash."""
    lists = [
        _photos(purpose, [one for one in photos if one.purpose is purpose])
        for purpose in PhotoPurpose
    ]
    return html.Section(
        [
            html.Header(
                [
                    html.H2(_("照片")),
                    html.Span(_("入库时去除位置等信息，只留拍摄时间；文件不可更改")),
                ],
                className="nc-sec__head",
            ),
            html.Div(lists, className="nc-fnd__photos"),
        ],
        className="nc-card",
    )


def facts_panel(case: FindingCase, now: datetime) -> Component:
    """The finding as it was written down, and its deadline."""
    due: Component | str = "—"
    if case.due_at is not None:
        moment = html.Span(full_moment(case.due_at)[:16], className="nc-num")
        left = time_left(case.due_at, now) if case.state is FindingState.OPEN else None
        due = html.Span([moment, " ", left])
    facts: list[tuple[str, str | Component]] = [
        (_("问题"), case.note or "—"),
        (_("措施"), case.measure or "—"),
        (_("整改责任人"), case.owner or "—"),
        (_("整改时限"), due),
    ]
    return html.Section(
        [
            html.Header(
                [html.H2(_("问题与措施")), html.Span(_("不合格须写明措施、责任人和时限"))],
                className="nc-sec__head",
            ),
            html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]),
        ],
        className="nc-card nc-fnd__facts",
    )


def story(case: FindingCase, now: datetime) -> Component:
    """Found, put right, looked at again: what is done, what is due, what comes after it."""
    done = case.state is FindingState.CLOSED
    waits = case.state is FindingState.RECTIFIED
    steps = [
        _step(_("发现"), record_words(case), case.note, "is-done"),
        *_returned(case, now),
        _step(
            _("整改"),
            _signed(case.rectified_by if case.rectified_at else None, case.rectified_at, now),
            case.rectified_note if case.rectified_at else _("由本单位整改，写明情况并拍照"),
            "is-done" if case.rectified_at else "is-now",
        ),
        _step(
            _("复查销号"),
            _signed(case.rechecked_by, case.rechecked_at, now) if done else "",
            case.recheck_note if done else _("由他人复查，合格销号，不合格退回"),
            "is-done" if done else "is-now" if waits else "is-todo",
        ),
    ]
    return html.Section(
        [
            html.Header(
                [html.H2(_("闭环")), html.Span(state_name(case.state))], className="nc-sec__head"
            ),
            html.Ol(steps, className="nc-tl"),
        ],
        className="nc-card nc-tlcard",
    )


def repeats_panel(others: Sequence[FindingCase], days: int) -> Component | None:
    """The same item of the same establishment, before and after."""
    if not others:
        return None
    return html.Section(
        [
            html.Header(
                [
                    icon("repeat", 18),
                    html.H2(_("同一项重复出现")),
                    html.Span(counted("前后 %(days)s 天内另有 %(n)s 次", len(others), days=days)),
                ],
                className="nc-sec__head",
            ),
            html.Ol(
                [
                    html.Li(
                        dcc.Link(
                            [
                                html.B(record_words(one)),
                                html.Span(one.note or "—"),
                                state_pill(one.state),
                                icon("chev", 14),
                            ],
                            href=links.finding(one.id),
                        )
                    )
                    for one in others
                ],
                className="nc-fnd__repeats",
            ),
        ],
        className="nc-card",
    )


def _basis(item: ChecklistItem | None, code: str) -> str:
    if item is None:
        return code
    return str(_("%(code)s 依据：%(basis)s", code=item.code, basis=f"{item.source} {item.article}"))


def _photos(purpose: PhotoPurpose, photos: Sequence[Photo]) -> Component:
    name = term(PURPOSE_NAMES_ZH[purpose], PURPOSE_NAMES_EN[purpose])
    shown = [_photo(one, name) for one in photos]
    return html.Div(
        [html.H3(name), html.Div(shown) if shown else html.P(_("无照片"))],
        className="nc-fnd__purpose",
    )


def _photo(one: Photo, name: str) -> Component:
    href = f"/media/photo/{one.id}"
    taken = _("拍摄 %(at)s", at=full_moment(one.taken_at)[:16]) if one.taken_at else None
    return html.Figure(
        [
            html.A(html.Img(src=href, alt=name), href=href, target="_blank"),
            html.Figcaption(
                [
                    html.Span(taken or _("无拍摄时间"), className="nc-num"),
                    html.Span(
                        _("上传 %(at)s", at=full_moment(one.received_at)[:16]), className="nc-num"
                    ),
                    html.Code(f"{one.sha256[:8]}…{one.sha256[-6:]}", title=one.sha256),
                ]
            ),
        ]
    )


def _returned(case: FindingCase, now: datetime) -> list[Component]:
    """The newest return, as long as nothing has been looked at after it."""
    if not case.returned or case.state is FindingState.CLOSED:
        return []
    words = counted("退回整改，共 %(n)s 次", case.returned)
    signed = _signed(case.rechecked_by, case.rechecked_at, now)
    return [_step(words, signed, case.recheck_note, "is-back")]


def _step(name: str, who: str, note: str | None, class_name: str) -> Component:
    sign = icon("check", 14) if class_name == "is-done" else None
    return html.Li(
        [
            html.I(icon("back", 13) if class_name == "is-back" else sign),
            html.Div(
                [
                    html.Header([html.B(name), html.Em(who)]),
                    html.P(note) if note else None,
                ]
            ),
        ],
        className=class_name,
    )


def _signed(by: str | None, at: datetime | None, now: datetime) -> str:
    return " ".join(part for part in (by, moment_words(at, now) if at else "") if part)
