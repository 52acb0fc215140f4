"""Exact seek: from a frame index to that very picture.

The way there: the last key picture at or before the target; decoding from it until the frame with
the target's pts comes out (`frame_reader`). No picture is ever given under another frame's number:
where a frame can't be decoded, its nearest neighbour comes, under its own number and marked.
"""

from dataclasses import dataclass

import av
import numpy as np

from app.media.container import ByteStream
from app.media.decoding.frame_reader import Cancelled, FrameReader, NumberedPicture
from app.media.errors import DamagedClipError, NoSuchFrameError
from app.media.index.frame_index import FrameIndex

# Going on decoding over this many pictures costs less than a seek to a key picture.
_CHEAP_STEPS = 4
# H.264 may start at a recovery point, whose own picture never comes out; what does come is whole.
_CODECS_WITH_RECOVERY = frozenset({"h264"})


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """A decoded picture and the frame that it really is.

    `exact` is False where it stands in for the frame that was asked for. `corrupt` is the
    decoder's word that the picture has been patched up.
    """

    frame_index: int
    pts: int
    picture: av.VideoFrame
    exact: bool
    corrupt: bool


class ExactDecoder:
    """Decodes any frame of one clip. One decoder = one thread = one stream."""

    def __init__(self, stream: ByteStream, index: FrameIndex) -> None:
        """Open the container. The stream stays the caller's, who closes it after `close`.

        Raises: MediaError, what the stream raises.
        """
        self._index = index
        self._reader = FrameReader(stream, index)
        # Where each key picture stands among the frames; a hidden one where its successor stands.
        self._key_at = np.searchsorted(index.pts, index.key_pts)
        # Frames that proved undecodable: asked again, they cost one attempt, not many.
        self._missing: set[int] = set()
        # Key pictures at which decoding can't start after all: a lying flag, damage.
        self._unsound: set[int] = set()
        # Those just found missing before the frame at which the reader stands.
        self._gap = range(0)

    def frame(self, frame_index: int, *, cancelled: Cancelled | None = None) -> DecodedFrame:
        """Decode this frame. Going on to one of the next frames needs no seek.

        `cancelled` is asked between packets.

        Raises: NoSuchFrameError, DecodingCancelledError, DamagedClipError, what the stream raises.
        """
        self._check(frame_index)
        is_cancelled = cancelled or _never
        if frame_index in self._gap and self._reader.position == self._gap.stop:
            neighbour = self._read_to(frame_index, is_cancelled)
            if neighbour is not None:
                return self._decoded(neighbour, frame_index)
        key = self._key_before(frame_index)
        found = None
        if self._is_near(frame_index, key):
            found = self._read_to(frame_index, is_cancelled)
        if found is None:
            key = self._seek_to(key, is_cancelled)
            found = self._read_to(frame_index, is_cancelled)
        back = 1
        while not self._is_trusted(found, frame_index, key):
            self._unsound.add(key)
            key = self._seek_to(max(key - back, 0), is_cancelled)
            back *= 2
            found = self._read_to(frame_index, is_cancelled)
        if found is None:
            raise DamagedClipError(f"neither frame {frame_index} nor one near it can be decoded")
        if found.frame_index != frame_index:
            self._missing.add(frame_index)
            self._gap = range(frame_index, found.frame_index)
        return self._decoded(found, frame_index)

    def keyframe_before(
        self, frame_index: int, *, cancelled: Cancelled | None = None
    ) -> DecodedFrame | None:
        """Decode just the key picture at or before this frame; None where none can be shown.

        Raises: as `frame`.
        """
        self._check(frame_index)
        self._seek_to(self._key_before(frame_index), cancelled or _never)
        found = self._reader.key_picture()
        return None if found is None else self._decoded(found, frame_index)

    def set_index(self, index: FrameIndex) -> None:
        """Go on with a longer index of the same clip: `FrameIndex.extends` holds."""
        self._index = index
        self._reader.set_index(index)
        self._key_at = np.searchsorted(index.pts, index.key_pts)

    def close(self) -> None:
        """Free the decoder. May be called twice."""
        self._reader.close()

    def _check(self, frame_index: int) -> None:
        if not 0 <= frame_index < self._index.frame_count:
            raise NoSuchFrameError(frame_index, self._index.frame_count)

    def _key_before(self, frame_index: int) -> int:
        at = np.searchsorted(self._index.key_pts, self._index.pts[frame_index], side="right")
        key = max(int(at) - 1, 0)
        while key in self._unsound:
            key -= 1
        return key

    def _is_near(self, frame_index: int, key: int) -> bool:
        position = self._reader.position
        if position is None or position > frame_index:
            return False
        return int(self._key_at[key]) <= position + _CHEAP_STEPS

    def _seek_to(self, key: int, cancelled: Cancelled) -> int:
        """Go to this key picture or, where it is lost, to one before it; say which it was."""
        back = 1
        while not self._reader.seek_to_key(key, cancelled):
            if key == 0:
                raise DamagedClipError("the clip's key pictures can't be found")
            key, back = max(key - back, 0), back * 2
        return key

    def _read_to(self, target: int, cancelled: Cancelled) -> NumberedPicture | None:
        """Give the target, else its next neighbour, else the last one before it."""
        before: NumberedPicture | None = None
        while (taken := self._reader.take(target, cancelled)) is not None:
            if taken.frame_index == target:
                return taken
            if taken.frame_index > target:
                self._reader.put_back(taken)
                return taken
            before = taken
        return before

    def _is_trusted(self, found: NumberedPicture | None, target: int, key: int) -> bool:
        """Say whether a start at an earlier key picture could not give a better answer."""
        if key == 0 or self._reader.start_is_sound:
            return True
        if found is None or found.frame_index != target:
            return target in self._missing and found is not None
        key_is_shown = self._index.frame_of_pts(int(self._index.key_pts[key])) is not None
        return self._index.codec in _CODECS_WITH_RECOVERY or not key_is_shown

    def _decoded(self, found: NumberedPicture, asked: int) -> DecodedFrame:
        return DecodedFrame(
            frame_index=found.frame_index,
            pts=int(self._index.pts[found.frame_index]),
            picture=found.picture,
            exact=found.frame_index == asked,
            corrupt=found.picture.is_corrupt,
        )


def _never() -> bool:
    return False
