"""Pictures as phones send them, and as they should not."""

import io

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
