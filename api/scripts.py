"""Which scripts of components come with the document, and which when a page first needs them.

A grid of 1.3 MB is no use to who opens 总览. `assets/js/shell.js` loads what stands apart before it
hands a page that holds such components on to Dash.
"""

import json
import re
from html import escape

# By the folder in the address, which is the namespace of the components.
WHEN_NEEDED = ("dash_ag_grid", "dash_bootstrap_components", "dash_leaflet")
META = "nuancheng-scripts"

_SOURCE = re.compile(r'src="(/_dash-component-suites/([^/"]+)/[^"]+)"')


def apart(tags: str) -> tuple[str, str]:
    """Dash's script tags, one a line, without those of `WHEN_NEEDED`, and a `meta` naming these.

    Its content is JSON: the addresses of each namespace.
    """
    at_once: list[str] = []
    later: dict[str, list[str]] = {}
    for tag in tags.split("\n"):
        found = _SOURCE.search(tag)
        if found and found[2] in WHEN_NEEDED:
            later.setdefault(found[2], []).append(found[1])
        else:
            at_once.append(tag)
    return "\n".join(at_once), f'<meta name="{META}" content="{escape(json.dumps(later))}">'
