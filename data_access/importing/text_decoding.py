"""Bytes become text without guessing: UTF-8, UTF-16 with its mark, or GB18030, or a refusal.

A file put together from two encodings would read as gibberish in places: it is refused, naming the
first place that does not fit.
"""

import codecs
import re
from collections import Counter

from data_access.importing.issues import ImportRefusedError

ENCODINGS = ("utf-8", "gb18030", "utf-16")
_RUN = re.compile(rb"[\x80-\xff]+")
_COMMON_SHARE = 0.8  # of the characters beyond ASCII in a Chinese text that GB2312 already had


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text, and the encoding it was in.

    Args:
        content: Of a delivered file.
        encoding: One of `ENCODINGS` when somebody has said so, else found out.

    Raises:
        ImportRefusedError: No or several encodings; the message names line and byte.
    """
    if encoding is not None:
        return _as(content, encoding), encoding
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as(content, "utf-16"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if content.startswith(codecs.BOM_UTF8):
            raise _refusal(
                content, error.start, "标明为 UTF-8，", "marked as UTF-8, but "
            ) from None
    _refuse_mixture(content)
    text = _as(content, "gb18030")
    if not _is_chinese(text):
        raise ImportRefusedError(
            "文件编码无法识别（不是 UTF-8，也不像 GB18030），请另存为“CSV UTF-8”后重试",
            "neither UTF-8 nor GB18030 text; save it as “CSV UTF-8” and try again",
        )
    return text, "gb18030"


def _as(content: bytes, encoding: str) -> str:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _refusal(content, error.start, f"按 {encoding} 读取，", f"as {encoding}: ") from None


def _refuse_mixture(content: bytes) -> None:
    """Runs of bytes beyond ASCII must all be of one encoding."""
    first: dict[str, int] = {}
    counts = {"utf-8": 0, "gb18030": 0}
    for found in _RUN.finditer(content):
        kind = _kind(found.group())
        if kind:
            counts[kind] += 1
            first.setdefault(kind, found.start())
    if len(first) == 2:
        rarer = min(first, key=lambda kind: counts[kind])
        raise _refusal(
            content,
            first[rarer],
            "文件混用 UTF-8 与 GB18030 两种编码，",
            "UTF-8 and GB18030 are mixed in one file: ",
        )


def _kind(run: bytes) -> str:
    """Encoding of a run of bytes, empty when it could be both.

    GB18030 is rarely valid UTF-8 by accident: never in an odd number of bytes, and of four
    characters or more once in some hundred million.
    """
    try:
        text = run.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8" if len(run) % 2 or len(text) >= 4 else ""


def _is_chinese(text: str) -> bool:
    counts = Counter(sign for sign in text if ord(sign) > 127)
    common = sum(count for sign, count in counts.items() if _in_gb2312(sign))
    return common >= _COMMON_SHARE * counts.total()


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _refusal(content: bytes, at: int, zh: str, en: str) -> ImportRefusedError:
    line = len(re.findall(rb"\r\n|\r|\n", content[:at])) + 1
    return ImportRefusedError(
        f"{zh}第 {line} 行（第 {at + 1} 字节）的文字无法解读，请另存为“CSV UTF-8”后重试",
        f"{en}line {line}, byte {at + 1} cannot be read; save it as “CSV UTF-8” and try again",
    )
