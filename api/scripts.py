"""Which scripts of components come with the document, and which when a page first needs them.

A grid of 1.3 MB is no use to who opens 总览. `assets/js/shell.js` loads what stands apart before it
hands a page that holds such components on to Dash.
"""

import json
import re
from collections.abc import Collection
from html import escape

# By the folder in the address, which is the namespace of the components.
WHEN_NEEDED = ("dash_ag_grid", "dash_bootstrap_components", "dash_leaflet", "dash_table")
META = "nuancheng-scripts"

# As Dash names them when it loads them for its first graph.
_CHARTS = (
    "/_dash-component-suites/dash/dcc/async-graph.js",
    "/_dash-component-suites/plotly/package_data/plotly.min.js",
)
_SOURCE = re.compile(r'src="(/_dash-component-suites/(?:dash/)?([^/"]+)/[^"]+)"')


def apart(tags: str, needed: Collection[str] = ()) -> tuple[str, str]:
    """Dash's script tags, one a line, without those of `WHEN_NEEDED`, and a `meta` naming these.

    Its content is JSON: the addresses of each namespace.

    Args:
        tags: As Dash makes them.
        needed: Namespaces that the page asked for begins with: they come with the document.
    """
    at_once: list[str] = []
    later: dict[str, list[str]] = {}
    for tag in tags.split("\n"):
        found = _SOURCE.search(tag)
        if found and found[2] in WHEN_NEEDED and found[2] not in needed:
            later.setdefault(found[2], []).append(found[1])
        else:
            at_once.append(tag)
    return "\n".join(at_once), f'<meta name="{META}" content="{escape(json.dumps(later))}">'


def charts_ahead(media: str) -> str:
    """Links that fetch what draws charts while the page is put together, on screens that show one.

    Args:
        media: Media query of these screens; on the others it is fetched when a chart is near.
    """
    return "".join(
        f'<link rel="preload" as="script" href="{source}" media="{media}">' for source in _CHARTS
    )
