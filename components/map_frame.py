"""The map itself: banners, clusters and the chosen one. No tiles, so nothing comes from outside."""

from dataclasses import dataclass
from typing import Any

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component
from dash_extensions.javascript import Namespace
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon, risk_badge, severity_badge
from components.wording import term
from domain.alert_classes import Severity
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, RiskLevel

Bounds = list[list[float]]
"""[[south, west], [north, east]], degrees."""

_DRAW = Namespace("nuancheng", "map")
_NOTHING = {"type": "FeatureCollection", "features": []}
# Up to this zoom neighbours are clustered; beyond it coincident points fan out on a click.
_CLUSTER_MAX_ZOOM = 16
_MAX_ZOOM = 18


@dataclass(frozen=True, slots=True)
class FrameIds:
    """Ids that the page gives."""

    frame: str
    points: str
    chosen: str
    counted: str
    zoom_in: str
    zoom_out: str
    whole: str


def map_frame(*, ids: FrameIds, bounds: Bounds, inset: Component, review_number: str) -> Component:
    """Map, its buttons and its legend.

    Args:
        ids: Of what the callbacks fill.
        bounds: What is seen at first.
        inset: The whole city in a corner (`map_inset`).
        review_number: 审图号 of the boundaries, empty where they have none.
    """
    return html.Div(
        [
            _leaflet(ids, bounds),
            html.Div(
                [
                    html.Span("…", id=ids.counted, className="nc-mapcount", role="status"),
                ],
                className="nc-mapbar",
            ),
            _buttons(ids),
            _legend(),
            inset,
            html.Span(review_number, className="nc-mapreview") if review_number else None,
            _signs(),
        ],
        className="nc-mapbox",
    )


def cluster_words() -> dict[str, str]:
    """Texts that the browser fills in; the names in braces are replaced there."""
    return {
        "counted": _("图上 {shown} 家，共 {all} 家"),
        "cluster": _("{n} 家，其中风险较高和高 {risky} 家"),
        "lost": _("地图数据暂时无法更新，显示的是上次的数据"),
    }


def _leaflet(ids: FrameIds, bounds: Bounds) -> Component:
    drawn: Component = dl.Map(
        [
            dl.GeoJSON(
                url="/map/banners",
                style=_DRAW("outline"),
                pointToLayer=_DRAW("label"),
                interactive=False,
            ),
            dl.GeoJSON(
                id=ids.points,
                data=_NOTHING,
                cluster=True,
                zoomToBoundsOnClick=True,
                pointToLayer=_DRAW("pin"),
                clusterToLayer=_DRAW("cluster"),
                superClusterOptions={"radius": 72, "maxZoom": _CLUSTER_MAX_ZOOM},
                hideout={"words": cluster_words()},
            ),
            dl.GeoJSON(
                id=ids.chosen, data=_NOTHING, pointToLayer=_DRAW("chosenPin"), interactive=False
            ),
        ],
        id=ids.frame,
        bounds=bounds,
        maxZoom=_MAX_ZOOM,
        minZoom=6,
        zoomSnap=0.5,
        zoomControl=False,
        attributionControl=False,
        trackViewport=False,
        className="nc-leaflet",
    )
    return drawn


def _buttons(ids: FrameIds) -> Component:
    wanted = [
        (ids.zoom_in, "plus", _("放大")),
        (ids.zoom_out, "minus", _("缩小")),
        (ids.whole, "expand", _("全图")),
    ]
    return html.Div(
        [
            html.Button(icon(name, 18), id=one, type="button", title=words, **aria(label=words))
            for one, name, words in wanted
        ],
        className="nc-zoom",
    )


def _legend() -> Component:
    levels = [
        html.Span([risk_badge(level, 16), term(RISK_NAMES_ZH[level], RISK_NAMES_EN[level])])
        for level in RiskLevel
    ]
    share = html.Span([html.I(className="nc-ringkey"), _("C+D 占比")], className="sep")
    return html.Div([*levels, share], className="nc-maplegend")


def _signs() -> Component:
    """Every badge once, hidden: the browser copies its markers from here."""
    drawn: list[tuple[str, Any]] = [
        *((f"risk-{level}", risk_badge(level, 20)) for level in RiskLevel),
        ("risk--", risk_badge(None, 20)),
        *((f"severity-{int(level)}", severity_badge(level, 18)) for level in Severity),
    ]
    return html.Div(
        [html.Span(sign, **{"data-sign": name}) for name, sign in drawn],  # type: ignore[arg-type]
        id="map-signs",
        hidden=True,
    )
