"""What can be wrong with a clip's content, once its bytes have been opened.

    MediaError
    ├── NotAVideoError        the bytes are in no container that FFmpeg knows
    ├── NoVideoStreamError    a container, but nothing to see in it
    ├── DamagedClipError      known, but it can't be read to a usable end
    ├── IndexFormatError      a stored frame index of another version, or damaged
    ├── NoSuchFrameError      a frame index outside the clip
    └── DecodingCancelledError   a newer request made this one pointless; never shown

PyAV's exceptions become one of these at the door (`translated`). What the stream itself raises,
above all `crypto.EncryptionError`, passes through untouched: it says more than we could.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import av


class MediaError(Exception):
    """Known trouble with a clip's content."""


class NotAVideoError(MediaError):
    """The bytes are in no container format that FFmpeg knows."""


class NoVideoStreamError(MediaError):
    """The container holds no video stream."""


class DamagedClipError(MediaError):
    """The clip is of a known format, but too damaged to be read."""


class IndexFormatError(MediaError):
    """Stored bytes are not a frame index of this version, or fail its checks."""


class NoSuchFrameError(MediaError):
    """A frame index lies outside the clip."""

    def __init__(self, frame_index: int, frame_count: int) -> None:
        """Name the frame asked for, and how many there are."""
        super().__init__(f"frame {frame_index} asked of a clip with {frame_count} frames")
        self.frame_index = frame_index
        self.frame_count = frame_count


class DecodingCancelledError(MediaError):
    """The caller's `cancelled` said that nobody waits for this frame any more."""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn PyAV's errors into DamagedClipError; let every other exception pass as it is."""
    try:
        yield
    except av.FFmpegError as error:
        raise DamagedClipError(f"{doing}: {error.strerror}") from error
