"""A source gives exact frames, counts what it does, and loses nothing when it is stopped."""

import io

import pytest

from app.media.decoding.frame_source import FrameSource
from app.media.errors import DecodingCancelledError
from app.media.index.building import build_index
from tests.app.media.truth import truth_of
from tests.support.footage import even_pts, footage, hash_picture, make_clip

NAME = "h264 with B-frames in mp4"


def never() -> bool:
    return False


def open_source() -> FrameSource:
    truth = truth_of(footage(NAME))
    return FrameSource(lambda _: io.BytesIO(truth.clip), truth.index, cache_bytes=64 << 20)


def test_what_was_decoded_and_what_was_kept_is_counted() -> None:
    source = open_source()
    for frame_index in (5, 6, 7, 5, 40, 6):
        source.frame(frame_index, never)
    meter = source.meter
    assert (meter.decoded, meter.hits, meter.misses) == (4, 2, 4)
    assert meter.decode_ms > 0
    assert meter.seek_ms > 0
    assert meter.seek_p95_ms > 0
    source.close()


def test_decoding_that_pauses_between_packets_ends_with_the_same_frame() -> None:
    truth, source = truth_of(footage(NAME)), open_source()
    for target in (11, 35, 20):
        for tries in range(1, 200):
            calls = 0

            def paused(patience: int = tries) -> bool:
                nonlocal calls
                calls += 1
                return calls > patience

            try:
                frame = source.frame(target, never, paused=paused)
                break
            except DecodingCancelledError:
                continue
        assert hash_picture(frame.picture) == truth.plane_hashes[target]
        assert frame.exact
    source.close()


def test_a_frame_that_is_kept_as_a_proxy_only_is_decoded_again_when_it_is_wanted() -> None:
    source = open_source()
    source.fill(9, never, as_proxy=True)
    assert source.cache.proxy(9) is not None
    assert 9 not in source.cache
    assert source.frame(9, never).exact
    assert source.meter.decoded == 2
    source.close()


def test_closing_wipes_every_frame_and_a_dropped_decoder_is_opened_anew() -> None:
    source = open_source()
    source.frame(3, never)
    source.drop_decoder()
    assert source.frame(4, never).frame_index == 4
    source.close()
    assert (len(source.cache), source.cache.used_bytes) == (0, 0)


def test_what_is_cancelled_says_so() -> None:
    source = open_source()
    with pytest.raises(DecodingCancelledError):
        source.frame(30, lambda: True)
    source.close()


def test_what_is_decoded_on_the_way_is_kept_where_that_costs_no_time() -> None:
    clip = make_clip(pts=even_pts(40), options={"bf": "0", "g": "20"})
    index = build_index(io.BytesIO(clip))
    source = FrameSource(lambda _: io.BytesIO(clip), index, cache_bytes=64 << 20)
    assert source.comes_in_order
    assert not open_source().comes_in_order
    frame = source.frame_and_way(35, never, most=6)
    assert (frame.frame_index, frame.exact) == (35, True)
    assert [at for at in range(40) if at in source.cache] == list(range(29, 36))
    # The decoder stands behind 35: nothing before that is decoded again for 38.
    source.cache.clear()
    source.frame_and_way(38, never, most=6)
    assert [at for at in range(40) if at in source.cache] == [36, 37, 38]
    source.close()
