"""Records that are probably one establishment: `/register/duplicates`, and the form that merges."""

from typing import Any

from dash import (
    ALL,
    Input,
    Output,
    State,
    callback,
    ctx,
    dcc,
    html,
    no_update,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.duplicate_pair import STEP, SURVIVOR, TAKE, Half, merge_form, pair_card
from components.states import empty
from components.wording import counted
from data_access.batches import kind_counts
from data_access.changes import Topic
from data_access.duplicates import DISTINCT, duplicates, sides, tell_apart
from data_access.merging import merge
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, read, remembered, scope, write
from domain.duplicates import Pair
from domain.scope import REGULATORS, NotAllowedError, Scope
from pages._record_reading import own_places
from pages._record_saving import say
from pages._record_target import number_in

ROLES = REGULATORS

register_page(__name__, path="/register/duplicates", name="疑似重复", roles=ROLES)

BODY = "duplicates-body"
PAIR = "duplicates-pair"
MOST_PAIRS = 30


def layout(pair: str | None = None, **_query: str) -> Component:
    """The list, or one pair to merge."""
    ids = _pair_in(pair)
    return html.Main(
        [
            html.Header(
                html.Div(
                    [
                        html.H1(_("疑似重复主体")),
                        html.P(_("按许可证编号、信用代码、名称与位置比对；由人决定是否合并")),
                    ],
                    className="nc-record__name",
                ),
                className="nc-record__head",
            ),
            dcc.Store(id=PAIR, data=list(ids) if ids else None),
            html.Div(_one(ids, ids[0]) if ids else _list(), id=BODY, className="nc-record__body"),
        ],
        className="nc-body nc-pagegrid nc-record",
    )


@callback(
    Output(BODY, "children"),
    Input({"type": STEP, "act": ALL, "pair": ALL}, "n_clicks"),
    State({"type": TAKE, "name": ALL}, "value"),
    prevent_initial_call=True,
)
def decide(clicks: Any, taken: Any) -> Any:
    """Merge a pair, or remember that it is none."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not any(clicks or ()):
        return no_update
    ids = _pair_in(pressed.get("pair"))
    try:
        if ids is None:
            raise RecordNotFoundError("establishment")
        if pressed.get("act") != "merge":
            with write() as conn:
                tell_apart(conn, scope(), *ids, now())
            return [say(_("已记为不是重复"), good=True), *_list()]
        with write() as conn:
            batch = merge(conn, scope(), *ids, _names(taken), now())
    except (NotAllowedError, RecordNotFoundError):
        return [say(_("没有找到这两份档案，可能已被合并"), good=False), *_list()]
    words = [
        _("已合并到 "),
        dcc.Link(f"#{ids[0]}", href=links.register_entry(ids[0])),
        _("，批次 %(n)s　", n=batch),
        dcc.Link(_("可在批次中撤销"), href=links.batches()),
    ]
    return [say(html.Span(words), good=True), *_list()]


@callback(
    Output(BODY, "children", allow_duplicate=True),
    Input(SURVIVOR, "value"),
    State(PAIR, "data"),
    prevent_initial_call=True,
)
def choose(survivor: Any, pair: Any) -> Any:
    """The other record is to stay: the form turns round."""
    ids = pair if isinstance(pair, list) and len(pair) == 2 else []
    if survivor not in ids or not all(isinstance(one, int) for one in ids):
        return no_update
    return _one((ids[0], ids[1]), survivor)


def _list() -> list[Component]:
    def build(conn: Connection, asker: Scope) -> list[Pair]:
        return duplicates(conn, asker)

    pairs = remembered("register.duplicates", (Topic.REGISTER,), build)
    marks = _marks()
    if not pairs:
        return [empty(_("没有疑似重复的主体"), _("导入或修改后会自动重新比对")), *marks]
    places = dict(own_places())
    cards = []
    for pair in pairs[:MOST_PAIRS]:
        one, other = _halves((pair.first, pair.second))
        cards.append(pair_card(pair, one, other, places))
    told = counted("共 %(n)s 对", len(pairs))
    if len(pairs) > MOST_PAIRS:
        told = _("共 %(n)s 对，先列出 %(shown)s 对", n=len(pairs), shown=MOST_PAIRS)
    return [html.P(told, className="nc-hint"), html.Div(cards, className="nc-pairlist"), *marks]


def _marks() -> list[Component]:
    """How often somebody has marked a pair as two, and the way to those marks."""
    with read() as conn:
        number = kind_counts(conn, scope())[DISTINCT]
    if not number:
        return []
    words = counted("%(n)s 次记为不是重复，可在批次中查看或撤销", number)
    return [html.P(dcc.Link(words, href=links.batches(kind=DISTINCT)), className="nc-hint")]


def _one(ids: tuple[int, int], survivor: int) -> list[Component]:
    try:
        one, other = _halves(ids)
    except RecordNotFoundError:
        return [say(_("没有找到这两份档案，可能已被合并"), good=False), *_list()]
    form = merge_form(one, other, survivor, dict(own_places()))
    return [html.Section(form, className="nc-card nc-recordform")]


def _halves(ids: tuple[int, int]) -> tuple[Half, Half]:
    with read() as conn:
        found = sides(conn, scope(), *ids)
    one, other = (Half(**{name: getattr(side, name) for name in Half.__slots__}) for side in found)
    return one, other


def _pair_in(text: object) -> tuple[int, int] | None:
    first, dash, second = text.partition("-") if isinstance(text, str) else ("", "", "")
    ids = number_in(first), number_in(second)
    return ids if dash and all(ids) and ids[0] != ids[1] else None


def _names(taken: Any) -> list[str]:
    lists = taken if isinstance(taken, list) else []
    return [name for one in lists if isinstance(one, list) for name in one if isinstance(name, str)]
