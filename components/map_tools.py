"""The tools of the map: buttons on it, and the panel where a shape is written instead of drawn."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon
from domain.map_area import COUNTS, FIRST_COUNT, FIRST_RADIUS_M, RADII_M


def tool_buttons() -> list[Component]:
    """One button a tool; a second press puts the tool down."""
    wanted = [
        ("circle", "circle", _("圆形圈定")),
        ("polygon", "polygon", _("多边形圈定")),
        ("nearest", "nearest", _("最近的若干家")),
        ("compare", "compare", _("对比两地")),
    ]
    return [
        html.Button(
            icon(name, 18),
            type="button",
            title=words,
            **data(map_tool=tool),
            **aria(label=words, pressed="false"),
        )
        for tool, name, words in wanted
    ]


def tool_panel() -> Component:
    """How the tool in hand is used, and fields for who would rather write than draw."""
    point = [_field("lon", _("经度"), "109.98", 9), _field("lat", _("纬度"), "39.81", 9)]
    radius = _number("radius", _("半径（米）"), FIRST_RADIUS_M, RADII_M)
    many = _number("count", _("家数"), FIRST_COUNT, COUNTS)
    around = html.Button(
        _("以所选单位为中心"), type="button", className="nc-linkbtn", **data(map_tool="around")
    )
    corners = _field("corners", _("顶点（经度,纬度;…）"), "109.97,39.8;109.99,39.8;…", 8000)
    return html.Div(
        [
            _of("circle", _("点一下圆心，或按住拖出半径"), [radius, *point], around),
            _of("polygon", _("逐点点击，双击或回车闭合，Esc 取消"), [corners]),
            _of("nearest", _("在地图上点一个位置"), [many, *point], around),
            html.P(id="map-tool-said", role="status", hidden=True),
        ],
        id="map-tool-panel",
        className="nc-toolpanel",
        role="group",
        hidden=True,
        **aria(label=_("圈定工具")),
    )


def tool_words() -> dict[str, str]:
    """Texts that the browser fills in."""
    return {
        "radius": _("半径 {n} 米"),
        "corners": _("已有 {n} 个顶点"),
        "unwritten": _("请填写数字，经度在前"),
        "nowhere": _("这家单位未定位，无法以它为中心"),
    }


def _of(tool: str, how: str, fields: list[Component], *more: Component) -> Component:
    draw = html.Button(_("画出"), type="submit", className="nc-btn nc-btn--sm")
    return html.Form(
        [html.P(how), html.Div([*fields, draw], className="nc-toolpanel__f"), *more],
        hidden=True,
        **data(tool_form=tool),
    )


def _field(name: str, title: str, example: str, longest: int) -> Component:
    return html.Label(
        [
            html.Span(title),
            dcc.Input(
                type="text",
                placeholder=example,
                maxLength=longest,
                inputMode="verbatim" if name == "corners" else "numeric",
                autoComplete="off",
                name=name,
            ),
        ],
        className=f"nc-toolpanel__{name}",
    )


def _number(name: str, title: str, first: int, bounds: tuple[int, int]) -> Component:
    return html.Label(
        [
            html.Span(title),
            dcc.Input(
                type="number",
                value=first,
                min=bounds[0],
                max=bounds[1],
                step="any",
                name=name,
            ),
        ]
    )
