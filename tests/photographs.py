"""Pictures as phones send them, and as they should not."""

import io
import struct
import zlib
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image


def picture(seed: int = 1, width: int = 640, height: int = 480) -> Image.Image:
    """A soft scene that differs with `seed`: broad shades, as kitchens have."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def photo(seed: int = 1, kind: str = "JPEG", **saved) -> bytes:
    """The same as a file."""
    return saved_as(picture(seed), kind, **saved)


def saved_as(image: Image.Image, kind: str, **saved) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **saved)
    return kept.getvalue()


def with_exif(taken: str, orientation: int = 1, offset: str = "") -> bytes:
    """A photo with moment, place and orientation in its markers."""
    image = picture()
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "Hidden Maker"
    exif.get_ifd(0x8769)[0x9003] = taken
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    exif.get_ifd(0x8825)[1] = "N"
    return saved_as(image, "JPEG", exif=exif, comment=b"hidden words")


BOMB_PX = 30_000
"""A side: decoded, such a picture takes 2.7 GB."""


def png_bomb(side: int = BOMB_PX, bits: int = 1) -> bytes:
    """A whole PNG of one colour, thousands of times smaller than what it becomes."""
    return _png(side, bits, _chunk(b"IDAT", _deflated(b"\0", side * (side * bits // 8 + 1))))


def png_with_a_long_remark() -> bytes:
    """A small PNG with words that unpack to 100 MB."""
    pixels = _chunk(b"IDAT", zlib.compress(b"\0" * 300 * 38))
    remark = _chunk(b"zTXt", b"Comment\0\0" + _deflated(b"a", 100_000_000))
    return _png(300, 1, remark + pixels)


def _deflated(sign: bytes, size: int) -> bytes:
    """At least `size` times the sign; only a part is compressed, and stands again and again."""
    part = sign * 1_000_000
    deflating = zlib.compressobj(1)
    first, again = (
        deflating.compress(part) + deflating.flush(zlib.Z_FULL_FLUSH) for _twice in range(2)
    )
    return first + again * (size // len(part)) + deflating.flush()


def jpeg_bomb(side: int = BOMB_PX, *, progressive: bool = False) -> bytes:
    """A JPEG of one colour whose header says another size than its pixels fill."""
    small = saved_as(Image.new("RGB", (64, 64), "red"), "JPEG", progressive=progressive)
    frame = small.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    return small[:frame] + struct.pack(">HH", side, side) + small[frame + 4 :]


def webp_bomb(side: int = 16_383) -> bytes:
    """A lossless WebP of one colour, as large as the format allows."""
    small = saved_as(Image.new("RGB", (64, 64), "red"), "WEBP", lossless=True)
    at = small.index(b"VP8L") + 9
    sizes = (side - 1) | (side - 1) << 14
    kept = int.from_bytes(small[at : at + 4], "little") & ~(2**28 - 1)
    return small[:at] + (kept | sizes).to_bytes(4, "little") + small[at + 4 :]


def _png(side: int, bits: int, chunks: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunks + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    checked = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checked)


@contextmanager
def at_most_more(megabytes: int):
    """What is done within takes at most so much more memory, at any moment, than was held."""
    before = _kilobytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    yield
    taken = (_kilobytes("VmHWM") - before) // 1024
    assert taken <= megabytes, f"took {taken} MB"


def _kilobytes(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0])
