"""Builds a clip's frame index by reading it once, from the first byte to the last.

How frames are numbered (also for users: docs/frames.md):

- A frame's number is its place among the sorted, distinct pts of the frames that are displayed.
  Demuxing alone tells them: packets that an edit list hides are left out, a packet without pts is
  shown at its dts.
- That is not taken on trust. The first pictures are decoded, and where they disagree, or where the
  time stamps show one of the known troubles (`PacketLog.doubt`), the whole clip is decoded once
  and what comes out is what counts. This is slower: about the time it takes to decode the clip.
- If even the decoded frames' pts are missing or go back (H.264 with B-frames in AVI, bare H.264,
  recordings joined without care), frames are numbered by counting them as they come out.
  Frames with the same pts as the one before are one frame: nobody could tell them apart by time.

While it is being built, its beginning can be used (`grow_index`): a frame has its number for good
once a packet is decoded at its pts or later, because no later one is shown before it is decoded.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from app.media.container import ByteStream
from app.media.errors import DamagedClipError, DecodingCancelledError
from app.media.index.frame_index import NO_DTS, FrameIndex, Int64Array, Numbering
from app.media.index.packet_log import PacketLog
from app.media.index.survey import Decoded, Survey, decode_all, survey_clip

__all__ = ["FrameIndex", "Numbering", "build_index", "grow_index"]

Progress = Callable[[int, int], None]

_log = logging.getLogger(__name__)

# Where FFmpeg leaves out unreferenced pictures packet by packet; AV1's decoder fixes it on opening.
_CODECS_WITH_SAFE_SKIPPING = frozenset({"h264", "hevc", "mpeg4", "mpeg2video"})
_CODECS_WITH_EMPTY_FRAMES = frozenset({"mpeg4", "msmpeg4v3", "h263"})
_TIMES_A_SECOND = 4
_LOOK_PACKETS = 16
# Each part costs the more the longer it is; all of them may take a tenth of the time.
_REST = 9.0


def build_index(stream: ByteStream, *, progress: Progress | None = None) -> FrameIndex:
    """Read the whole clip once and number its frames.

    `progress` gets the bytes done and the bytes in all, which is never 0; an exception from it ends
    the work. A clip whose time stamps are in doubt is read twice: its bytes in all double then.

    Raises: NotAVideoError, NoVideoStreamError, DamagedClipError, what the stream raises.
    """
    *_, index = grow_index(stream, progress=progress, parts_a_second=0)
    if index is None:
        raise AssertionError("the last that comes is the index")
    return index


def grow_index(
    stream: ByteStream,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    parts_a_second: float = _TIMES_A_SECOND,
) -> Iterator[FrameIndex | None]:
    """Read the whole clip once; yield the index as far as it is known, and at last all of it.

    What is yielded on the way is marked (`FrameIndex.grows`); each `extends` the one before.
    None takes all of them back: the clip turned out to be in doubt, and only the last index, which
    is the one that `build_index` gives, says which number a frame has. A clip that is in doubt from
    its beginning yields nothing but the last. `parts_a_second` bounds how often.

    Raises: as `build_index`; DecodingCancelledError once `cancelled` says so.
    """
    size = max(stream.seek(0, 2), 1)
    is_cancelled = cancelled or _never

    def report(done: int, total: int = size) -> None:
        if is_cancelled():
            raise DecodingCancelledError
        if progress is not None:
            progress(min(done, total), total)

    report(0)
    publisher = _Publisher(parts_a_second)
    for survey in survey_clip(stream, report):
        if is_cancelled():
            raise DecodingCancelledError
        if publisher.is_due(survey):
            yield from publisher.next_of(survey)
    doubt = _doubt(survey)
    shown = _shown(survey.log)
    if doubt is None and survey.head.pts != shown[: len(survey.head.pts)].tolist():
        doubt = "decoded pictures in another order"
    if doubt is None:
        index = _index(survey, shown, trusted=True)
    else:
        yield from publisher.take_back()
        _log.info("A clip is decoded whole to number its frames: %s.", doubt)
        decoded = decode_all(stream, lambda done: report(size + done, 2 * size))
        index = _index_by_decoding(survey, decoded)
        size *= 2
    report(size, size)
    yield from publisher.publish(index)


class _Publisher:
    """Decides what can be published of a survey that goes on, and when."""

    def __init__(self, parts_a_second: float) -> None:
        self._pause_s = 1 / parts_a_second if parts_a_second else float("inf")
        self._is_over = parts_a_second == 0
        self._next_at_s = 0.0
        self._published: FrameIndex | None = None

    def is_due(self, survey: Survey) -> bool:
        """Say whether it is time to look whether more can be published."""
        return (
            not self._is_over
            and len(survey.log) % _LOOK_PACKETS == 0
            and not survey.awaits_head
            and time.monotonic() >= self._next_at_s
        )

    def next_of(self, survey: Survey) -> Iterator[FrameIndex | None]:
        """Yield the known part of the index if it has grown, None if it is in doubt."""
        began_s = time.monotonic()
        part = None
        if _doubt(survey) is None:
            part = _settled_part(survey)
        else:
            # A doubt never goes away by reading on: the whole clip will be decoded.
            yield from self.take_back()
        ended_s = time.monotonic()
        pause_s = 0.0 if part is None else self._pause_s
        self._next_at_s = ended_s + max(pause_s, _REST * (ended_s - began_s))
        if part is not None:
            yield from self.publish(part)

    def take_back(self) -> Iterator[None]:
        """Publish nothing more, and take back what was."""
        self._is_over = True
        if self._published is not None:
            self._published = None
            yield None

    def publish(self, index: FrameIndex) -> Iterator[FrameIndex | None]:
        """Yield an index, longer or whole; what it is not the continuation of is taken back."""
        before = self._published
        if before is not None and not index.extends(before):
            yield from self.take_back()
            if index.grows:
                return
        if before is None or not index.grows or index.frame_count > before.frame_count:
            self._published = index
            yield index


def _doubt(survey: Survey) -> str | None:
    return survey.log.doubt(frame_may_be_empty=survey.codec in _CODECS_WITH_EMPTY_FRAMES)


def _shown(log: PacketLog) -> Int64Array:
    return np.unique(log.pts[log.is_displayed])


def _settled_part(survey: Survey) -> FrameIndex | None:
    """Give the index of those frames that no later packet can come before, if there are any.

    The pictures decoded first are all among them, or there is no telling that the pts are right.
    """
    log, head = survey.log, survey.head.pts
    pts, dts = log.pts, log.dts
    stated = dts != NO_DTS
    if not np.any(stated) or np.any(pts[stated] < dts[stated]):
        return None
    settled = _shown(log)
    settled = settled[settled <= dts[stated][-1]]
    if len(settled) < max(len(head), 1) or head != settled[: len(head)].tolist():
        return None
    whole = _index(survey, settled, trusted=True)
    known = whole.key_pts <= settled[-1]
    return replace(
        whole,
        key_pts=whole.key_pts[known],
        key_dts=whole.key_dts[known],
        # Whether an HEVC clip has upper layers is known at its end only.
        skip_unreferenced=whole.skip_unreferenced and survey.codec != "hevc",
        grows=True,
    )


def _index_by_decoding(survey: Survey, decoded: Decoded) -> FrameIndex:
    if not decoded.pts:
        raise DamagedClipError("no picture of this clip can be decoded")
    known = [pts for pts in decoded.pts if pts is not None]
    has_keys = bool(np.any(survey.log.is_key))
    if has_keys and len(known) == len(decoded.pts) and known == sorted(known):
        shown = np.unique(np.array(known, dtype=np.int64))
        return _index(survey, shown, trusted=False)
    return _counted_index(survey, decoded)


def _counted_index(survey: Survey, decoded: Decoded) -> FrameIndex:
    log = survey.log
    keys_dts = log.dts[log.is_key]
    can_seek = (
        len(decoded.keys) == len(keys_dts) > 0
        and bool(np.all(log.dts != NO_DTS))
        and bool(np.all(np.diff(log.dts) > 0))
    )
    count = len(decoded.pts)
    index = _index(survey, np.arange(count, dtype=np.int64), trusted=False)
    rate = index.average_rate or Fraction(25)
    return replace(
        index,
        end_pts=count,
        key_pts=np.array(decoded.keys if can_seek else [0], dtype=np.int64),
        key_dts=keys_dts if can_seek else np.array([NO_DTS], dtype=np.int64),
        time_base=1 / rate,
        average_rate=rate,
        numbering=Numbering.COUNTED,
    )


def _index(survey: Survey, shown: Int64Array, *, trusted: bool) -> FrameIndex:
    log = survey.log
    keys = np.flatnonzero(log.is_key & (log.pts != NO_DTS))
    keys = keys[np.argsort(log.pts[keys], kind="stable")]
    return FrameIndex(
        pts=shown,
        end_pts=_end_pts(log, shown),
        key_pts=log.pts[keys],
        key_dts=log.dts[keys],
        time_base=survey.time_base,
        coded_width=survey.head.size[0],
        coded_height=survey.head.size[1],
        rotation=survey.head.rotation,
        sample_aspect=survey.sample_aspect,
        codec=survey.codec,
        average_rate=survey.average_rate,
        numbering=Numbering.PTS,
        multi_slice=survey.multi_slice,
        # In HEVC an unreferenced picture may still be referred to from a higher temporal layer.
        skip_unreferenced=(
            trusted and not survey.layered and survey.codec in _CODECS_WITH_SAFE_SKIPPING
        ),
    )


def _end_pts(log: PacketLog, shown: Int64Array) -> int:
    last = int(shown[-1])
    stated = log.durations[log.pts == last]
    if len(stated) and stated[0] > 0:
        return last + int(stated[0])
    return last + (int(np.median(np.diff(shown))) if len(shown) > 1 else 1)


def _never() -> bool:
    return False
