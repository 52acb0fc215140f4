"""What is computed of a clip in a process of its own is what would be computed in this one."""

import io
from fractions import Fraction

import pytest

from app.media import clip_facts, isolated
from app.media.errors import (
    DamagedFrameError,
    DecodingCancelledError,
    MediaError,
    NoSuchFrameError,
    NotAVideoError,
)
from app.media.index import building as index
from app.media.index import packet_spans
from app.media.index.frame_index import FrameIndex
from app.media.pictures import still
from app.media.sound import blocks as sound
from app.media.strips import motion, thumbnails
from crypto.errors import EncryptionError
from storage.errors import ReadInterruptedError, StorageUnavailableError
from storage.fault import Fault
from tests.app.media.truth import truth_of
from tests.support.cleanliness import decoder_pids
from tests.support.footage import FOOTAGE, even_pts, footage, make_clip

pytestmark = pytest.mark.skipif(
    not isolated.is_supported(), reason="no decoder processes on this system"
)
NAME = "h264 with B-frames in mp4"
KINDS = [
    NAME,
    "h264 of variable rate in mkv",
    "bare h264",
    "av1 in mp4",
    "hevc with open GOPs in mkv",
]


class Stream(io.BytesIO):
    """A clip that refuses from a place on."""

    def __init__(self, clip: bytes, *, sound_to: int, error: Exception) -> None:
        super().__init__(clip)
        self._until, self._error = sound_to, error

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() + (size or 0) > self._until:
            raise self._error
        return super().read(size)


@pytest.mark.parametrize("name", KINDS)
def test_an_index_is_the_same(name: str) -> None:
    clip = footage(name)
    told: list[tuple[int, int]] = []
    made = isolated.build_index(
        io.BytesIO(clip), progress=lambda done, total: told.append((done, total))
    )
    assert made.to_bytes() == index.build_index(io.BytesIO(clip)).to_bytes()
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]


def test_every_kind_of_clip_is_decoded_without_opening_a_file() -> None:
    for name in FOOTAGE:
        truth = truth_of(footage(name))
        made = isolated.build_index(io.BytesIO(truth.clip))
        assert made.to_bytes() == truth.index.to_bytes(), name
        last = made.frame_count - 1
        still_made = isolated.still_png(io.BytesIO(truth.clip), made, last)
        assert still_made == still.still_png(io.BytesIO(truth.clip), made, last), name


def test_an_index_that_grows_is_the_same() -> None:
    clip = make_clip(
        container="mpegts", pts=even_pts(600), options={"g": "12", "preset": "ultrafast"}
    )
    *parts, whole = isolated.grow_index(io.BytesIO(clip), parts_a_second=1000)
    assert whole is not None
    assert whole.to_bytes() == index.build_index(io.BytesIO(clip)).to_bytes()
    assert parts
    assert all(part is not None and part.grows and whole.extends(part) for part in parts)


def test_pictures_are_the_same() -> None:
    truth = truth_of(footage(NAME))

    def opened() -> io.BytesIO:
        return io.BytesIO(truth.clip)

    made = isolated.make_thumbnails(opened(), truth.index, count=5)
    assert made == thumbnails.make_thumbnails(opened(), truth.index, count=5)
    assert isolated.poster(opened(), truth.index) == thumbnails.poster(opened(), truth.index)
    dense = list(isolated.dense_thumbnails(opened(), truth.index, known=made[:1]))
    assert dense == list(thumbnails.dense_thumbnails(opened(), truth.index, known=made[:1]))
    boxes = [((10.0, 10.0, 40.0, 30.0), "#FF8800")]
    png = isolated.still_png(opened(), truth.index, 7, boxes=boxes)
    assert png == still.still_png(opened(), truth.index, 7, boxes=boxes)


def test_motion_facts_and_damage_are_the_same() -> None:
    truth = truth_of(footage(NAME))

    def opened() -> io.BytesIO:
        return io.BytesIO(truth.clip)

    parts = list(isolated.motion_parts(opened(), truth.index))
    assert parts == list(motion.motion_parts(opened(), truth.index))
    assert isolated.read_facts(opened()) == clip_facts.read_facts(opened())
    hit = [range(len(truth.clip) // 2, len(truth.clip) // 2 + 40)]
    found = isolated.damaged_frames(opened(), truth.index, hit)
    assert found == packet_spans.damaged_frames(opened(), truth.index, hit)
    assert found is not None
    assert isolated.has_sound(opened()) is sound.has_sound(opened()) is False


def test_sound_is_the_same() -> None:
    clip = clip_with_sound()
    made = list(isolated.sound_blocks(io.BytesIO(clip), first_s=0.0, start_s=0.3))
    assert made == list(sound.sound_blocks(io.BytesIO(clip), first_s=0.0, start_s=0.3))
    assert len(made) > 10
    assert isolated.has_sound(io.BytesIO(clip))


def clip_with_sound() -> bytes:
    import av
    import numpy as np

    sink = io.BytesIO()
    with av.open(sink, "w", format="matroska") as output:
        track = output.add_stream("pcm_s16le", rate=8000, layout="mono")
        for at in range(0, 8000, 400):
            samples = (np.arange(at, at + 400) % 100 * 200).astype(np.int16)[None, :]
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 8000, at, Fraction(1, 8000)
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return sink.getvalue()


def test_what_is_no_video_is_said_to_be_none() -> None:
    with pytest.raises(NotAVideoError):
        isolated.build_index(io.BytesIO(b"no video at all" * 100))


def test_a_frame_that_there_is_not_is_named() -> None:
    truth = truth_of(footage(NAME))
    with pytest.raises(NoSuchFrameError) as refused:
        isolated.still_png(io.BytesIO(truth.clip), truth.index, 48)
    assert (refused.value.frame_index, refused.value.frame_count) == (48, 48)


def test_a_damaged_frame_is_named() -> None:
    truth = truth_of(footage("mjpeg in avi"))
    at = truth.clip.index(b"\xff\xd8", len(truth.clip) // 2)
    broken = truth.clip[:at] + bytes(1200) + truth.clip[at + 1200 :]
    damaged = first_damaged(truth.index, broken)
    with pytest.raises(DamagedFrameError) as refused:
        isolated.still_png(io.BytesIO(broken), truth.index, damaged)
    assert refused.value.frame_index == damaged


def first_damaged(of: FrameIndex, clip: bytes) -> int:
    for frame_index in range(of.frame_count):
        try:
            still.still_png(io.BytesIO(clip), of, frame_index)
        except DamagedFrameError:
            return frame_index
    pytest.fail("no frame is damaged")


@pytest.mark.parametrize(
    "error",
    [
        EncryptionError("no key"),
        StorageUnavailableError("away", Fault.DISK),
        ReadInterruptedError("called off"),
        OSError(5, "a bad disk"),
        ValueError("a mistake of ours"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_stream_raises_comes_out_as_the_very_same(error: Exception) -> None:
    clip = footage(NAME)
    stream = Stream(clip, sound_to=len(clip) // 2, error=error)
    with pytest.raises(type(error)) as raised:
        isolated.build_index(stream)
    assert raised.value is error


def test_an_exception_from_the_progress_ends_the_work() -> None:
    def progress(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        isolated.build_index(io.BytesIO(footage(NAME)), progress=progress)


def test_what_is_cancelled_ends_at_once() -> None:
    truth = truth_of(footage(NAME))
    with pytest.raises(DecodingCancelledError):
        isolated.make_thumbnails(io.BytesIO(truth.clip), truth.index, cancelled=lambda: True)
    assert decoder_pids() == []


def test_items_come_one_by_one_and_whoever_takes_no_more_ends_the_process() -> None:
    truth = truth_of(footage(NAME))
    stream = io.BytesIO(truth.clip)
    parts = isolated.motion_parts(stream, truth.index)
    next(parts)
    assert len(decoder_pids()) == 1
    del parts
    assert decoder_pids() == []


def test_an_unknown_task_ends_in_an_error() -> None:
    with pytest.raises(MediaError):
        list(isolated.run_task("anything", io.BytesIO(b""), None))
