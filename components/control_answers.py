"""Answers of a record by group, each failed item with its finding, photos and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria, data
from components.control_words import moment_words
from components.icons import icon
from components.wording import counted, term
from domain.checklists import Answer, ChecklistItem, NotAsked
from domain.control_beside import Beside
from domain.control_board import Record
from domain.findings import STATE_NAMES_EN, STATE_NAMES_ZH, FindingCase
from domain.photos import PURPOSE_NAMES_EN, PURPOSE_NAMES_ZH, Photo

_CLASSES = {
    Answer.PASS: "is-ok",
    Answer.FAIL: "is-bad",
    Answer.NOT_APPLICABLE: "is-na",
    None: "is-pend",
}
_SIGNS = {Answer.PASS: "check", Answer.FAIL: "x", Answer.NOT_APPLICABLE: "minus"}


def answer_words(answer: Answer | None) -> str:
    """合格, 不合格, 不适用; 未填 while there is none."""
    words: dict[Answer | None, str] = {
        Answer.PASS: _("合格"),
        Answer.FAIL: _("不合格"),
        Answer.NOT_APPLICABLE: _("不适用"),
        None: _("未填"),
    }
    return str(words[answer])


def tally(found: Record) -> Component:
    """How many items have which answer, as a bar and in words."""
    parts = [
        (Answer.PASS, "is-okc", "o"),
        (Answer.FAIL, "is-sev1", "b"),
        (Answer.NOT_APPLICABLE, "is-nac", "n"),
        (None, "is-pendc", "p"),
    ]
    shown = [(answer_words(one), colour, key, found.count(one)) for one, colour, key in parts]
    return html.Div(
        [
            html.Div(
                [
                    html.B(className=colour, style={"flex": str(number)})
                    for _name, colour, _key, number in shown
                    if number
                ],
                className="nc-stack",
                role="img",
                **aria(label="，".join(f"{name} {number}" for name, _c, _k, number in shown)),
            ),
            html.P(
                [html.Span(f"{name} {number}", className=key) for name, _c, key, number in shown]
            ),
        ],
        className="nc-drawer__beam",
    )


def answer_groups(found: Record, beside: Beside, now: datetime) -> list[Component]:
    """Every group of the checklist with its items.

    Args:
        found: The record.
        beside: Findings and photos of it.
        now: Aware, for deadlines.
    """
    heads = {group.letter: group for group in found.checklist.groups}
    sections: list[Component] = []
    for letter, pairs in groupby(found.items, key=lambda pair: pair[0].group):
        mine = list(pairs)
        done = sum(answer is not None for _item, answer in mine)
        sections.append(
            html.Section(
                [
                    html.H4(
                        [
                            html.I(letter),
                            term(heads[letter].zh, heads[letter].en),
                            html.Span(f"{done} / {len(mine)}", className="nc-num"),
                        ]
                    ),
                    html.Ul([_item(item, answer) for item, answer in mine]),
                    *(
                        _finding(item, beside.cases[item.id], beside.photos.get(item.id, ()), now)
                        for item, _answer in mine
                        if item.id in beside.cases
                    ),
                ],
                className="nc-clg nc-clg--full",
            )
        )
    return sections


def left_out(found: Record) -> Component | None:
    """Items that are not asked here, folded, each with the fact of the register that says so."""
    if not found.left_out:
        return None
    rows = [
        html.Li([html.B(item.code), term(item.zh, item.en), html.Span(not_asked_words(why))])
        for item, why in found.left_out
    ]
    words = counted("不适用、未列入的检查项 %(n)s 项", len(rows))
    return html.Details(
        [html.Summary(words), html.Ul(rows)], className="nc-drawer__sheet nc-drawer__left"
    )


def not_asked_words(why: NotAsked | None) -> str:
    """Why an item is not on an establishment's list."""
    words: dict[NotAsked | None, str] = {
        NotAsked.CATEGORY: _("本业态不查此项"),
        NotAsked.NO_CANTEEN: _("不是食堂"),
        NotAsked.NO_SCHOOL: _("不是学校食堂"),
        NotAsked.NO_SAMPLES: _("无留样义务（非食堂、非聚餐）"),
        NotAsked.NO_COLD_ROOM: _("主体库登记：无专间"),
        NotAsked.NO_TAKEAWAY: _("主体库登记：不做外卖"),
        NotAsked.NO_CAMERAS: _("主体库登记：未接入摄像头"),
        None: _("填报时不适用，主体信息此后有变更"),
    }
    return str(words[why])


def _item(item: ChecklistItem, answer: Answer | None) -> Component:
    words = answer_words(answer)
    sign = icon(_SIGNS[answer], 13) if answer in _SIGNS else None
    key = html.B("★", title=_("关键项")) if item.key else None
    return html.Li(
        [
            html.I(sign, title=words, role="img", **aria(label=words)),
            html.Span([key, term(item.zh, item.en)]),
        ],
        className=_CLASSES[answer],
        title=_("%(code)s 依据：%(basis)s", code=item.code, basis=f"{item.source} {item.article}"),
    )


def _finding(
    item: ChecklistItem, case: FindingCase, photos: Sequence[Photo], now: datetime
) -> Component:
    until = _("限期 %(at)s", at=moment_words(case.due_at)) if case.due_at else ""
    late = case.overdue(now)
    state = term(STATE_NAMES_ZH[case.state], STATE_NAMES_EN[case.state])
    facts = [
        case.owner,
        f"{until}{_('（已超期）') if late else ''}",
        counted("%(n)s 图", len(photos)) if photos else "",
        _("退回 %(n)s 次", n=case.returned) if case.returned else "",
        _("重复问题") if case.repeat_of else "",
    ]
    return html.Div(
        [
            html.Div([_photo(one) for one in photos], className="ph") if photos else None,
            html.Div(
                [
                    html.B(
                        [
                            dcc.Link(
                                f"{item.code} {case.note or _('未写明问题')}",
                                href=links.finding(case.id),
                            ),
                            html.Em(state),
                        ]
                    ),
                    html.P(_("措施：%(what)s", what=case.measure or "—")),
                    *_steps(case),
                    html.Span("　".join(part for part in facts if part)),
                ]
            ),
        ],
        className="nc-clbad" if photos else "nc-clbad nc-clbad--plain",
    )


def _steps(case: FindingCase) -> list[Component]:
    """What was done about it: put right, and looked at again."""
    steps: list[Component] = []
    if case.rectified_at:
        who, what = case.rectified_by or "—", case.rectified_note or "—"
        at = moment_words(case.rectified_at)
        steps.append(html.P(_("%(at)s %(who)s 整改：%(what)s", at=at, who=who, what=what)))
    if case.rechecked_at:
        who, what = case.rechecked_by or "—", case.recheck_note or "—"
        at = moment_words(case.rechecked_at)
        steps.append(html.P(_("%(at)s %(who)s 复查：%(what)s", at=at, who=who, what=what)))
    return steps


def _photo(photo: Photo) -> Component:
    """A small picture that opens the whole one."""
    purpose = term(PURPOSE_NAMES_ZH[photo.purpose], PURPOSE_NAMES_EN[photo.purpose])
    at = moment_words(photo.taken_at or photo.received_at)
    words = f"{purpose} {at}"
    source = f"/media/photo/{photo.id}"
    return html.A(
        [
            html.Img(src=source, alt=words, width=80, height=60, **data(photo="1")),
            html.Small(purpose),
        ],
        href=source,
        target="_blank",
        title=words,
    )
