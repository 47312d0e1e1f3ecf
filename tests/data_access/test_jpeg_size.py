from fractions import Fraction

import av
import numpy as np
import pytest

from data_access.jpeg_size import jpeg_size


def jpeg(width, height):
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, "yuvj420p"
    codec.time_base = Fraction(1, 1)
    frame = av.VideoFrame.from_ndarray(np.zeros((height, width, 3), np.uint8), format="rgb24")
    return b"".join(bytes(p) for p in codec.encode(frame.reformat(format="yuvj420p")))


def test_the_header_tells_width_and_height(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(640, 360))
    assert jpeg_size(path) == (640, 360)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"GIF89a" * 9])
def test_what_is_no_jpeg_has_no_size(tmp_path, content):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    assert jpeg_size(path) is None


def test_a_file_that_is_gone_has_no_size(tmp_path):
    assert jpeg_size(tmp_path / "gone.jpg") is None
