"""Which frames of a clip are damaged, as far as it is known by now. No I/O here.

Two ways lead here:
- The player met it: a frame that doesn't come out, or that the decoder patched up.
- Chunks of the clip can't be opened, and `past_damage` told which frames that costs, before anybody
  got there.

No frame's number changes by any damage.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.media.index.packet_spans import FrameDamage


class DamageKind(IntEnum):
    """What is the matter with a frame; of two the greater counts."""

    # Decoded from a damaged one: it may show the damage.
    POSSIBLY = 1
    # It came out, but the decoder had to make up parts of it.
    PATCHED = 2
    # It can't be decoded; its nearest neighbour is shown in its place.
    LOST = 3
    # Its bytes fail their check: nothing of them is ever decoded.
    UNREADABLE = 4


@dataclass(frozen=True, slots=True)
class DamageSpan:
    """Frames from `first` to `last`, both included, with the same trouble."""

    first: int
    last: int
    kind: DamageKind


class DamageMap:
    """The damaged frames of one clip that are known of. Thread-confined."""

    def __init__(self) -> None:
        """Begin with a sound clip."""
        # One byte a frame, as far as the last damaged one: an index may still grow.
        self._kinds = bytearray()

    def __len__(self) -> int:
        """Count the damaged frames."""
        return len(self._kinds) - self._kinds.count(0)

    def add(self, frame_index: int, kind: DamageKind) -> bool:
        """Note a frame; False where that was known."""
        return self.add_range(range(frame_index, frame_index + 1), kind)

    def add_range(self, frames: range, kind: DamageKind) -> bool:
        """Note frames; False where all of it was known."""
        if not frames:
            return False
        self._kinds.extend(bytes(max(frames.stop - len(self._kinds), 0)))
        known = np.frombuffer(self._kinds, np.uint8)[frames.start : frames.stop]
        is_news = bool(np.any(known < kind))
        np.maximum(known, np.uint8(kind), out=known)
        return is_news

    def add_found(self, found: FrameDamage) -> bool:
        """Note what unreadable bytes cost; False where all of it was known."""
        news = [self.add_range(frames, DamageKind.UNREADABLE) for frames in found.damaged]
        news += [self.add_range(frames, DamageKind.POSSIBLY) for frames in found.possibly]
        return any(news)

    def spans(self) -> tuple[DamageSpan, ...]:
        """Give the damaged frames, ascending; neighbours of one kind together."""
        kinds = np.frombuffer(bytes(self._kinds) + b"\0", np.uint8)
        starts = np.flatnonzero(np.diff(kinds, prepend=np.uint8(0)))
        ends = np.append(starts, len(kinds))[1:]
        return tuple(
            DamageSpan(int(start), int(end) - 1, DamageKind(int(kinds[start])))
            for start, end in zip(starts, ends, strict=True)
            if kinds[start]
        )

    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Give the first and the last frame of each unbroken damaged stretch, of whatever kind."""
        marked = np.frombuffer(b"\0" + bytes(self._kinds) + b"\0", np.uint8) > 0
        edges = np.flatnonzero(np.diff(marked.astype(np.int8)))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple((int(start), int(end) - 1) for start, end in pairs)


class StandIns:
    """Tells from the pictures that a player shows which frames they stand in for. Thread-confined.

    A picture that isn't exact may be a key picture that a drag shows on its way, so at rest the
    caller says when nothing more is to come. While playing the frame asked for isn't known: a
    stand-in proves the frame before it lost, once a later frame has come out.
    """

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._shown: int | None = None
        self._is_exact = True
        self._unsure: set[int] = set()

    def played(self, frame_index: int, *, exact: bool) -> tuple[int, ...]:
        """Note a picture of a clip that plays; give the frames that are now known to be lost."""
        before, self._shown, self._is_exact = self._shown, frame_index, exact
        if exact:
            # A stand-in that comes after its frame is the next one that can be decoded; one that
            # comes before it is the clip's last.
            proven = tuple(sorted(lost for lost in self._unsure if lost < frame_index - 1))
            self._unsure.clear()
            return proven
        if before is not None and frame_index > before + 1:
            self._unsure.add(frame_index - 1)
        return ()

    def shown(self, frame_index: int, *, exact: bool) -> None:
        """Note a picture of a clip that does not play."""
        self._shown, self._is_exact = frame_index, exact
        self._unsure.clear()

    def rested(self, asked: int) -> range:
        """Give the frames that proved lost, now that nothing more comes for the one asked for."""
        if self._shown is None or self._is_exact or self._shown == asked:
            return range(0)
        between = range(asked, self._shown), range(self._shown + 1, asked + 1)
        return between[self._shown < asked]
