"""Words and forms of what officers do about duties: remind, hand to the guarantor, excuse."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.control_words import kind_name, short_period_words
from components.icons import icon
from components.numbers import count
from components.wording import counted, term
from domain.control import REFUSALS as CONTROL_REFUSALS
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState, Refusal
from domain.control_board import Act, DutyRow

_NAMED = 8
_ICONS = {Act.REMIND: "send", Act.HAND: "users", Act.EXCUSE: "calendar"}


def act_words(act: Act) -> str:
    """On the button for what is ticked."""
    words: dict[Act, str] = {
        Act.REMIND: _("提醒所选"),
        Act.HAND: _("转包保干部"),
        Act.EXCUSE: _("免报所选"),
    }
    return str(words[act])


def act_buttons(acts: Sequence[Act]) -> Component:
    """One button an act; scripts count what is ticked and enable them."""
    return html.Div(
        [
            html.Button(
                _("选择全部"),
                type="button",
                hidden=True,
                className="nc-linkbtn",
                **data(every=_("选择清单全部 {n} 家")),
            ),
            *(
                html.Button(
                    [
                        icon(_ICONS[act], 15),
                        html.Span(act_words(act)),
                        html.B(className="nc-num", **data(count="1")),
                    ],
                    type="button",
                    disabled=True,
                    className="nc-btn nc-btn--sm",
                    **data(act=act.value),
                )
                for act in acts
            ),
        ],
        className="nc-over__a",
        **aria(label=_("对所选单位")),
    )


def act_title(act: Act, kind: ControlKind, start: date) -> str:
    """Head of the question that is asked before it is done."""
    what = f"{kind_name(kind)} {short_period_words(kind, start)}"
    words: dict[Act, str] = {
        Act.REMIND: _("提醒：%(what)s", what=what),
        Act.HAND: _("转包保干部：%(what)s", what=what),
        Act.EXCUSE: _("免报：%(what)s", what=what),
    }
    return str(words[act])


def act_preview(
    act: Act, states: Mapping[ControlState, int], rows: Sequence[DutyRow], asked: int
) -> Component:
    """Who is meant, who is not and why, before anything is done.

    Args:
        act: What would be done.
        states: How many of those asked for are in which state.
        rows: Those it would be done to.
        asked: How many were asked for.
    """
    names = "、".join(row.name for row in rows[:_NAMED])
    more = counted("等 %(n)s 家", len(rows)) if len(rows) > _NAMED else ""
    left_out = [
        _("%(state)s %(n)s 家", state=term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state]), n=number)
        for state, number in states.items()
        if number and state not in (ControlState.OPEN, ControlState.MISSED)
    ]
    gone = asked - sum(states.values())
    if gone > 0:
        left_out.append(counted("%(n)s 家当期没有任务或不在权限范围内", gone))
    without = sum(row.guarantor is None for row in rows) if act is Act.HAND else 0
    lines = [html.P([html.B(counted("共 %(n)s 家：", len(rows))), names, more])]
    if left_out:
        lines.append(html.P(_("不含：%(what)s", what="；".join(left_out)), className="is-muted"))
    if without:
        lines.append(
            html.P(counted("其中 %(n)s 家没有登记包保干部，转不出去", without), className="late")
        )
    lines.append(html.P(_consequence(act), className="is-muted"))
    return html.Div(lines, className="nc-act")


def note_words(act: Act) -> str:
    """Above the field for words of one's own."""
    return str(_("免报原因（必填，随记录保存）") if act is Act.EXCUSE else _("附言（可不填）"))


def done_words(act: Act, number: int, left_out: int = 0) -> str:
    """What was done, and how many were left out of it."""
    words: dict[Act, str] = {
        Act.REMIND: counted("已提醒 %(n)s 家", number),
        Act.HAND: counted("已转包保干部 %(n)s 家", number),
        Act.EXCUSE: counted("已免报 %(n)s 家", number),
    }
    if not left_out:
        return words[act]
    why: dict[Act, str] = {
        Act.REMIND: counted("%(n)s 家刚提醒过，未重复发送", left_out),
        Act.HAND: counted("%(n)s 家没有包保干部或刚转过", left_out),
    }
    return f"{words[act]}，{why[act]}"


def act_refused(refusal: Refusal) -> str:
    """Why nothing was done."""
    return term(*CONTROL_REFUSALS[refusal])


def note_field(field_id: str, label_id: str) -> Component:
    """The field for words of one's own."""
    return html.Div(
        [
            html.Label(id=label_id, htmlFor=field_id),
            dcc.Textarea(id=field_id, maxLength=120, rows=3, className="nc-input"),
        ],
        className="nc-field",
    )


def too_many_words(most: int) -> str:
    """A list that is too long to act on at once."""
    return str(_("一次最多 %(n)s 家，请先按镇街或业态筛选", n=count(most)))


def _consequence(act: Act) -> str:
    words: dict[Act, str] = {
        Act.REMIND: _("单位在今日页和手机上看到提醒，已读会记下；发出的提醒不能撤回。"),
        Act.HAND: _("记入催办记录，写明转给谁；包保干部没有本平台账号，仍需另行告知，可导出清单。"),
        Act.EXCUSE: _("免报不计入应报，原因和经办人随记录保存；之后可以撤销。"),
    }
    return str(words[act])
