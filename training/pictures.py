"""Pictures from files, as arrays."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

U8 = npt.NDArray[np.uint8]
MAX_PIXELS = 64_000_000
"""Of a picture that is read: the largest of phones. More is refused by the header."""


class PictureError(Exception):
    """A file is no picture; the message names it."""


def read_rgb(path: Path) -> U8:
    """Shape (H, W, 3), RGB.

    Raises:
        PictureError: Missing, truncated, no picture, or one that would fill the memory.
    """
    try:
        with Image.open(path) as header:  # OpenCV unpacks whatever a header says
            width, height = header.size
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"{path} cannot be read as a picture") from None
    if width * height > MAX_PIXELS:
        raise PictureError(f"{path} has more than {MAX_PIXELS} pixels")
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise PictureError(f"{path} cannot be read as a picture")
    return np.asarray(picture[..., ::-1], np.uint8)


def write_jpeg(path: Path, picture: U8, quality: int = 92) -> None:
    """Write (H, W, 3) RGB."""
    content = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    path.write_bytes(content.tobytes())
