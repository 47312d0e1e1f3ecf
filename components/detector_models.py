"""Models of the detector for their administrator: versions, facts, classes, agreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.admin import cell, chip, data_table, select, text_input
from components.alert_time import full_moment, moment_words
from components.aria import aria
from components.icons import icon
from components.numbers import count, percent
from components.sizes import size
from components.states import empty
from components.wording import term
from domain.detector_classes import DETECTOR_CLASSES, MAX_MODEL_MB, ClassUses, ModelState
from domain.share import Share

OTHER = "-"
"""Value of the choice that means no class of ours."""
ALERTS, QUIET = "alerts", "quiet"


@dataclass(frozen=True, slots=True)
class ShownModel:
    """One version.

    Attributes:
        id: None for the model that came with the program.
        facts: What its trial found.
        active: It is at work.
        shadow: It looks along.
    """

    id: int | None
    name: str
    sha256: str
    size_bytes: int
    state: ModelState
    reason: str | None
    facts: Mapping[str, Any]
    uploaded_by: str
    uploaded_at: datetime | None
    active: bool
    shadow: bool


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """One class in the eyes of both models."""

    name: str
    looks: int
    both: int
    only_active: int
    only_shadow: int
    agreed: Share


def model_table(rows: Sequence[ShownModel], now: datetime) -> Component:
    """Every version, the one that came with the program last."""
    heads = (_("名称"), _("状态"), _("类型"), _("每帧耗时"), _("许可"), _("上传"), "")
    return data_table(heads, [_row(row, now) for row in rows], _("全部版本"))


def state_chips(row: ShownModel) -> list[Component]:
    """How a version stands, in words."""
    if row.active:
        return [chip(_("在用"), "ok")]
    if row.shadow:
        return [chip(_("影子运行"), "warn")]
    words = {
        ModelState.WAITING: (_("等待检查"), ""),
        ModelState.READY: (_("检查通过"), "ok"),
        ModelState.REFUSED: (_("未通过"), "bad"),
        ModelState.REMOVED: (_("已移除"), "off"),
    }
    return [chip(*words[row.state])]


def facts_list(row: ShownModel) -> Component:
    """What the trial found; the licence first, because it decides whether the model may be used."""
    facts = row.facts
    pairs = [
        (_("许可"), facts.get("licence") or _("未注明，启用前请先查清")),
        (_("作者"), facts.get("author") or "—"),
        (_("版本"), facts.get("version") or "—"),
        (_("类型"), _family(facts)),
        (_("输出"), facts.get("outputs") or "—"),
        (_("类别数"), str(len(facts.get("names") or ()))),
        (_("每帧耗时"), _milliseconds(facts)),
        (_("文件大小"), size(row.size_bytes)),
        ("SHA-256", html.Code(row.sha256)),
    ]
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(fact)]) for name, fact in pairs],
        className="nc-pairs nc-pairs--2 nc-models__facts",
    )


def class_table(
    names: Sequence[str], classes: ClassUses, ids: tuple[str, str, str], usual_score: float
) -> Component:
    """Which of our classes each class of the model is; fields are numbered in the order of names.

    Args:
        names: Classes of the model.
        classes: What they mean now.
        ids: Types of the pattern ids of the three fields.
        usual_score: What counts where no score is given.
    """
    heads = (_("模型类别"), _("对应本平台"), _("最低分"), _("报警"))
    rows = [_class_row(n, name, classes[name], ids, usual_score) for n, name in enumerate(names)]
    return data_table(heads, rows, _("类别对应"))


def agreement_table(rows: Sequence[ShownAgreement]) -> Component:
    """Looks at the same pictures, class by class."""
    if not rows:
        return empty(_("还没有可比的画面"), _("巡查每看一次画面，两个模型各判一次，这里累计"))
    heads = (_("类别"), _("画面"), _("一致"), _("都看到"), _("仅在用看到"), _("仅影子看到"))
    return data_table(
        heads,
        [
            html.Tr(
                [
                    cell(heads[0], class_name(row.name)),
                    cell(heads[1], count(row.looks), "nc-num"),
                    cell(heads[2], f"{percent(row.agreed)} %", "nc-num"),
                    cell(heads[3], count(row.both), "nc-num"),
                    cell(heads[4], count(row.only_active), "nc-num"),
                    cell(heads[5], count(row.only_shadow), "nc-num"),
                ]
            )
            for row in rows
        ],
        _("影子比对"),
    )


def drop_place(drop_id: str) -> Component:
    """The place for a model file; script puts the file field into it."""
    return html.Div(
        [
            icon("up", 26),
            html.B(_("把模型文件拖到这里，或点击选择")),
            html.Span(_("ONNX 单文件，不超过 %(n)s MB", n=MAX_MODEL_MB)),
            html.Div(html.B(), className="nc-progress", hidden=True),
            html.P(className="nc-error-text", role="alert"),
        ],
        id=drop_id,
        className="nc-drop nc-import__drop",
    )


def sidecar_field(ident: str, text: str) -> Component:
    """What a person says of a model that says too little of itself."""
    area = dcc.Textarea(
        id=ident, value=text, rows=6, className="nc-models__sidecar", spellCheck=False
    )
    return html.Label([html.Span(_("补充说明（YAML）")), area], className="nc-field")


def class_name(ident: str) -> str:
    """A class of ours in words; the model's own name where it is none of ours."""
    known = DETECTOR_CLASSES.get(ident)
    return term(known.zh, known.en) if known else ident


def _row(row: ShownModel, now: datetime) -> Component:
    heads = (_("名称"), _("状态"), _("类型"), _("每帧耗时"), _("许可"), _("上传"))
    uploaded: Any = _("随程序提供")
    if row.uploaded_at is not None:
        moment = moment_words(row.uploaded_at, now)
        uploaded = [
            html.Span(row.uploaded_by),
            html.Span(moment, title=full_moment(row.uploaded_at)),
        ]
    target = f"/admin/models?model={row.id if row.id is not None else 0}"
    return html.Tr(
        [
            cell(heads[0], [html.B(row.name), html.Code(f"{row.sha256[:12]}…")], "who"),
            cell(heads[1], state_chips(row)),
            cell(heads[2], _family(row.facts)),
            cell(heads[3], _milliseconds(row.facts), "nc-num nowrap"),
            cell(heads[4], row.facts.get("licence") or "—", "nc-models__licence"),
            cell(heads[5], uploaded, "who"),
            cell("", dcc.Link(_("查看"), href=target, className="nc-btn nc-btn--sm"), "act"),
        ]
    )


def _class_row(
    n: int, name: str, use: Mapping[str, Any], ids: tuple[str, str, str], usual_score: float
) -> Component:
    ours = [(one.id, term(one.zh, one.en)) for one in DETECTOR_CLASSES.values()]
    chosen = use["as"] if use["as"] in DETECTOR_CLASSES else OTHER
    score = use["min_score"]
    alerts = [(QUIET, _("不报警")), (ALERTS, _("报警"))]
    label = {"as": _("对应本平台"), "score": _("最低分"), "alerts": _("报警")}
    return html.Tr(
        [
            cell(_("模型类别"), html.Code(name)),
            cell(
                label["as"],
                select([*ours, (OTHER, _("不使用"))], chosen, id={"type": ids[0], "n": n}),
            ),
            cell(
                label["score"],
                text_input(
                    f"{usual_score:g}",
                    id={"type": ids[1], "n": n},
                    value="" if score is None else f"{score:g}",
                    maxLength=5,
                    inputMode="decimal",
                ),
            ),
            cell(
                label["alerts"],
                select(alerts, ALERTS if use["alerts"] else QUIET, id={"type": ids[2], "n": n}),
            ),
        ],
        **aria(label=name),
    )


def _family(facts: Mapping[str, Any]) -> str:
    if not facts.get("family"):
        return "—"
    return f"{facts['family']} · {facts['width']} × {facts['height']}"


def _milliseconds(facts: Mapping[str, Any]) -> str:
    spent = facts.get("milliseconds")
    return f"{spent:.1f} ms" if isinstance(spent, int | float) else "—"
