"""A drag shows the best picture that is there, and the frame itself, whole, when the hand rests."""

import io
from dataclasses import replace
from functools import cache

import av
import numpy as np
import pytest

from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.decoding.frame_source import FrameSource
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import Picture, PictureMaker
from app.media.pictures.proxy import ProxyMaker
from app.media.pictures.view import ViewRequest
from tests.app.media.viewer import Viewer
from tests.support.footage import even_pts, make_clip, read_barcode

SIZE = (1440, 816)
GROUP, COUNT = 16, 32


@cache
def wide_clip() -> tuple[bytes, FrameIndex]:
    """Return a clip large enough for proxies, of two groups of pictures."""
    clip = make_clip(
        pts=even_pts(COUNT),
        size=SIZE,
        options={"preset": "ultrafast", "g": str(GROUP), "sc_threshold": "0"},
    )
    return clip, build_index(io.BytesIO(clip))


def sized_index(size: tuple[int, int]) -> FrameIndex:
    index = build_index(io.BytesIO(make_clip(pts=even_pts(1))))
    return replace(index, coded_width=size[0], coded_height=size[1])


def open_viewer(*, cache_bytes: int = 256 << 20) -> Viewer:
    clip, index = wide_clip()
    return Viewer(lambda: io.BytesIO(clip), index, cache_bytes=cache_bytes)


@cache
def whole_picture(frame_index: int) -> bytes:
    """Return a frame's picture as a decoder gives it that has done nothing else."""
    clip, index = wide_clip()
    decoder = ExactDecoder(io.BytesIO(clip), index)
    frame = decoder.frame(frame_index)
    decoder.close()
    with open_viewer() as viewer:
        view = viewer.player._commands.now.view
    return PictureMaker(index).to_view(frame, view).bgra.tobytes()


def is_whole(picture: Picture) -> bool:
    return not picture.reduced and picture.bgra.tobytes() == whole_picture(picture.frame_index)


def rest_on(viewer: Viewer, frame_index: int) -> Picture:
    viewer.wait_until(
        lambda: (
            bool(viewer.pictures)
            and viewer.pictures[-1].frame_index == frame_index
            and viewer.pictures[-1].exact
            and not viewer.pictures[-1].reduced
        )
    )
    return viewer.pictures[-1]


def test_a_drag_back_and_forth_in_a_group_shows_real_frames_and_settles_on_whole_ones() -> None:
    # Proxies of the group fit, but not its whole frames.
    with open_viewer(cache_bytes=20 << 20) as viewer:
        cache = viewer.player._source.cache
        viewer.player.scrub(10)
        rest_on(viewer, 10)
        viewer.player.scrub(12)
        rest_on(viewer, 12)
        viewer.wait_until(lambda: all(cache.proxy(at) is not None for at in range(GROUP)))
        for target in (3, 9, 1, 14):
            shown = len(viewer.pictures)
            viewer.player.scrub(target)
            assert is_whole(rest_on(viewer, target))
            # The frame was there at once, with fewer pixels or whole; no key picture came before.
            assert {p.frame_index for p in viewer.pictures[shown:]} == {target}
        assert any(picture.reduced for picture in viewer.pictures)
        assert all(read_barcode(p.bgra) == p.frame_index for p in viewer.pictures)


def test_frames_and_proxies_together_never_take_more_than_the_budget() -> None:
    frame_bytes = SIZE[0] * SIZE[1] * 3 // 2
    budget = 5 * frame_bytes
    with open_viewer(cache_bytes=budget) as viewer:
        cache = viewer.player._source.cache
        for number, target in enumerate((10, 12, 2, 15, 20, 22, 17, 31, 30, 0)):
            (viewer.player.scrub if number % 3 else viewer.player.show)(target)
            assert is_whole(rest_on(viewer, target))
            assert cache.used_bytes <= budget
        viewer.player.play(-4)
        viewer.wait_for_rest()
        assert cache.used_bytes <= budget
    assert (cache.used_bytes, len(cache)) == (0, 0)


def test_a_drag_comes_to_rest_and_nothing_is_decoded_any_more() -> None:
    with open_viewer(cache_bytes=20 << 20) as viewer:
        meter, cache = viewer.player._source.meter, viewer.player._source.cache
        viewer.player.scrub(10)
        rest_on(viewer, 10)
        viewer.player.scrub(12)
        rest_on(viewer, 12)
        viewer.wait_until(lambda: all(cache.proxy(at) is not None for at in range(GROUP)))
        viewer.wait_until(lambda: not viewer.player._loop._answers.prepares)
        assert meter.decoded < 4 * COUNT


def test_letting_go_shows_the_whole_frame_even_where_only_its_proxy_was_kept() -> None:
    with open_viewer() as viewer:
        viewer.player.scrub(10)
        viewer.player.scrub(12)
        rest_on(viewer, 12)
        viewer.player.scrub(5)
        viewer.player.show(5)
        assert is_whole(rest_on(viewer, 5))


def test_a_proxy_looks_like_its_frame_and_takes_far_less_memory() -> None:
    clip, index = wide_clip()
    source = FrameSource(lambda _: io.BytesIO(clip), index, cache_bytes=64 << 20)
    frame = source.frame(7, lambda: False)
    proxy = ProxyMaker(index).proxy_of(frame)
    whole = PictureMaker(index).full_size(frame)
    small = PictureMaker(index).full_size(proxy)
    assert small.shape == whole.shape
    assert np.abs(small.astype(int) - whole).mean() < 3
    source.close()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), (960, 540)),
        ((1080, 1920), (540, 960)),
        ((3840, 2160), (960, 540)),
        ((1280, 720), None),
        ((160, 96), None),
    ],
)
def test_proxies_are_made_only_where_they_are_much_smaller(
    size: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    assert ProxyMaker(sized_index(size)).size == expected


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv422p", "yuv420p10le"])
@pytest.mark.parametrize("size", [(1920, 1080), (2160, 3840), (1922, 1082)], ids=str)
def test_a_proxy_keeps_the_colours_of_every_format(
    size: tuple[int, int], pixel_format: str
) -> None:
    index = sized_index(size)
    picture = av.VideoFrame(*size, pixel_format)
    depth = 4 if pixel_format.endswith("10le") else 1
    for plane, level in zip(picture.planes, (81, 90, 240), strict=True):
        np.frombuffer(plane, np.uint16 if depth == 4 else np.uint8)[:] = level * depth
    picture.colorspace, picture.color_range = 5, 2 if pixel_format.startswith("yuvj") else 1
    frame = DecodedFrame(0, 0, picture, exact=True, corrupt=False)
    maker, view = PictureMaker(index), ViewRequest(300, 300)
    proxy = ProxyMaker(index).proxy_of(frame)
    assert proxy.picture.width * proxy.picture.height <= 960 * 540 * 1.01
    whole, small = maker.to_view(frame, view).bgra, maker.to_view(proxy, view).bgra
    assert whole.shape == small.shape
    assert np.abs(whole.astype(int) - small).max() <= 2
