"""Names of files as their senders call them: only ever shown, never opened."""

from pathlib import PurePath


def shown_name(name: str, longest: int) -> str:
    """The sender's name of a file without folders and control characters, its end if too long."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-longest:]
