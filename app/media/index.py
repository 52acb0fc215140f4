"""Builds a clip's frame index by reading it once, from the first byte to the last."""

from collections.abc import Callable
from typing import BinaryIO

from app.media.frame_index import FrameIndex, Numbering

__all__ = ["FrameIndex", "Numbering", "build_index"]


def build_index(
    stream: BinaryIO, *, progress: Callable[[int, int], None] | None = None
) -> FrameIndex:
    """Read the whole clip once and number its frames.

    `progress` gets the bytes done and the bytes in all; an exception from it ends the work.

    Raises: NotAVideoError, NoVideoStreamError, DamagedClipError, what the stream raises.
    """
    raise NotImplementedError
