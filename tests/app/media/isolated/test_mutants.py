"""Damaged clips: whatever they do to the decoder, the program goes on and its memory is bounded."""

import pytest

from app.media import isolated
from benchmarks.media_fuzz import run
from tests.support.cleanliness import decoder_pids

_MOST_MB = 800


@pytest.mark.promise
@pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_damaged_clip_harms_the_program(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    tally = run(20, seed, only="h264")
    assert sum(times for what, times in tally.ends.items() if what.startswith("index")) == 20
    assert not [what for what in tally.ends if "no answer" in what]
    assert tally.peak_mb < _MOST_MB
    assert decoder_pids() == []
