"""What a decoder gives has bounds: it can fill neither the program's memory nor its numbers."""

import io
import itertools
import json
import threading

import numpy as np
import pytest

from app.media import isolated
from app.media.errors import DecoderCrashedError, IndexFormatError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import results, tasks
from app.media.isolated.wire import LyingDecoderError
from app.media.sound.blocks import FRAME_BYTES, RATE_HZ, SoundBlock
from app.media.sound.buffer import SoundBuffer
from app.media.strips.thumbnails import Thumbnail
from tests.app.media.isolated.test_lies import with_fact
from tests.support.clip_index import clip_index

pytestmark = pytest.mark.promise


@pytest.mark.parametrize(
    "changed",
    [{"end_pts": 10**400}, {"end_pts": 1 << 63}, {"rotation": float("inf")}],
    ids=["endless", "long", "turned"],
)
def test_numbers_beyond_all_bounds_are_refused(changed: dict[str, object]) -> None:
    item = with_fact(**changed)
    with pytest.raises(LyingDecoderError):
        results.checked_index(item)
    with pytest.raises(IndexFormatError):
        FrameIndex.from_bytes(item[1:])


def test_facts_and_damage_are_short() -> None:
    facts = json.dumps({"profile": "x", "more": [[]] * 4000}).encode()
    with pytest.raises(LyingDecoderError):
        results.checked_facts(facts)
    runs = json.dumps([[[n, n + 1] for n in range(0, 200_000, 2)], []]).encode()
    assert len(runs) > 1 << 20
    with pytest.raises(LyingDecoderError):
        results.checked_damage(runs, 1 << 20)


def test_a_block_of_sound_is_short() -> None:
    second = bytes(RATE_HZ * FRAME_BYTES)
    assert results.checked_sound(results.sound_item(SoundBlock(0.0, second))).samples == second
    with pytest.raises(LyingDecoderError):
        results.checked_sound(results.sound_item(SoundBlock(0.0, 5 * second)))


def test_sound_that_always_claims_the_same_moment_is_held_up() -> None:
    buffer, put = SoundBuffer(most_s=1.0), list[int]()
    stretch = buffer.begin(0.0)
    block = SoundBlock(0.0, bytes(RATE_HZ * FRAME_BYTES // 10))
    enough = threading.Event()

    def fill() -> None:
        while buffer.put(block, stretch):
            put.append(1)
            if len(put) == 100:
                enough.set()

    filling = threading.Thread(target=fill)
    filling.start()
    assert not enough.wait(0.5)
    buffer.begin(0.0)
    filling.join(10)
    assert not filling.is_alive()
    assert len(put) < 100


@pytest.mark.parametrize(("height", "width"), [(257, 100), (100, 2049)])
def test_a_thumbnail_is_small(height: int, width: int) -> None:
    item = results.picture_item(0, np.zeros((height, width, 4), np.uint8), 80)
    with pytest.raises(LyingDecoderError):
        results.checked_thumbnail(item, 10)


def test_all_thumbnails_together_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (256, 2048, 4)).astype(np.uint8)
    item = results.picture_item(0, noise, 95)
    monkeypatch.setattr(tasks, "run_task", lambda *_a, **_k: itertools.repeat(item))
    made = tasks.dense_thumbnails(io.BytesIO(), clip_index(100))
    if isolated.is_supported():
        with pytest.raises(DecoderCrashedError):
            list(made)


def test_a_picture_or_a_sound_shows_nothing_of_itself_when_it_is_printed() -> None:
    secret = b"\x01\x02secret"
    assert b"secret" not in repr(Thumbnail(3, secret)).encode()
    assert b"secret" not in repr(SoundBlock(0.0, secret)).encode()
