"""Adjustments change what the eye sees and nothing else: never by nothing, never in an export."""

import io
import pickle
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media import isolated
from app.media.index.building import build_index
from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT, RANGES, Adjustment
from app.media.pictures.adjusting import adjust, tone_table
from app.media.pictures.still import still_png
from app.media.pictures.view import ViewRequest
from app.media.player.player import Player
from tests.app.media.viewer import Viewer
from tests.support.footage import even_pts, make_clip

STRONG = Adjustment(0.1, 1.5, 2.0, 1.5, clahe=0.7, invert=True, sharpen=1.0)
adjustments = st.builds(
    Adjustment,
    **{name: st.floats(least, most) for name, (least, most) in RANGES.items()},
    invert=st.booleans(),
)


def noise(height: int = 48, width: int = 64, *, padding: int = 4) -> np.ndarray:
    """Return pixels in padded rows, as a decoder makes them."""
    made = np.random.default_rng(1).integers(0, 256, (height, width + padding, 4), np.uint8)
    made[:, :, 3] = 255
    return made[:, :width]


def adjusted(pixels: np.ndarray, how: Adjustment) -> np.ndarray:
    made = pixels.copy()
    adjust(made, how)
    return made


def luma(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(pixels, cv2.COLOR_BGRA2GRAY).astype(float)


def test_no_adjustment_touches_no_pixel() -> None:
    pixels = noise()
    pixels.flags.writeable = False
    adjust(pixels, Adjustment())
    assert Adjustment().is_none
    assert not STRONG.is_none


@given(adjustments)
@settings(deadline=None, max_examples=40)
def test_whatever_is_asked_for_alpha_and_the_padding_stay(how: Adjustment) -> None:
    padded = np.random.default_rng(2).integers(0, 256, (20, 36, 4), np.uint8)
    padded[:, :, 3] = 255
    before = padded.copy()
    adjust(padded[:, :32], how)
    assert (padded[:, :32, 3] == 255).all()
    assert np.array_equal(padded[:, 32:], before[:, 32:])


def test_each_number_does_what_it_is_called() -> None:
    grey = np.full((16, 16, 4), 60, np.uint8)
    assert adjusted(grey, Adjustment(brightness=0.2))[0, 0, 0] == 60 + 51
    assert adjusted(grey, Adjustment(gamma=2.0))[0, 0, 0] > 110
    assert adjusted(grey, Adjustment(contrast=2.0))[0, 0, 0] == 0
    assert adjusted(grey, Adjustment(invert=True))[0, 0, 0] == 195
    pixels = noise()
    without = adjusted(pixels, Adjustment(saturation=0.0))[:, :, :3].astype(int)
    assert (without.max(axis=2) == without.min(axis=2)).all()
    assert np.abs(luma(adjusted(pixels, Adjustment(saturation=0.0))) - luma(pixels)).max() <= 1


def test_clahe_brings_up_what_is_hidden_in_the_dark() -> None:
    columns = np.arange(256) % 8 // 4
    dark = np.repeat((20 + 4 * columns)[None, :], 256, axis=0)
    night = np.repeat(dark[:, :, None], 4, axis=2).astype(np.uint8)
    night[:, :, 3] = 255
    assert luma(adjusted(night, Adjustment(clahe=1.0))).std() > 1.5 * luma(night).std()


def test_sharpening_raises_an_edge_and_leaves_flat_ground() -> None:
    half = np.full((32, 32, 4), 100, np.uint8)
    half[:, 16:, :3] = 150
    half[:, :, 3] = 255
    sharp = luma(adjusted(half, Adjustment(sharpen=1.0)))
    assert sharp[10, 15] < 100 < 150 < sharp[10, 16]
    assert np.abs(sharp[10, (2, 29)] - (100, 150)).max() <= 1


def test_tones_never_fall_where_levels_rise() -> None:
    for how in (NIGHT, HAZE, Adjustment(contrast=4.0, gamma=0.25, brightness=-1.0)):
        table = tone_table(how)
        assert table is not None
        assert (np.diff(table.astype(int)) >= 0).all()
    assert tone_table(Adjustment(clahe=1.0)) is None


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -9.0, 9.0])
def test_a_number_out_of_its_range_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        Adjustment(**{name: value})


@given(adjustments)
def test_an_adjustment_comes_back_from_where_it_was_kept(how: Adjustment) -> None:
    assert Adjustment.of_value(how.to_value()) == how
    assert pickle.loads(pickle.dumps(how)) == how
    assert how.is_none is (how.to_value() == {})


@pytest.mark.parametrize(
    "value",
    [None, [], "gamma", {"gamma": 99}, {"gamma": "2"}, {"invert": 1}, {"clahe": True}, {"blur": 1}],
    ids=str,
)
def test_what_was_kept_and_cannot_be_understood_is_left_out(value: object) -> None:
    assert Adjustment.of_value(value) == NO_ADJUSTMENT


def test_every_number_has_its_range() -> None:
    assert {field.name for field in fields(Adjustment)} == {*RANGES, "invert"}


@pytest.mark.promise
def test_a_decoder_adjusts_what_is_shown_and_never_what_is_exported() -> None:
    clip = make_clip(pts=even_pts(3))
    index = build_index(io.BytesIO(clip))
    before = still_png(io.BytesIO(clip), index, 1)
    plain = ViewRequest(index.width, index.height)
    starts = [Player, *([isolated.IsolatedPlayer] if isolated.is_supported() else [])]
    for start in starts:
        with Viewer(lambda: io.BytesIO(clip), index, start=start) as shown:
            shown.player.set_view(plain)
            shown.player.show(1)
            as_recorded = shown.wait_for_frame(1).bgra.copy()
            asked = replace(plain, adjustment=STRONG)
            shown.player.set_view(asked)
            shown.wait_until(lambda: shown.pictures[-1].view == asked)  # noqa: B023
            assert np.array_equal(shown.pictures[-1].bgra, adjusted(as_recorded, STRONG))
            shown.player.set_view(plain)
            shown.wait_until(lambda: shown.pictures[-1].view == plain)
            assert np.array_equal(shown.pictures[-1].bgra, as_recorded)
            assert still_png(io.BytesIO(clip), index, 1) == before
            assert not shown.failures
