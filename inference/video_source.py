"""Pictures from a file, a clip, or a camera address: a burst of frames, or one named reason.

Addresses come from whoever set up the cameras and are not trusted: only four schemes are opened,
never FFmpeg's own (`concat:`, `data:`, `file:`, …), never link-local or metadata addresses, and
what is opened may not open other things (a playlist inside a file, a redirect).
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import numpy as np

from domain.kitchen import CameraState
from inference.detections import U8

_SCHEMES = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.,-]*:")
# Nothing that reads lists of other addresses (hls, dash, concat, sdp files).
_FILE_FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,h264,hevc,mjpeg,image2,jpeg_pipe,"
_FILE_FORMATS += "png_pipe,webp_pipe,bmp_pipe,gif,asf,ogg"
_MAX_PIXELS = 8192 * 4608
_MIN_SIDE_PX = 64
_BLACK_MEAN, _BLACK_SPREAD = 12.0, 4.0
_MAX_PACKETS = 4000
"""Of one burst: some 80 s at 50 packets a second; a stream that never gives a picture ends here."""


class Reason(StrEnum):
    """Why there is no picture, as stored and shown."""

    REFUSED_ADDRESS = "address not allowed"
    MISSING = "file missing"
    CLIP_MISSING = "clip is being made"
    CANNOT_OPEN = "cannot be opened"
    SIGN_IN = "user name or password refused"
    TIMED_OUT = "timed out"
    NO_VIDEO = "no video in it"
    NO_FRAME = "no picture came"
    GARBAGE = "data is no picture"
    TOO_SMALL = "picture too small"
    TOO_LARGE = "picture too large"
    BLACK = "picture is black"
    FROZEN = "picture stands still"


_UNREADABLE = frozenset(
    {
        Reason.NO_VIDEO,
        Reason.GARBAGE,
        Reason.TOO_SMALL,
        Reason.TOO_LARGE,
        Reason.BLACK,
        Reason.FROZEN,
    }
)


class SourceError(Exception):
    """No usable picture; `reason` says why. Never holds the address: it may hold a password."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def state(self) -> CameraState:
        """What the camera is after this."""
        return CameraState.UNREADABLE if self.reason in _UNREADABLE else CameraState.OFFLINE


@dataclass(frozen=True, slots=True)
class Burst:
    """Successive pictures of one look.

    Attributes:
        frames: Shape (H, W, 3) each, uint8, RGB; at least one.
        live: False for a file, where only the place in it is chosen.
    """

    frames: tuple[U8, ...]
    live: bool


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


def read_burst(source: str, size: BurstSize, at_s: float = 0.0) -> Burst:
    """A burst from a path or an address.

    Args:
        source: Path of a file, or rtsp(s) or http(s) address.
        size: How many pictures.
        at_s: For a file: place in it, seconds; taken modulo its length, so that it plays on and on.

    Raises:
        SourceError: Names why there is no usable picture.
    """
    live = _SCHEME.match(source) is not None
    try:
        if live:
            frames = _live_frames(_checked_address(source), size)
        else:
            frames = _file_frames(_checked_path(source), size, at_s)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise SourceError(_reason(error)) from None  # the text of the error names the address
    if not frames:
        raise SourceError(Reason.NO_FRAME)
    _require_a_picture(frames)
    return Burst(frames, live)


def stands_still(burst: Burst) -> bool:
    """Whether all pictures of a live burst are the same to the last bit, as no lens ever is."""
    return (
        burst.live
        and len(burst.frames) > 1
        and all(np.array_equal(first, second) for first, second in pairwise(burst.frames))
    )


def _file_frames(path: Path, size: BurstSize, at_s: float) -> tuple[U8, ...]:
    options = {"protocol_whitelist": "file", "format_whitelist": _FILE_FORMATS}
    with av.open(str(path), options=options) as container:
        stream = _video(container)
        length_s = float(container.duration / av.time_base) if container.duration else 0.0
        wanted = [at_s + i * size.spacing_s for i in range(size.frames)]
        if length_s <= size.spacing_s:  # a photo, or a file that does not say how long it is
            return tuple(_decoded(container, stream, 0.0, [0.0]))
        places = [place % length_s for place in wanted]
        turn = next((i for i, (a, b) in enumerate(pairwise(places), 1) if b < a), len(places))
        found = list(_decoded(container, stream, length_s, places[:turn]))
        if turn < len(places):
            found += _decoded(container, stream, length_s, places[turn:])
        return tuple(found)


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


def _live_frames(address: str, size: BurstSize) -> tuple[U8, ...]:
    scheme = urlsplit(address).scheme.lower()
    microseconds = str(int(size.timeout_s * 1e6))
    if scheme.startswith("rtsp"):
        options = {"rtsp_transport": "tcp", "timeout": microseconds}
        options["protocol_whitelist"] = "rtsp,rtsps,rtp,srtp,tcp,tls,udp"
    else:
        options = {"rw_timeout": microseconds, "max_redirects": "0", "multiple_requests": "0"}
        options["protocol_whitelist"] = "http,https,tcp,tls"
        options["format_whitelist"] = _FILE_FORMATS + ",mpjpeg,mp3"
    timeout = (size.timeout_s, size.timeout_s)
    with av.open(address, options=options, timeout=timeout) as container:
        stream = _video(container)
        return tuple(_spaced(_frames(container, stream), stream.time_base, size))


def _spaced(frames: Iterator[Any], time_base: Fraction, size: BurstSize) -> Iterator[U8]:
    """Pictures at least `spacing_s` apart by the camera's own clock."""
    taken, last = 0, -1e12
    for frame in frames:
        at = float(frame.pts * time_base) if frame.pts is not None else last + size.spacing_s
        if at - last < size.spacing_s * 0.99:
            continue
        yield _pixels(frame)
        taken, last = taken + 1, at
        if taken == size.frames:
            return


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames from the first keyframe on; a damaged packet is skipped, not the end."""
    seen_key = False
    broken = 0
    for count, packet in enumerate(container.demux(stream)):
        if count >= _MAX_PACKETS:
            return
        seen_key = seen_key or packet.is_keyframe
        if not seen_key and packet.size:
            continue
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            broken += 1
            if broken > 50:
                raise


def _video(container: Any) -> Any:
    if not container.streams.video:
        raise SourceError(Reason.NO_VIDEO)
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > _MAX_PIXELS:
        raise SourceError(Reason.TOO_LARGE)
    stream.thread_type = "NONE"
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


def _checked_address(source: str, resolve: Callable[..., list[Any]] = socket.getaddrinfo) -> str:
    """The address when it may be opened.

    Loopback and private networks are allowed: cameras and media gateways live there, and addresses
    come from the operator, not from a screen.
    """
    try:
        parts = urlsplit(source)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SourceError(Reason.REFUSED_ADDRESS) from None
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES or not host or any(ord(c) < 33 for c in source):
        raise SourceError(Reason.REFUSED_ADDRESS)
    try:
        found = resolve(host, port or _SCHEMES[scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(Reason.CANNOT_OPEN) from None
    for entry in found:
        number = ipaddress.ip_address(entry[4][0].partition("%")[0])
        if number.is_link_local or number.is_multicast or number.is_unspecified:
            raise SourceError(Reason.REFUSED_ADDRESS)
    return source


def _reason(error: Exception) -> Reason:
    if isinstance(error, (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError)):
        return Reason.SIGN_IN
    if isinstance(error, (av.error.TimeoutError, TimeoutError, av.error.ExitError)):
        return Reason.TIMED_OUT
    if isinstance(error, (av.error.InvalidDataError, av.error.EOFError, ValueError)):
        return Reason.GARBAGE
    if isinstance(error, (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError)):
        return Reason.GARBAGE
    return Reason.CANNOT_OPEN
