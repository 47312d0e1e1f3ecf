"""Text as the XML of a DOCX or XLSX file can hold it."""

import re

# XML 1.0, production 2: what is no character; \t and \n may stand.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """`text` without the signs that XML cannot hold; one alone would make the file unreadable."""
    return _NO_CHARACTER.sub("", text)
