"""Cancelling, going on, and what a decoder refuses."""

import io
import itertools
import random
from contextlib import suppress

import pytest

from app.media.decoding.decoder import ExactDecoder
from app.media.errors import DecodingCancelledError, NoSuchFrameError
from tests.app.media.truth import truth_of
from tests.support.footage import footage, hash_picture

CLIPS = ("h264 with B-frames in ts", "bare h264", "two recordings joined in ts", "mjpeg in avi")


@pytest.mark.promise
@pytest.mark.parametrize("name", CLIPS)
def test_requests_cancelled_at_any_moment_spoil_no_later_answer(name: str) -> None:
    truth = truth_of(footage(name))
    decoder = ExactDecoder(io.BytesIO(truth.clip), truth.index)
    chance = random.Random(5)
    cancelled = 0
    for _ in range(150):
        patience = chance.randrange(12)
        asked = iter(range(patience))
        try:
            decoder.frame(
                chance.randrange(truth.index.frame_count),
                cancelled=lambda asked=asked: next(asked, None) is None,
            )
        except DecodingCancelledError:
            cancelled += 1
        target = chance.randrange(truth.index.frame_count)
        if chance.random() < 0.3:
            assert hash_picture(decoder.frame(target).picture) == truth.plane_hashes[target]
    decoder.close()
    assert cancelled > 20


@pytest.mark.promise
@pytest.mark.parametrize(
    "name", ["mpeg-2 of interlaced fields in ps", "h264 of two cameras in mp4"]
)
def test_who_turns_back_on_the_way_gets_the_frames_that_the_way_left_out(name: str) -> None:
    truth = truth_of(footage(name))
    assert truth.index.skip_unreferenced
    for target, patience in itertools.product(range(8, 16), range(2, 10)):
        decoder = ExactDecoder(io.BytesIO(truth.clip), truth.index)
        asked = iter(range(patience))
        with suppress(DecodingCancelledError):
            decoder.frame(target, cancelled=lambda asked=asked: next(asked, None) is None)
        for before in (target - 1 - patience % 3, target):
            frame = decoder.frame(before)
            assert (frame.frame_index, frame.exact) == (before, True), (target, patience)
            assert hash_picture(frame.picture) == truth.plane_hashes[before]
        decoder.close()


def test_going_on_to_the_next_frame_reads_on_instead_of_seeking() -> None:
    truth = truth_of(footage("h264 with B-frames in mp4"))

    class CountingStream(io.BytesIO):
        seeks = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            self.seeks += 1
            return super().seek(offset, whence)

    stream = CountingStream(truth.clip)
    decoder = ExactDecoder(stream, truth.index)
    decoder.frame(0)
    before = stream.seeks
    for frame_index in range(1, 12):
        decoder.frame(frame_index)
    assert stream.seeks - before < 3
    decoder.close()


def test_a_frame_outside_the_clip_is_refused() -> None:
    truth = truth_of(footage("mjpeg in avi"))
    decoder = ExactDecoder(io.BytesIO(truth.clip), truth.index)
    for frame_index in (-1, truth.index.frame_count):
        with pytest.raises(NoSuchFrameError):
            decoder.frame(frame_index)
    decoder.close()
    decoder.close()
