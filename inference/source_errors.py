"""Why a camera brought no picture: one named reason, stored and shown, never with its address."""

from enum import StrEnum

import av

from domain.kitchen import CameraState


class Reason(StrEnum):
    """Why there is no picture, as stored and shown."""

    REFUSED_ADDRESS = "address not allowed"
    OWN_SERVICE = "address of our own database or cache"
    MISSING = "file missing"
    CLIP_MISSING = "clip is being made"
    CANNOT_OPEN = "cannot be opened"
    SIGN_IN = "user name or password refused"
    SEALED = "credentials were sealed with another key"
    TIMED_OUT = "timed out"
    NO_VIDEO = "no video in it"
    NO_FRAME = "no picture came"
    GARBAGE = "not a picture or video"
    DAMAGED = "picture damaged or cut off"
    TOO_SMALL = "picture too small"
    TOO_LARGE = "picture too large"
    BLACK = "picture is black"
    FROZEN = "picture stands still"


_UNREADABLE = frozenset(
    {
        Reason.NO_VIDEO,
        Reason.GARBAGE,
        Reason.DAMAGED,
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


def reason_of(error: Exception) -> Reason:
    """The reason behind an error of FFmpeg or of the system."""
    if isinstance(error, (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError)):
        return Reason.SIGN_IN
    if isinstance(error, (av.error.TimeoutError, TimeoutError, av.error.ExitError)):
        return Reason.TIMED_OUT
    if isinstance(error, (av.error.InvalidDataError, av.error.EOFError, ValueError)):
        return Reason.GARBAGE
    if isinstance(error, (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError)):
        return Reason.GARBAGE
    return Reason.CANNOT_OPEN
