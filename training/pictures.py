"""Pictures from files, as arrays."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]


class PictureError(Exception):
    """A file is no picture; the message names it."""


def read_rgb(path: Path) -> U8:
    """Shape (H, W, 3), RGB.

    Raises:
        PictureError: Missing, truncated or no picture.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise PictureError(f"{path} cannot be read as a picture")
    return np.asarray(picture[..., ::-1], np.uint8)


def write_jpeg(path: Path, picture: U8, quality: int = 92) -> None:
    """Write (H, W, 3) RGB."""
    content = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    path.write_bytes(content.tobytes())
