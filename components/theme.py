"""Figures in the look of the tokens: plotly cannot read CSS variables, so this is kept in step.

A page copies a base and adds its own: `{**FIGURE_BASE["bureau"], "height": 220}`. The dicts are
plain, because building go.Figure costs 14 to 18 times as much.

Figures of the bureau are always made in its light colours. In the dark theme the browser exchanges
each colour that is a token for its dark value on the way to plotly (assets/js/figures.js), so that
callbacks and their cache know nothing of themes. A figure therefore uses the colours below, or
others of 10-tokens.css, and no others: what is no token keeps its light colour in the dark.
"""

from typing import Any

FONT = (
    '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","HarmonyOS Sans SC","MiSans",'
    '"PingFang SC","Microsoft YaHei UI","Microsoft YaHei","WenQuanYi Micro Hei",'
    '"Nuancheng Sans",sans-serif'
)

INK = {"wall": "#FCF6EB", "bureau": "#26221D"}
MUTE = {"wall": "#B3AA9B", "bureau": "#6F675B"}
SURFACE = {"wall": "#1A1D23", "bureau": "#FFFEFB"}
EDGE = {"wall": "rgba(255,238,214,.26)", "bureau": "#CFC4B1"}
GRID = {"wall": "rgba(255,238,214,.12)", "bureau": "#E6DECF"}
FONT_SIZE_PX = {"wall": 18, "bureau": 12}
LINE_WIDTH_PX = {"wall": 2.5, "bureau": 2}
CATEGORICAL = {
    "wall": ["#FFC870", "#7FB0EA", "#3DB596", "#F6EFE3", "#D2604F", "#666C78"],
    "bureau": ["#E8952B", "#2F4F78", "#58BFA2", "#B9CCE8", "#A93F33", "#776E62"],
}
SEQUENTIAL = {
    "wall": ["#2C2928", "#483A2E", "#684D2D", "#CB984A", "#E5B261", "#FFE0A4"],
    "bureau": ["#EFE9DE", "#F6DCAE", "#F5C980", "#EBA748", "#CE7F1E", "#9A560D"],
}
SEVERITY = {
    "wall": {1: "#F4483F", 2: "#FF9838", 3: "#FFE071", 4: "#6FB1FF"},
    "bureau": {1: "#C4261D", 2: "#EE8322", 3: "#FFD23F", 4: "#2D6FBA"},
}
RISK = {
    "wall": {"A": "#7BE3C6", "B": "#5B8FD4", "C": "#F0BE4C", "D": "#D23A68"},
    "bureau": {"A": "#63C9AB", "B": "#355F99", "C": "#F2BC3D", "D": "#9B1746"},
}

GRAPH_CONFIG: dict[str, Any] = {"displayModeBar": False, "displaylogo": False, "responsive": True}
"""`config` of every dcc.Graph: plotly's own bar would offer an upload to its cloud."""


def _base(theme: str) -> dict[str, Any]:
    axis = {
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"size": FONT_SIZE_PX[theme], "color": MUTE[theme]},
    }
    return {
        "font": {"family": FONT, "size": FONT_SIZE_PX[theme], "color": INK[theme]},
        "colorway": CATEGORICAL[theme],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "bargap": 0.28,
        "xaxis": {**axis, "showgrid": False, "tickangle": 0},
        "yaxis": {**axis, "gridcolor": GRID[theme], "nticks": 4},
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": SURFACE[theme],
            "bordercolor": EDGE[theme],
            "font": {"size": FONT_SIZE_PX[theme], "color": INK[theme]},
        },
        "dragmode": False,
    }


FIGURE_BASE: dict[str, dict[str, Any]] = {theme: _base(theme) for theme in ("wall", "bureau")}
"""Plotly layout per theme (`wall`, `bureau`)."""
