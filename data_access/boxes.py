"""Boxes as the tables keep them: `{label, score, xyxy, finding}` each."""

from collections.abc import Iterable
from typing import Any

from domain.video_wall import Box


def boxes_of(kept: Iterable[dict[str, Any]]) -> tuple[Box, ...]:
    """The boxes of one picture."""
    return tuple(
        Box(one["label"], one["score"], tuple(one["xyxy"]), one["finding"]) for one in kept
    )
