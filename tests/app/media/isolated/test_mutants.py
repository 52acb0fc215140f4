"""Damaged clips: whatever they do to the decoder, the program goes on and its memory is bounded."""

import io
import random

import pytest

from app.media import isolated
from app.media.errors import DecoderCrashedError, MediaError
from benchmarks.media_fuzz import run
from tests.support.cleanliness import decoder_pids
from tests.support.footage import footage
from tests.support.mutants import mutant

_MOST_MB = 800
ASF = "h264 with B-frames in asf"


@pytest.mark.promise
@pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system")
def test_a_clip_that_points_far_behind_its_end_is_no_lie() -> None:
    # Damage has FFmpeg look for something billions of gigabytes away.
    crashes = 0
    for number in range(40, 60):
        clip = mutant(footage(ASF), random.Random(f"11 {ASF} {number}"))
        try:
            isolated.build_index(io.BytesIO(clip))
        except DecoderCrashedError:
            crashes += 1
        except MediaError:
            continue
    assert not crashes


@pytest.mark.promise
@pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system")
def test_what_lies_behind_the_end_is_asked_for_once() -> None:
    class Counted(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            return super().read(size)

    # FFmpeg reads on 65,000 times where there is nothing.
    clip = Counted(mutant(footage("wmv in asf"), random.Random("13 wmv in asf 77")))
    with pytest.raises(MediaError):
        isolated.build_index(clip)
    assert clip.reads < 500


@pytest.mark.promise
@pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_damaged_clip_harms_the_program(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    tally = run(20, seed, only="h264")
    assert sum(times for what, times in tally.ends.items() if what.startswith("index")) == 20
    assert not [what for what in tally.ends if "no answer" in what]
    assert tally.peak_mb < _MOST_MB
    assert decoder_pids() == []
