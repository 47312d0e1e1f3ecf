"""What the page of detector models shows: at work, all versions, and one of them in detail."""

from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.admin import note
from components.detector_models import (
    ShownAgreement,
    ShownModel,
    agreement_table,
    class_table,
    facts_list,
    model_table,
    sidecar_field,
    state_chips,
)
from components.job_table import moment
from components.panels import card
from data_access import detector_choices, shadow_tally
from data_access.detector_choices import AtWork, Choice, Chosen
from data_access.detector_models import KeptModel, models
from data_access.request import now, scope, services
from domain.detector_classes import ModelState
from domain.share import Share

ACT, SURE = "models-act", "models-sure"
CLASS_AS, CLASS_SCORE, CLASS_ALERTS = "models-as", "models-score", "models-alerts"
SIDECAR, SAVE_SIDECAR, SAVE_CLASSES = "models-sidecar", "models-save-sidecar", "models-save-classes"
ACTIVATE, SHADOW, REMOVE = "activate", "shadow", "remove"
ROLL_BACK, NO_SHADOW = "roll-back", "no-shadow"
SHIPPED = 0
"""Number in addresses of the model that came with the program."""
_SILENT_S = 120


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept, what is in force, and what the patrol says of itself."""

    kept: list[KeptModel]
    force: Chosen
    before: Choice | None
    work: AtWork | None


def standing(conn: Connection) -> Standing:
    """Read it all for the asker."""
    asker = scope()
    return Standing(
        models(conn, asker),
        detector_choices.chosen(conn, asker),
        detector_choices.before_active(conn, asker),
        detector_choices.at_work(conn, asker),
    )


def notes(stand: Standing) -> list[Component]:
    """What keeps the patrol from following."""
    said = []
    silent = stand.work is None or (now() - stand.work.at).total_seconds() > _SILENT_S
    if silent:
        said.append(note(_("巡查进程没有运行：上传的模型不会被检查，切换不会生效。"), good=False))
    elif stand.work and stand.work.degraded:
        words = _("巡查没有用上所选模型：%(why)s", why=stand.work.degraded)
        said.append(note(words, good=False))
    return said


def at_work(stand: Standing) -> Component:
    """Active model and shadow, with the ways out."""
    active, shadow, work = stand.force.active, stand.force.shadow, stand.work
    shipped = services().settings.patrol.model.stem
    follows = work is not None and (
        work.sha256 == active.sha256 if active else work.model == shipped
    )
    state = _("巡查正在使用") if follows else _("等待巡查切换，一分钟内生效")
    back = None
    if stand.before is not None:
        name = _name_of(stand, stand.before.model_id)
        back = _button(_("回退到 %(name)s", name=name), ROLL_BACK, SHIPPED)
    stop = _button(_("停止影子运行"), NO_SHADOW, SHIPPED) if shadow else None
    hint = _("影子与在用模型看同样的画面，只计数，不报警") if shadow else _("选一个版本并行比对")
    return html.Div(
        [
            _place(_("在用模型"), active.name if active else shipped, state, back),
            _place(_("影子模型"), shadow.name if shadow else _("无"), hint, stop),
        ],
        className="nc-models__now",
    )


def versions(stand: Standing) -> Component:
    """The table of all versions."""
    return model_table([*(_shown(stand, one) for one in stand.kept), _shipped(stand)], now())


def agreement(conn: Connection, stand: Standing) -> Component | None:
    """How the shadow agrees; nothing without one."""
    shadow, work = stand.force.shadow, stand.work
    if shadow is None or work is None:
        return None
    found, since = shadow_tally.agreement(conn, scope(), (work.sha256, shadow.sha256))
    rows = [
        ShownAgreement(
            name,
            one.looks,
            one.both,
            one.only_active,
            one.only_shadow,
            Share(one.looks - one.only_active - one.only_shadow, one.looks),
        )
        for name, one in found.items()
    ]
    words = _("自 %(at)s", at=moment(since)) if since else ""
    return card(_("影子比对"), words, agreement_table(rows))


def detail(stand: Standing, number: int) -> list[Component]:
    """One version with what can be done with it; nothing for an unknown number."""
    if number == SHIPPED:
        row = _shipped(stand)
        return [_head(row, _acts(row)), *([facts_list(row)] if row.facts else [])]
    model = next((one for one in stand.kept if one.id == number), None)
    if model is None:
        return [note(_("没有这个版本，可能已移除"), good=False)]
    row = _shown(stand, model)
    parts = [_head(row, _acts(row))]
    if model.state is ModelState.REFUSED:
        parts.append(note(_("未通过检查：%(why)s", why=model.reason or ""), good=False))
    if model.state is ModelState.READY:
        parts += [facts_list(row), *_classes(model)]
    if not row.active and not row.shadow:
        parts.append(_sidecar(model))
    return parts


def mark(stand: Standing, number: int) -> list[Any]:
    """Changes when the detail has to be drawn anew."""
    model = next((one for one in stand.kept if one.id == number), None)
    ids = [one.id if one else 0 for one in (stand.force.active, stand.force.shadow)]
    known = bool(stand.work and stand.work.shipped)
    return [
        number,
        known,
        model.state if model else "",
        str(model.checked_at if model else ""),
        *ids,
    ]


def _classes(model: KeptModel) -> list[Component]:
    usual = services().settings.patrol.min_score
    ids = (CLASS_AS, CLASS_SCORE, CLASS_ALERTS)
    words = _("最低分留空即用系统设置 %(n)s；改动一分钟内生效，并记入审计", n=f"{usual:g}")
    save = html.Button(
        _("保存类别对应"),
        id=SAVE_CLASSES,
        n_clicks=0,
        type="button",
        className="nc-btn nc-btn--primary",
    )
    return [
        html.H3(_("类别对应")),
        html.P(words, className="nc-hint"),
        class_table(model.facts["names"], model.classes, ids, usual),
        html.Div(save, className="nc-actions"),
    ]


def _sidecar(model: KeptModel) -> Component:
    save = html.Button(
        _("保存并重新检查"), id=SAVE_SIDECAR, n_clicks=0, type="button", className="nc-btn"
    )
    return html.Details(
        [
            html.Summary(_("文件自身没有写明的，在这里补充")),
            html.P(
                _("可写 names、family、size、colour、licence 等，见 docs/patrol.md"),
                className="nc-hint",
            ),
            sidecar_field(SIDECAR, model.sidecar),
            html.Div(save, className="nc-actions"),
        ],
        open=model.state is ModelState.REFUSED,
        className="nc-models__more",
    )


def _head(row: ShownModel, acts: list[Component]) -> Component:
    return html.Header(
        [html.H2(row.name), *state_chips(row), html.Div(acts, className="nc-actions")],
        className="nc-models__head",
    )


def _acts(row: ShownModel) -> list[Component]:
    number = row.id if row.id is not None else SHIPPED
    acts = []
    if row.state is ModelState.READY and not row.active:
        acts.append(_button(_("启用此版本"), ACTIVATE, number, "nc-btn--primary"))
        if row.id is not None and not row.shadow:
            acts.append(_button(_("设为影子"), SHADOW, number))
    if row.id is not None and not row.active and not row.shadow:
        acts.append(_button(_("移除"), REMOVE, number))
    return acts


def _place(title: str, name: str, words: str, act: Component | None) -> Component:
    return html.Section(
        [html.H2(title), html.B(name), html.P(words), act], className="nc-card nc-models__place"
    )


def _button(words: str, act: str, number: int, kind: str = "") -> Component:
    return html.Button(
        words,
        id={"type": ACT, "act": act, "model": number},
        n_clicks=0,
        type="button",
        className=f"nc-btn nc-btn--sm {kind}".strip(),
    )


def _name_of(stand: Standing, model_id: int | None) -> str:
    if model_id is None:
        return str(services().settings.patrol.model.stem)
    return next((one.name for one in stand.kept if one.id == model_id), "?")


def _shown(stand: Standing, model: KeptModel) -> ShownModel:
    kept = {name: getattr(model, name) for name in ShownModel.__slots__ if hasattr(model, name)}
    active, shadow = (one.id if one else None for one in (stand.force.active, stand.force.shadow))
    return ShownModel(**kept, active=model.id == active, shadow=model.id == shadow)


def _shipped(stand: Standing) -> ShownModel:
    name = services().settings.patrol.model.stem
    told = stand.work.shipped if stand.work else {}
    # A patrol that has not been started again since tells of the model before.
    facts = told if told.get("model") == name and "sha256" in told else {}
    return ShownModel(
        None,
        name,
        facts.get("sha256", ""),
        facts.get("bytes", 0),
        ModelState.READY,
        None,
        facts,
        "",
        None,
        active=stand.force.active is None,
        shadow=False,
    )
