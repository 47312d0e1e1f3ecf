"""Two records side by side: why they are taken for one, where they differ, and what to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.record_words import field_name, value_words
from components.wording import counted
from domain.duplicates import Pair, Reason
from domain.establishment_form import FIELDS

SURVIVOR = "duplicate-survivor"
TAKE = "duplicate-take"
STEP = "duplicate-step"


@dataclass(frozen=True, slots=True)
class Half:
    """One record of a pair, ready to be shown."""

    id: int
    values: Mapping[str, Any]
    licences: tuple[str, ...]
    people: int
    cameras: int
    accounts: int


def reason_words(reason: Reason) -> str:
    """Why two records are taken for one."""
    words: dict[Reason, str] = {
        Reason.LICENCE: _("许可证编号相同"),
        Reason.CREDIT_CODE_AND_NAME: _("信用代码与名称相同"),
        Reason.CREDIT_CODE_AND_ADDRESS: _("信用代码与地址相同"),
        Reason.NAME_AND_POINT: _("同一乡镇内名称相同且位置相近"),
    }
    return words[reason]


def pair_card(pair: Pair, one: Half, other: Half, places: Mapping[str, str]) -> Component:
    """A pair in the list, with the two ways on."""
    key = f"{pair.first}-{pair.second}"
    return html.Article(
        [
            html.Header(
                [
                    *[
                        html.Span(reason_words(reason), className="nc-chip nc-chip--warn")
                        for reason in pair.reasons
                    ],
                    html.Div(
                        [
                            dcc.Link(
                                _("合并…"),
                                href=links.duplicates((pair.first, pair.second)),
                                className="nc-btn nc-btn--sm nc-btn--primary",
                            ),
                            step_button("apart", key, _("不是重复")),
                        ],
                        className="nc-actions",
                    ),
                ]
            ),
            sides_table(one, other, places),
        ],
        className="nc-card",
    )


def sides_table(one: Half, other: Half, places: Mapping[str, str]) -> Component:
    """Both records; fields that are equal stand once, at the end."""
    rows = [_row(name, one, other, places) for name in _differing(one, other)]
    return _table(one, other, [*rows, *_belongings(one, other)])


def merge_form(one: Half, other: Half, survivor: int, places: Mapping[str, str]) -> list[Component]:
    """Which record stays, and from which each differing field comes."""
    kept, ended = (one, other) if survivor == one.id else (other, one)
    rows = [
        html.Tr(
            [
                html.Th(_("坐标") if name == "lon" else field_name(name)),
                html.Td(_said(name, kept, places)),
                html.Td(_take(name, ended, places)),
            ],
            className="is-other",
        )
        for name in _chosen(one, other)
    ]
    return [
        html.Div(
            [
                html.Span(_("保留哪份档案")),
                dcc.RadioItems(
                    id=SURVIVOR,
                    options=[
                        {"value": half.id, "label": f"#{half.id} {half.values['name']}"}
                        for half in (one, other)
                    ],
                    value=survivor,
                    labelClassName="nc-check",
                ),
            ],
            className="nc-field",
        ),
        _table(kept, ended, [*rows, *_belongings(kept, ended)]),
        html.P(
            _(
                "证照、人员、健康证和摄像头移到保留的档案；预警和管控记录留在发生地；另一份标为"
                "“已合并”。合并是一个批次，可以撤销。"
            ),
            className="nc-hint",
        ),
        *_accounts(ended),
        html.Div(
            [
                step_button("merge", f"{kept.id}-{ended.id}", _("合并"), leads=True),
                step_button("apart", f"{one.id}-{other.id}", _("不是重复")),
                dcc.Link(_("返回列表"), href=links.duplicates(), className="nc-btn nc-btn--ghost"),
            ],
            className="nc-actions",
        ),
    ]


def step_button(act: str, pair: str, words: str, *, leads: bool = False) -> Component:
    """A button of a pair; `merge` names the record that stays first."""
    return html.Button(
        words,
        id={"type": STEP, "act": act, "pair": pair},
        type="button",
        n_clicks=0,
        className="nc-btn nc-btn--primary" if leads else "nc-btn nc-btn--sm",
    )


def _accounts(ended: Half) -> list[Component]:
    if not ended.accounts:
        return []
    words = counted(
        "另一份档案绑定的 %(n)s 个账号将随合并改绑到保留的档案，并须重新登录；撤销合并时改绑回来。",
        ended.accounts,
    )
    return [html.P(words, className="nc-note nc-note--warn")]


def _take(name: str, ended: Half, places: Mapping[str, str]) -> Component:
    words = _("采用：%(value)s", value=_said(name, ended, places))
    return dcc.Checklist(
        id={"type": TAKE, "name": name},
        options=[{"value": name, "label": words}],
        value=[],
        labelClassName="nc-check",
    )


def _said(name: str, half: Half, places: Mapping[str, str]) -> str:
    """A value in words; a point is one."""
    words = value_words(name, half.values[name], places)
    if name == "lon" and half.values[name] is not None:
        return f"{words}，{value_words('lat', half.values['lat'], places)}"
    return words


def _chosen(one: Half, other: Half) -> list[str]:
    """Fields of the form that differ, the point once."""
    point = {"lon", "lat"}
    differing = [name for name in _differing(one, other) if name in FIELDS]
    found = [
        name for name in differing if name not in point and one.values[name] != other.values[name]
    ]
    return [*found, "lon"] if point & set(differing) else found


def _differing(one: Half, other: Half) -> list[str]:
    names = [*FIELDS, "status"]
    return [
        name
        for name in names
        if name == "name" or (one.values[name] or None) != (other.values[name] or None)
    ]


def _row(name: str, one: Half, other: Half, places: Mapping[str, str]) -> Component:
    return html.Tr(
        [
            html.Th(field_name(name)),
            html.Td(value_words(name, one.values[name], places)),
            html.Td(value_words(name, other.values[name], places)),
        ]
    )


def _belongings(one: Half, other: Half) -> Sequence[Component]:
    counted = [
        (_("许可证编号"), [_listed(half.licences) for half in (one, other)]),
        (_("人员"), [str(half.people) for half in (one, other)]),
        (_("摄像头"), [str(half.cameras) for half in (one, other)]),
    ]
    return [
        html.Tr([html.Th(words), *[html.Td(value) for value in values]])
        for words, values in counted
    ]


def _listed(numbers: Sequence[str]) -> str:
    return "、".join(numbers) or str(_("无"))


def _table(one: Half, other: Half, rows: Sequence[Component]) -> Component:
    heads = [
        html.Th(dcc.Link(f"#{half.id}", href=links.register_entry(half.id)))
        for half in (one, other)
    ]
    return html.Table(
        [html.Thead(html.Tr([html.Th(""), *heads])), html.Tbody(list(rows))],
        className="nc-sides",
    )
