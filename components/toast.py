"""Short messages that rise at the edge of the screen; errors stay, the others go by themselves.

A callback says one with an output of its own, `Output(TOAST, "data", allow_duplicate=True)`, or in
the middle of its work with `set_props(TOAST, {"data": toast("ok", …)})`. The browser shows
at most three and counts the errors beyond; scripts use `window.nuancheng.say(text, kind)`.
"""

from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Any, Literal

from flask_babel import gettext as _

TOAST = "shell-toast"
"""Id of the store that the shell listens to."""

Kind = Literal["ok", "info", "error"]


@dataclass(frozen=True, slots=True)
class Undo:
    """A way back, offered for ten seconds.

    Attributes:
        store: Id of a dcc.Store of the page; pressing puts `data` into it, and the page's callback
            on that store takes the act back, with the same checks as for any other call.
        data: What identifies the act, such as the id of a batch.
        words: On the button, 撤销 unless given.
    """

    store: str
    data: dict[str, Any]
    words: str = ""


def toast(kind: Kind, text: str, undo: Undo | None = None) -> dict[str, Any]:
    """Data of the store `TOAST`.

    Args:
        kind: `ok` done, `info` worth knowing, `error` not done (stays until it is closed).
        text: One sentence; what was done to how many, or why it was not.
        undo: How to take it back.
    """
    offered = asdict(undo) | {"words": undo.words or _("撤销")} if undo else None
    # The mark makes each message a new value, also when it says the same as the one before.
    return {"kind": kind, "text": text, "undo": offered, "mark": token_hex(4)}
