"""Words of a change in bulk: its fields, values, obstacles, and what a preview says."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.numbers import count
from components.wording import counted
from domain.bulk_change import BulkField, BulkPreview, Obstacle

Value = str | int | bool | None


def field_name(field: str) -> str:
    """Name of a field."""
    names: dict[str, str] = {
        BulkField.TOWNSHIP: _("苏木乡镇街道"),
        BulkField.STREET: _("示范街区"),
        BulkField.TIER: _("包保层级"),
        BulkField.HYGIENE: _("量化等级"),
        BulkField.TAKEAWAY: _("外卖"),
        BulkField.COLD_ROOM: _("凉菜专间"),
    }
    return names[field]


def value_name(field: str, value: Value, places: Mapping[str, str]) -> str:
    """A value in words; `places` names townships and streets by code or id."""
    if value is None or value == "none":
        return str(_("（空）"))
    if field == BulkField.TAKEAWAY:
        return str(_("是") if value in (True, "yes") else _("否"))
    if field == BulkField.COLD_ROOM:
        return str(_("有") if value in (True, "yes") else _("无"))
    if field in (BulkField.TIER, BulkField.HYGIENE):
        return str(_("%(grade)s 级", grade=value))
    return places.get(str(value), str(value))


def preview_words(
    told: BulkPreview, field: str, after: Value, places: Mapping[str, str]
) -> list[Component]:
    """How many rows change from what to what, how many stay, how many cannot and why."""
    target = value_name(field, after, places)
    rows: list[tuple[str, int]] = [
        (f"{value_name(field, before, places)} → {target}", n)
        for before, n in sorted(told.moves.items(), key=lambda item: -item[1])
    ]
    if told.staying:
        rows.append((_("已经是%(value)s，不变", value=target), told.staying))
    rows += [(obstacle_name(stop), n) for stop, n in told.stopped.items()]
    return [
        html.P(
            counted(
                "共 %(total)s 家，其中 %(n)s 家将改变。",
                told.total,
                total=count(told.total),
                n=count(told.changing),
            )
        ),
        html.Table(
            html.Tbody(
                [html.Tr([html.Td(words), html.Td(count(n), className="num")]) for words, n in rows]
            ),
            className="nc-data",
        ),
    ]


def obstacle_name(stop: Obstacle) -> str:
    """Why a row cannot be changed."""
    names: dict[Obstacle, str] = {
        Obstacle.MERGED: _("已合并到其他记录，不能改"),
        Obstacle.OTHER_TOWNSHIP: _("不在该街区所在的苏木乡镇街道，不能改"),
        Obstacle.IN_STREET: _("已划入示范街区，先移出街区再改"),
    }
    return names[stop]


def refused_words(reason: str, most: int) -> str:
    """Why a change cannot be made at all."""
    words: dict[str, str] = {
        "value": _("请先选好要改的项目和新的值。"),
        "many": _("一次最多改 %(n)s 家，请缩小筛选范围。", n=count(most)),
        "none": _("没有需要改变的单位。"),
        "moved": _("数据刚刚有变化，请重新预览后再确认。"),
    }
    return words[reason]


def dropdown_words() -> Any:
    """What a dropdown with a search field says of itself."""
    return {
        "search": _("查找"),
        "clear_search": _("清空查找"),
        "clear_selection": _("清空选择"),
        "no_options_found": _("没有可选的值"),
    }


def choice_options(values: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Options of a dropdown from values and words."""
    return [{"value": value, "label": words} for value, words in values]
