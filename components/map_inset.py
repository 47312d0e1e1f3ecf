"""The whole city small in a corner of the map, with a frame round what is seen."""

from collections.abc import Sequence
from math import cos, radians

import dash_svg as svg
from dash import html
from dash.development.base_component import Component

from components.aria import aria

Ring = Sequence[tuple[float, float]]
"""Outline of one banner: longitudes and latitudes in degrees."""

WIDTH_PX, HEIGHT_PX, MARGIN_PX = 150, 128, 6


def map_inset(outlines: Sequence[tuple[Ring, bool]]) -> Component:
    """Outlines of the banners, own ones tinted; the browser moves the frame (assets/js/map.js).

    Args:
        outlines: Ring of each banner, and whether it is the asker's.
    """
    points = [point for ring, _own in outlines for point in ring]
    west, north = min(lon for lon, _lat in points), max(lat for _lon, lat in points)
    east, south = max(lon for lon, _lat in points), min(lat for _lon, lat in points)
    across, down = _scale(east - west, north - south, (north + south) / 2)

    def path(ring: Ring) -> str:
        placed = (
            f"{(lon - west) * across + MARGIN_PX:.1f} {(north - lat) * down + MARGIN_PX:.1f}"
            for lon, lat in ring
        )
        return f"M{'L'.join(placed)}Z"

    # No larger than the city: a wide one is low, a tall one narrow.
    width = round((east - west) * across + 2 * MARGIN_PX)
    height = round((north - south) * down + 2 * MARGIN_PX)
    # Where a degree lies, for the browser.
    place = {"west": west, "north": north, "across": across, "down": down, "margin": MARGIN_PX}
    known = {f"data-{name}": f"{value:.6f}" for name, value in place.items()}
    return html.Div(
        svg.Svg(
            [
                *(svg.Path(d=path(ring), className="on" if own else "") for ring, own in outlines),
                svg.Rect(x="0", y="0", width="0", height="0"),
            ],
            viewBox=f"0 0 {width} {height}",
            width=str(width),
            height=str(height),
        ),
        id="map-inset",
        className="nc-inset",
        **known,  # type: ignore[arg-type]
        **aria(hidden="true"),
    )


def _scale(width_deg: float, height_deg: float, middle_lat: float) -> tuple[float, float]:
    """Pixels a degree of longitude and of latitude, so that all of it fits."""
    narrow = cos(radians(middle_lat))
    scale = min(
        (WIDTH_PX - 2 * MARGIN_PX) / (width_deg * narrow),
        (HEIGHT_PX - 2 * MARGIN_PX) / height_deg,
    )
    return scale * narrow, scale
