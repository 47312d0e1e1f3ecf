"""The Chinese font that documents embed and the served fallback is made from."""

from importlib.util import find_spec
from pathlib import Path

# Of the package's fonts only this one may be passed on (SIL Open Font License).
SOURCE = "NotoSansCJKsc-Regular.otf"


def source_font() -> Path | None:
    """The font inside the package mplfonts, without importing it (it would load matplotlib)."""
    spec = find_spec("mplfonts")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "fonts" / SOURCE
    return path if path.is_file() else None
