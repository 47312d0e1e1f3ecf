"""Pictures from a file, a clip, or a camera address: a burst of frames, or one named reason.

What is opened may not open other things: no playlist inside a file, no redirect, and a camera only
at the number that was checked (camera_line.py).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np

from domain.camera_source import Places
from inference.camera_address import CheckedAddress, checked_address, is_address
from inference.camera_line import CameraLine
from inference.detections import U8
from inference.source_errors import Reason, SourceError, reason_of

# Nothing that reads lists of other addresses (hls, dash, concat, sdp files).
_FILE_FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,h264,hevc,mjpeg,image2,jpeg_pipe,"
_FILE_FORMATS += "png_pipe,webp_pipe,bmp_pipe,gif,asf,ogg"
_MAX_PIXELS = 8192 * 4608
# FFmpeg unpacks the first picture to learn about it, before anybody can look at its size: a file of
# 3 MB may so take 800. Beyond this it refuses by itself, and the picture counts as damaged.
_BOUND = {"max_pixels": str(2 * _MAX_PIXELS)}
_BOUNDS: Any = [_BOUND] * 16  # PyAV is annotated as if these were texts
"""For each stream of a file; one that has more is no camera's."""
_MIN_SIDE_PX = 64
_BLACK_MEAN, _BLACK_SPREAD = 12.0, 4.0
_MAX_PACKETS = 4000
_UNTIMED = 25  # pictures without a time that are passed over
_PATIENCE = 4
"""Time limits a live burst may take in all: one that drips forever must not hold its reader."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Successive pictures of one look.

    Attributes:
        frames: Shape (H, W, 3) each, uint8, RGB; at least one.
        live: False for a file, where only the place in it is chosen.
        length_s: Of a file; 0 for a still picture and for what is live.
    """

    frames: tuple[U8, ...]
    live: bool
    length_s: float = 0.0


@dataclass(frozen=True, slots=True)
class BurstSize:
    """How many pictures, how far apart, and how long to wait for any of them.

    Attributes:
        frames: Number wanted; a still picture gives one.
        spacing_s: Between two of them.
        timeout_s: For opening, and again for each read.
    """

    frames: int
    spacing_s: float
    timeout_s: float


def read_burst(
    source: str,
    size: BurstSize,
    at_s: float = 0.0,
    *,
    loopback: bool = True,
    own: Places = frozenset(),
) -> Burst:
    """A burst from a path or an address.

    Args:
        source: Path of a file, or rtsp(s) or http(s) address.
        size: How many pictures.
        at_s: For a file: place in it, seconds; taken modulo its length, so that it plays on and on.
        loopback: Whether an address on this machine may be opened.
        own: Where the program's own services answer: never opened.

    Raises:
        SourceError: Names why there is no usable picture.
    """
    live, length_s = is_address(source), 0.0
    began = time.monotonic()
    try:
        if live:
            frames = _live_frames(checked_address(source, loopback=loopback, own=own), size)
        else:
            frames, length_s = _file_frames(_checked_path(source), size, at_s)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        # FFmpeg reports a silent camera as broken data; the watch knows better.
        silent = live and time.monotonic() - began >= size.timeout_s * 0.9
        reason = Reason.TIMED_OUT if silent else reason_of(error)
        raise SourceError(reason) from None  # the text of the error names the address
    if not frames:
        raise SourceError(Reason.NO_FRAME)
    _require_a_picture(frames)
    return Burst(frames, live, length_s)


def stands_still(burst: Burst) -> bool:
    """Whether all pictures of a live burst are the same to the last bit, as no lens ever is."""
    return (
        burst.live
        and len(burst.frames) > 1
        and all(np.array_equal(first, second) for first, second in pairwise(burst.frames))
    )


def _file_frames(path: Path, size: BurstSize, at_s: float) -> tuple[tuple[U8, ...], float]:
    options = {"protocol_whitelist": "file", "format_whitelist": _FILE_FORMATS}
    with av.open(str(path), options=options, stream_options=_BOUNDS) as container:
        stream = _video(container)
        length_s = float(container.duration / av.time_base) if container.duration else 0.0
        wanted = [at_s + i * size.spacing_s for i in range(size.frames)]
        if length_s <= size.spacing_s:  # a photo, or a file that does not say how long it is
            return tuple(_decoded(container, stream, 0.0, [0.0])), 0.0
        places = [place % length_s for place in wanted]
        turn = next((i for i, (a, b) in enumerate(pairwise(places), 1) if b < a), len(places))
        found = list(_decoded(container, stream, length_s, places[:turn]))
        if turn < len(places):
            found += _decoded(container, stream, length_s, places[turn:])
        return tuple(found), length_s


def _decoded(container: Any, stream: Any, length_s: float, places: list[float]) -> Iterator[U8]:
    """The picture shown at each place (seconds, rising); the last one where the file ends early."""
    start = stream.start_time or 0
    if length_s:
        offset = int(places[0] / float(stream.time_base)) + start
        container.seek(offset, stream=stream, backward=True)
    shown: Any = None
    left = list(places)
    for frame in _frames(container, stream):
        at = float((frame.pts - start) * stream.time_base) if frame.pts is not None else 0.0
        while left and shown is not None and at > left[0]:
            yield _pixels(shown)
            left.pop(0)
        if not left:
            return
        shown = frame
    for _ in left:
        if shown is not None:
            yield _pixels(shown)


def _live_frames(target: CheckedAddress, size: BurstSize) -> tuple[U8, ...]:
    with CameraLine(target, size.timeout_s) as line:
        try:
            return _opened_frames(line.address, target, size)
        except (av.error.FFmpegError, OSError):
            if line.refused:
                raise SourceError(Reason.REFUSED_ADDRESS) from None
            raise


def _opened_frames(address: str, target: CheckedAddress, size: BurstSize) -> tuple[U8, ...]:
    microseconds = str(int(size.timeout_s * 1e6))
    if target.scheme.startswith("rtsp"):
        options = {"rtsp_transport": "tcp", "timeout": microseconds}
        options["protocol_whitelist"] = "rtsp,rtp,tcp,udp"
    else:
        options = {"rw_timeout": microseconds, "max_redirects": "0", "multiple_requests": "0"}
        options["protocol_whitelist"] = "http,tcp"
        options["format_whitelist"] = _FILE_FORMATS + ",mpjpeg,mp3"
        options["headers"] = f"Host: {target.name}\r\n"
    timeout = (size.timeout_s, size.timeout_s)
    with av.open(address, options=options, stream_options=_BOUNDS, timeout=timeout) as container:
        stream = _video(container)
        deadline = time.monotonic() + _PATIENCE * size.timeout_s + size.frames * size.spacing_s
        return tuple(_spaced(_frames(container, stream, deadline), stream.time_base, size))


def _spaced(frames: Iterator[Any], time_base: Fraction, size: BurstSize) -> Iterator[U8]:
    """Pictures at least `spacing_s` apart by the camera's own clock.

    Cameras send the first pictures, or all of them, without a time: the first are passed over,
    and of a stream that never tells the time every picture counts.
    """
    taken, last, untimed = 0, -1e12, 0
    spare: Any = None
    for frame in frames:
        if frame.pts is None:
            untimed, spare = untimed + 1, frame
            if untimed <= _UNTIMED:
                continue
        at = last + size.spacing_s if frame.pts is None else float(frame.pts * time_base)
        if at - last < size.spacing_s * 0.99:
            continue
        yield _pixels(frame)
        taken, last = taken + 1, at
        if taken == size.frames:
            return
    if not taken and spare is not None:
        yield _pixels(spare)


def _frames(container: Any, stream: Any, deadline: float | None = None) -> Iterator[Any]:
    """Decoded frames from the first keyframe on; a damaged packet is skipped, not the end."""
    seen_key = whole = False
    broken = 0
    for count, packet in enumerate(container.demux(stream)):
        if count >= _MAX_PACKETS or (deadline is not None and time.monotonic() > deadline):
            return
        seen_key = seen_key or packet.is_keyframe
        if not seen_key and packet.size:
            continue
        try:
            for frame in packet.decode():
                whole = True
                yield frame
        except av.error.InvalidDataError:
            broken += 1
            if broken > 50:
                raise
    if broken and not whole:
        raise SourceError(Reason.DAMAGED)


def _video(container: Any) -> Any:
    if not container.streams.video:
        raise SourceError(Reason.NO_VIDEO)
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > _MAX_PIXELS:
        raise SourceError(Reason.TOO_LARGE)
    stream.thread_type = "NONE"
    stream.codec_context.options = _BOUND
    if stream.codec_context.name == "mjpeg":  # else the missing half of a photo comes as grey
        stream.codec_context.options = {"err_detect": "explode"} | _BOUND
    return stream


def _pixels(frame: Any) -> U8:
    if frame.width * frame.height > _MAX_PIXELS:
        raise SourceError(Reason.TOO_LARGE)
    return np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def _require_a_picture(frames: tuple[U8, ...]) -> None:
    height, width = frames[0].shape[:2]
    if min(height, width) < _MIN_SIDE_PX:
        raise SourceError(Reason.TOO_SMALL)
    if all(frame.mean() < _BLACK_MEAN and frame.std() < _BLACK_SPREAD for frame in frames):
        raise SourceError(Reason.BLACK)


def _checked_path(source: str) -> Path:
    path = Path(source)
    if not path.is_file():
        raise SourceError(Reason.MISSING)
    return path.resolve()
