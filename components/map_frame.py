"""The map itself: where it is drawn, its buttons and its legend. Drawn by assets/js/map*.js.

Leaflet comes with the script of dash-leaflet, which map.js asks for (api/scripts.py); nothing comes
from outside unless the configuration names a layer.
"""

from collections.abc import Sequence
from typing import Any

import dash_leaflet  # noqa: F401 - Dash sends the scripts of what is imported: Leaflet is in this one
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon
from components.map_signs import every_sign, value_sign, value_words
from components.map_tools import tool_buttons, tool_panel, tool_words
from components.wording import term
from domain.map_layers import Layer
from domain.map_measures import MEASURES

Bounds = list[list[float]]
"""[[south, west], [north, east]], degrees."""


def map_frame(*, inset: Component, layers: Sequence[Layer], review_number: str) -> list[Component]:
    """Map, its buttons and its legend.

    Args:
        inset: The whole city in a corner (`map_inset`).
        layers: What the layer button offers.
        review_number: 审图号 of the boundaries, empty where they have none.
    """
    return [
        html.Div(id="map-leaflet", className="nc-leaflet", **aria(label=_("地图"))),
        _bar(),
        html.P(id="map-notice", className="nc-mapnotice", role="status", hidden=True),
        _buttons(),
        _layer_menu(layers),
        tool_panel(),
        html.Div(id="map-legend", className="nc-maplegend", children=_legend()),
        inset,
        html.Span(
            review_number,
            id="map-review",
            className="nc-mapreview",
            hidden=not review_number,
            **data(own=review_number),
        ),
        _signs(),
    ]


def map_words() -> dict[str, str]:
    """Texts that the browser fills in; the names in braces are replaced there."""
    return {
        "counted": _("视野内 {seen} 家，共 {all} 家"),
        "filtered": _("视野内 {seen} 家，符合筛选 {passing} 家，共 {all} 家"),
        "cluster": _("{n} 家，{share} {percent}"),
        "stack": _("同一位置 {n} 家，点开逐家查看"),
        "asOf": _("　数据截至 {at}"),
        "lost": _("地图数据暂时无法更新，显示的是上次的数据"),
        "tiles": _("底图“{name}”暂时无法打开，先显示边界；单位位置不受影响"),
        "none": _("没有符合筛选的单位"),
        "heat": _("每平方公里 {low}—{high} 家"),
        "banners": _("按旗区"),
        "townships": _("按苏木乡镇街道 · 示意，非行政界线"),
        "few": _("可比的不足 {n} 家"),
        "unplaced": _("未分乡镇等 {n} 家不在图中"),
        "areaTip": _("{name}：{share} {percent}（{bad}/{known} 家）"),
        "areaApart": _("，另有 {n} 家不计"),
        "areaFew": _("{name}：可比的只有 {known} 家，不作比较"),
        "unknown": _("地址中有本页不认识或不在您辖区内的条件，已忽略"),
        "full": _("全屏"),
        "leave": _("退出全屏"),
        **tool_words(),
    }


def measure_facts() -> dict[str, dict[str, Any]]:
    """What the browser needs of every measure to count shares."""
    return {
        key: {
            "values": list(one.values),
            "bad": sorted(one.bad),
            "apart": sorted(one.apart),
            "share": term(one.share_zh, one.share_en),
            "steps": list(one.steps),
        }
        for key, one in MEASURES.items()
    }


def _bar() -> Component:
    modes = {"cluster": _("聚合"), "heat": _("热力"), "area": _("网格")}
    return html.Div(
        [
            html.Div(
                [
                    html.Button(words, type="button", **data(mode=mode), **aria(pressed="false"))
                    for mode, words in modes.items()
                ],
                className="nc-seg",
                role="group",
                **aria(label=_("显示方式")),
            ),
            html.Label(
                [
                    html.Span(_("着色")),
                    html.Select(
                        [
                            html.Option(term(one.zh, one.en), value=key)
                            for key, one in MEASURES.items()
                        ],
                        id="map-by",
                    ),
                ],
                className="nc-mapby",
            ),
            html.Div(
                tool_buttons(),
                id="map-tools",
                className="nc-maptools",
                role="group",
                **aria(label=_("工具")),
            ),
            html.Span("…", id="map-counted", className="nc-mapcount", role="status"),
        ],
        className="nc-mapbar",
    )


def _buttons() -> Component:
    wanted = [
        ("zoom-in", "plus", _("放大")),
        ("zoom-out", "minus", _("缩小")),
        ("home", "globe", _("回到全图")),
        ("full", "expand", _("全屏")),
        ("layers", "layers", _("底图")),
    ]
    return html.Div(
        [
            html.Button(
                icon(name, 18),
                type="button",
                title=words,
                **data(map_act=act),
                **aria(label=words),
            )
            for act, name, words in wanted
        ],
        className="nc-zoom",
    )


def _layer_menu(layers: Sequence[Layer]) -> Component:
    choices = [
        (-1, _("只显示边界"), ""),
        *((n, one.name, one.attribution) for n, one in enumerate(layers)),
    ]
    rows = [
        html.Button(
            [html.B(name), html.Span(whose) if whose else None],
            type="button",
            **data(layer=str(place)),
            **aria(pressed="true" if place < 0 else "false"),
        )
        for place, name, whose in choices
    ]
    hint = (
        None if layers else html.P(_("没有配置底图。管理员可在 config.yaml 的 map.layers 中添加"))
    )
    return html.Div(
        [html.H3(_("底图")), *rows, hint], id="map-layers", className="nc-maplayers", hidden=True
    )


def _legend() -> list[Component]:
    keys = [
        html.Div(
            [
                *(
                    html.Span([value_sign(key, value, 16), value_words(key, value)])
                    for value in one.values
                ),
                html.Span(
                    [html.I(className="nc-ringkey"), term(one.share_zh, one.share_en)],
                    className="sep",
                ),
            ],
            hidden=key != "risk",
            className="nc-maplegend__row",
            **data(legend=key),
        )
        for key, one in MEASURES.items()
    ]
    return [*keys, html.Div(id="map-ramp", className="nc-maplegend__row", hidden=True)]


def _signs() -> Component:
    """Every badge once, hidden: the browser copies its markers from here."""
    return html.Div(
        [html.Span(sign, **data(sign=name)) for name, sign in every_sign()],
        id="map-signs",
        hidden=True,
    )
