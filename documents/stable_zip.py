"""Office files whose bytes follow from their content: no moment of writing in them."""

import io
import re
import zipfile

_DATE = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def stable_zip(held: io.BytesIO, modified: str) -> bytes:
    """The same archive with one date for all its parts.

    Args:
        held: As a library wrote it.
        modified: ISO moment in UTC that stands in its properties: `2026-11-19T04:00:00Z`.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(held) as read,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = read.read(name)
            if name == _CORE:
                content = _MODIFIED.sub(rb"\g<1>" + modified.encode() + rb"\g<2>", content)
            written.writestr(entry, content)
    return made.getvalue()
