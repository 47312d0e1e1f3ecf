"""Width and height of a JPEG file from its header, without decoding it."""

from pathlib import Path

_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3})
_HEADER_BYTES = 65_536


def jpeg_size(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels, None when the file is gone or no JPEG."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except OSError:
        return None
    at = 2
    while head[:2] == b"\xff\xd8" and at + 9 <= len(head) and head[at] == 0xFF:
        if head[at + 1] in _FRAMES:
            height, width = (int.from_bytes(head[at + n : at + n + 2]) for n in (5, 7))
            return width, height
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None
