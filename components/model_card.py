"""The detector's card in tables: each figure with its interval, the starter's beside it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_words import class_name
from components.labelled import labelled
from components.numbers import UNKNOWN, count, percent
from components.panels import card
from components.states import empty
from components.wording import counted, term
from domain.detector_classes import DETECTOR_CLASSES
from domain.model_card import Figure, LivePrecision, ModelCard, PictureSet, Standing


def verdict_note(found: ModelCard) -> Component:
    """Whether the model may replace the starter, and what speaks against it."""
    if found.replaces:
        words = _("起步模型能识别的各类均优于它，且误检更少")
        return html.Div(words, className="nc-note nc-note--ok", role="note")
    parts = [_("候选模型：未达到替换起步模型的条件，未作为默认模型")]
    if found.worse:
        parts.append(_("未优于起步模型：%(names)s", names=_names(found.worse)))
    if found.more_false:
        parts.append(_("误检更多：%(names)s", names=_names(found.more_false)))
    return html.Div(" · ".join(parts), className="nc-note nc-note--warn", role="note")


def kitchen_note() -> Component:
    """What no figure here can say."""
    words = _(
        "模型从未见过真实后厨：帽子由安全帽、工作服由反光背心、口罩由街头照片学得，其余类别只由绘制的场景学得"
    )
    return html.Div(words, className="nc-note nc-note--warn", role="note")


def standing_card(found: ModelCard) -> Component:
    """What each class rests on."""
    words = {
        Standing.PROVEN: _("实拍留出照片验证，非后厨"),
        Standing.WEAK: _("实拍照片上精度不足或样本过少"),
        Standing.RENDERED: _("仅绘制场景，未经实拍验证"),
        Standing.UNPROVEN: _("未验证"),
    }
    heads = [_("类别"), _("依据")]
    rows = [
        [labelled(heads[0], _name(name), "nm"), labelled(heads[1], words[how])]
        for name, how in found.standing.items()
    ]
    return card(_("各类依据"), "", _table(heads, rows))


def set_cards(found: ModelCard) -> list[Component]:
    """One card for each set of held-out pictures."""
    return [
        card(_set_name(one.name), counted("%(n)s 张", one.pictures), _set_table(one))
        for one in found.sets
    ]


def false_hits_card(found: ModelCard) -> Component:
    """Hits on pictures without people."""
    heads = [_("类别"), _("本模型 %"), _("起步模型 %")]
    rows = [
        [
            labelled(heads[0], _name(one.name) if one.name else _("任一类"), "nm"),
            labelled(heads[1], _span(one.ours), "num"),
            labelled(heads[2], _span(one.starter), "num"),
        ]
        for one in found.false_hits
    ]
    note = _("%(n)s 张无人画面，得分 ≥ %(score)s", n=found.empty_pictures, score=found.score)
    return card(_("误检画面占比"), note, _table(heads, rows))


def slices_card(found: ModelCard) -> Component:
    """The drawn scenes by what makes them hard."""
    names = {
        "all": _("全部"),
        "dark": _("暗光"),
        "steam": _("水汽"),
        "far": _("远距"),
        "fish_eye": _("鱼眼"),
        "infrared": _("红外"),
    }
    heads = [_("画面"), _("张数"), _("平均 AP50 %")]
    rows = [
        [
            labelled(heads[0], names.get(one.name, one.name), "nm"),
            labelled(heads[1], count(one.pictures), "num"),
            labelled(heads[2], _hundred(one.ap50), "num"),
        ]
        for one in found.slices
    ]
    return card(_("绘制场景分类"), _("不含手机与香烟"), _table(heads, rows))


def live_card(found: Sequence[LivePrecision], days: int) -> Component:
    """What people made of the alerts."""
    note = _("近 %(days)s 天人工判定，不含演示历史", days=days)
    if not found:
        detail = _("有预警被确认或判为误报后显示")
        return card(_("实际准确率"), note, empty(_("尚无判定"), detail))
    heads = [_("预警"), _("模型"), _("确认"), _("已判定"), _("准确率 %"), _("待判定")]
    rows = [
        [
            labelled(heads[0], class_name(one.alert_class), "nm"),
            labelled(heads[1], one.model),
            labelled(heads[2], count(one.judged.part), "num"),
            labelled(heads[3], count(one.judged.whole), "num"),
            labelled(heads[4], percent(one.judged), "num"),
            labelled(heads[5], count(one.waiting), "num"),
        ]
        for one in found
    ]
    return card(_("实际准确率"), note, _table(heads, rows))


def notices_card(found: ModelCard) -> Component:
    """Whose pictures it learned from."""
    return card(_("训练数据"), "", html.Ul([html.Li(line) for line in found.notices]))


def _set_table(found: PictureSet) -> Component:
    heads = [
        _("类别"),
        _("目标数"),
        _("AP50 %"),
        _("起步模型 AP50 %"),
        _("精确率 %"),
        _("召回率 %"),
        _("校准误差 %"),
    ]
    rows = [
        [
            labelled(heads[0], _name(one.name), "nm"),
            labelled(heads[1], count(one.objects), "num"),
            labelled(heads[2], _span(one.ap50), "num"),
            labelled(heads[3], _span(one.starter_ap50), "num"),
            labelled(heads[4], _span(one.precision), "num"),
            labelled(heads[5], _span(one.recall), "num"),
            labelled(heads[6], _hundred(one.error), "num"),
        ]
        for one in found.lines
    ]
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Component:
    numbers = ["" if at == 0 else "num" for at in range(len(heads))]
    if rows and "num" not in str(getattr(rows[0][1], "className", "")):
        numbers[1] = ""
    head = html.Tr([html.Th(one, className=c) for one, c in zip(heads, numbers, strict=True)])
    body = html.Tbody([html.Tr(list(row)) for row in rows])
    table = html.Table([html.Thead(head), body], className="nc-data nc-ops__table")
    return html.Div(table, className="nc-scrollx")


def _set_name(name: str) -> str:
    names = {
        "safety_vest_1021": _("实拍：工地（安全帽、反光背心）"),
        "mask_wearing_149": _("实拍：街头口罩"),
        "coco_person_phone": _("实拍：COCO 人与手机（另一来源）"),
        "rendered": _("绘制场景：未参与训练的布局，主码流"),
        "rendered_second": _("绘制场景：未参与训练的布局，子码流"),
    }
    return str(names.get(name, name))


def _name(name: str) -> str:
    facts = DETECTOR_CLASSES.get(name)
    return term(facts.zh, facts.en) if facts else name


def _names(names: Sequence[str]) -> str:
    return str(_("、")).join(_name(name) for name in names)


def _span(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return UNKNOWN
    if figure.low is None or figure.high is None:
        return _hundred(figure.value)
    return f"{_hundred(figure.value)} ({_hundred(figure.low)}–{_hundred(figure.high)})"


def _hundred(value: float | None) -> str:
    return UNKNOWN if value is None else f"{100 * value:.1f}"
