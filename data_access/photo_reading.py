"""A picture as it arrives becomes a JPEG of ours: checked, turned upright, shrunk, stripped.

Nothing of the sender's file is kept: not its markers, not where it was taken, not what hides behind
the picture. The moment of taking is read out first. Call this outside a transaction: it takes up
to half a second.
"""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from threading import BoundedSemaphore
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from domain.clock import CITY_TIME
from domain.photos import (
    KEPT_QUALITY,
    KEPT_SIDE_PX,
    MAX_BYTES,
    MAX_PIXELS,
    MAX_PIXELS_JPEG,
    MIN_SIDE_PX,
    PhotoFault,
    PhotoRefusedError,
)

_FORMATS = ("JPEG", "PNG", "WEBP")
_MODES = frozenset({"L", "LA", "P", "RGB", "RGBA"})
_NEWER_CAMERAS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_EXIF_IFD, _ORIGINAL, _OFFSET = 0x8769, 0x9003, 0x9011
_ZONE = re.compile(r"([+-])(\d\d):(\d\d)")
_HASH_SIDE, _HASH_KEPT = 32, 8
# A picture takes up to 300 MB while it is made small (24 million see-through pixels; a photo of a
# phone 50), and a web process answers many requests at a time.
_turns = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A picture that may be kept.

    Attributes:
        jpeg: Re-encoded, at most KEPT_SIDE_PX a side, without metadata.
        phash: 64 bits in hexadecimal.
        taken_at: As the camera wrote it, aware UTC; None when it did not.
    """

    jpeg: bytes
    width: int
    height: int
    phash: str
    taken_at: datetime | None


def clean_photo(raw: bytes, file_name: str = "", field: str = "file") -> CleanPhoto:
    """Check and re-encode a picture. The same bytes always give the same JPEG.

    Args:
        raw: The file, at most MAX_BYTES and one more are ever needed.
        file_name: As the sender calls it, for the words of a refusal.
        field: Name of the form's field.

    Raises:
        PhotoRefusedError: It cannot be kept; the error names file, field and reason.
    """

    def refuse(fault: PhotoFault) -> PhotoRefusedError:
        return PhotoRefusedError(fault, field, file_name)

    fault = _fault_of_file(raw)
    if fault is not None:
        raise refuse(fault)
    with _turns:
        try:
            opened = Image.open(io.BytesIO(raw), formats=_FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise refuse(PhotoFault.TOO_MANY_PIXELS) from None
        except Exception as error:  # Pillow's readers raise whatever a crafted file leads them to
            raise refuse(_fault_of_unreadable(raw)) from error
        fault = _fault_of_picture(opened)
        if fault is not None:
            raise refuse(fault)
        try:
            taken_at = _taken_at(opened)
            picture = _decoded(opened)
        except Exception as error:  # as above
            raise refuse(PhotoFault.BROKEN) from error
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=KEPT_QUALITY, optimize=True)
        return CleanPhoto(kept.getvalue(), picture.width, picture.height, _phash(picture), taken_at)


def _fault_of_file(raw: bytes) -> PhotoFault | None:
    """What is wrong before anything is decoded."""
    if not raw:
        return PhotoFault.EMPTY
    if len(raw) > MAX_BYTES:
        return PhotoFault.TOO_LARGE
    if raw[4:8] == b"ftyp" and raw[8:12] in _NEWER_CAMERAS:
        return PhotoFault.HEIC
    return PhotoFault.ANIMATED if raw[:4] == b"GIF8" else None


def _fault_of_unreadable(raw: bytes) -> PhotoFault:
    """A file that begins as a picture has lost its end; anything else never was one."""
    begins = raw[:3] == b"\xff\xd8\xff" or raw[:8] == b"\x89PNG\r\n\x1a\n" or raw[8:12] == b"WEBP"
    return PhotoFault.BROKEN if begins else PhotoFault.NOT_A_PHOTO


def _fault_of_picture(opened: Image.Image) -> PhotoFault | None:
    """What is wrong by the header, before its pixels are decoded."""
    width, height = opened.size
    jpeg = opened.format in ("JPEG", "MPO")
    # A decoder makes a JPEG small while it reads, unless it comes in several passes over the whole.
    in_parts = jpeg and not opened.info.get("progressive")
    if width * height > (MAX_PIXELS_JPEG if in_parts else MAX_PIXELS):
        return PhotoFault.TOO_MANY_PIXELS
    if min(width, height) < MIN_SIDE_PX:
        return PhotoFault.TOO_SMALL
    if opened.mode == "CMYK":
        return PhotoFault.CMYK
    if not jpeg and getattr(opened, "is_animated", False):  # MPO: a second view, not a film
        return PhotoFault.ANIMATED
    return None if opened.mode in _MODES else PhotoFault.NOT_A_PHOTO


def _decoded(opened: Image.Image) -> Image.Image:
    """Upright, RGB, at most KEPT_SIDE_PX a side, and nothing but pixels."""
    opened.draft("RGB", (KEPT_SIDE_PX, KEPT_SIDE_PX))
    opened.load()
    seen_through = opened.mode in ("LA", "P", "RGBA")
    picture: Image.Image = opened.convert("RGBA") if opened.mode in ("LA", "P") else opened
    # First of all small: each step after this copies the whole picture.
    picture.thumbnail((KEPT_SIDE_PX, KEPT_SIDE_PX), Image.Resampling.LANCZOS)
    picture = ImageOps.exif_transpose(picture)
    if seen_through:
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return Image.fromarray(np.asarray(picture.convert("RGB")))


def _taken_at(opened: Image.Image) -> datetime | None:
    """DateTimeOriginal, in city time where the camera names no offset."""
    details: Any = opened.getexif().get_ifd(_EXIF_IFD)
    zone = _ZONE.fullmatch(str(details.get(_OFFSET, "")).strip())
    try:
        text = str(details.get(_ORIGINAL, ""))[:19]
        local = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CITY_TIME)
        if zone:
            sign, hours, minutes = zone.groups()
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            local = local.replace(tzinfo=timezone(-offset if sign == "-" else offset))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):  # no moment, or none that there can be
        return None


def _phash(picture: Image.Image) -> str:
    """Signs of the 64 slowest waves of the picture against their median, without its brightness."""
    small = picture.convert("L").resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=np.float64)
    at = np.arange(_HASH_SIDE)
    waves = np.cos(np.pi * np.outer(at[:_HASH_KEPT], 2 * at + 1) / (2 * _HASH_SIDE))
    slow = (waves @ grey @ waves.T).ravel()
    bits = slow > np.median(slow[1:])
    return f"{int.from_bytes(np.packbits(bits).tobytes(), 'big'):016x}"
