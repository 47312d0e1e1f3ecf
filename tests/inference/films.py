"""Small videos made on the spot, so that no test needs a file of somebody else."""

import av
import numpy as np


def write_film(path, pictures, *, rate=5, codec="libx264", colours="yuv420p"):
    """Encode pictures (H, W, 3), RGB, and return the path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else colours
        if codec == "libx264":
            stream.options = {"crf": "5", "g": str(2 * rate), "preset": "ultrafast"}
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def grey(level, width=160, height=96):
    """One even picture."""
    return np.full((height, width, 3), level, np.uint8)


def counting(seconds=10, rate=5):
    """Second s has grey level 20 + 20 s."""
    return [grey(20 + 20 * (i // rate)) for i in range(seconds * rate)]
