"""Which edition of the program answers: a page made by an older one offers to be loaded anew."""

import hashlib
from functools import cache

from settings import ROOT

_ROOMS = ("api", "assets", "components", "data_access", "domain", "pages", "translations")
_KINDS = frozenset({".css", ".html", ".js", ".po", ".py", ".svg"})


@cache
def edition() -> str:
    """Short hash of everything a page is made of: the same in every process of one installation."""
    seen = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in _KINDS:
                seen.update(path.relative_to(ROOT).as_posix().encode())
                seen.update(path.read_bytes())
    return seen.hexdigest()[:12]
