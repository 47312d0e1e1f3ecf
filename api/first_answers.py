"""What the document brings along, so that a page is not put together by one question after another.

A page of Dash asks for its layout and its callbacks when its scripts have run, then for what the
address names, and only then does it stand. Here the layout comes in the document, and a script in
its head (assets/js/early.js) asks for the rest while the files are still on their way. Whoever asks
later is handed these answers if the question is the same; else it goes to the server as ever.
"""

import base64
import hashlib
import re

from flask import Response

from settings import ROOT

LAYOUT = "/_dash-layout"
_SCRIPTS = ("form_token.js", "early.js")
_TEXT = "\n".join((ROOT / "assets" / "js" / name).read_text("utf-8") for name in _SCRIPTS)
_INLINE = re.sub(r"^ *//.*\n|^ +", "", _TEXT, flags=re.MULTILINE)
"""Without the lines that only people read: it comes with every document."""

EARLY = f"<script>{_INLINE}</script>"
EARLY_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(_INLINE.encode()).digest()).decode()}'"


def written(address: str, answer: Response) -> str:
    """An answer of ours as a part of the document, from which `nuancheng.early` takes it."""
    text = answer.get_data(as_text=True).replace("<", "\\u003c")  # in JSON it stands in texts only
    return f'<script type="application/json" id="nc-first{address}">{text}</script>'
