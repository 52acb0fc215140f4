"""The sample clips as files: what `render` returns and what an index says about it."""

import io
from functools import cache
from itertools import pairwise

import av
import numpy as np
import pytest

from app.demo import SAMPLE_CLIPS, SAMPLE_LABELS, RenderCancelledError, SampleClip
from app.media.index.building import build_index

PREFIX = 8
each_clip = pytest.mark.parametrize("clip", SAMPLE_CLIPS, ids=lambda clip: clip.name)


@cache
def prefix_with_progress(clip: SampleClip) -> tuple[bytes, list[tuple[int, int]]]:
    seen: list[tuple[int, int]] = []
    video = clip.render(lambda done, total: seen.append((done, total)), frame_count=PREFIX)
    return video, seen


def prefix_of(clip: SampleClip) -> bytes:
    return prefix_with_progress(clip)[0]


def pictures_of(video: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(video), mode="r") as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


@each_clip
def test_every_rendered_frame_is_in_the_file_with_its_own_time(clip: SampleClip) -> None:
    index = build_index(io.BytesIO(prefix_of(clip)))
    scene = clip.scene()
    assert index.frame_count == PREFIX
    assert (index.display_width, index.display_height) == (clip.width, clip.height)
    seconds = [index.seconds(i) for i in range(PREFIX)]
    assert seconds == pytest.approx([scene.seconds(i) for i in range(PREFIX)], abs=1e-3)


@each_clip
def test_the_pictures_decode_and_show_something(clip: SampleClip) -> None:
    pictures = pictures_of(prefix_of(clip))
    assert len(pictures) == PREFIX
    for picture in pictures:
        assert picture.shape == (clip.height, clip.width, 3)
        assert picture.std() > 15
    for before, after in pairwise(pictures):
        assert np.any(before != after)


@each_clip
def test_a_scene_states_as_many_times_as_the_clip_has_frames(clip: SampleClip) -> None:
    scene = clip.scene()
    assert len(scene.pts) == clip.frame_count
    assert all(a < b for a, b in pairwise(scene.pts))
    assert 20 <= scene.seconds(clip.frame_count - 1) <= 40


def test_the_night_clip_has_a_varying_frame_rate() -> None:
    night = SAMPLE_CLIPS[2].scene()
    assert len(set(np.diff(night.pts))) > 1


def test_one_clip_has_another_codec_than_the_others() -> None:
    codecs = {build_index(io.BytesIO(prefix_of(clip))).codec for clip in SAMPLE_CLIPS}
    assert codecs == {"h264", "hevc"}


@each_clip
def test_progress_counts_from_nothing_to_all_frames(clip: SampleClip) -> None:
    assert prefix_with_progress(clip)[1] == [(done, PREFIX) for done in range(PREFIX + 1)]


@each_clip
def test_rendering_stops_at_the_first_chance_while_the_backdrop_is_painted(
    clip: SampleClip,
) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    seen: list[int] = []
    with pytest.raises(RenderCancelledError):
        clip.render(lambda done, _: seen.append(done), cancelled)
    assert asked == 4
    assert seen == [0]


def test_rendering_stops_between_two_frames() -> None:
    done_so_far = 0

    def progress(done: int, total: int) -> None:
        nonlocal done_so_far
        done_so_far = done

    with pytest.raises(RenderCancelledError):
        SAMPLE_CLIPS[2].render(progress, lambda: done_so_far >= 2)
    assert done_so_far == 2


def test_event_ids_names_and_labels_are_distinct() -> None:
    assert len({clip.event_id for clip in SAMPLE_CLIPS}) == 3
    assert len({clip.name for clip in SAMPLE_CLIPS}) == 3
    assert [label.digit for label in SAMPLE_LABELS] == list(range(1, len(SAMPLE_LABELS) + 1))
    for field in ("id", "name", "color", "position"):
        assert len({getattr(label, field) for label in SAMPLE_LABELS}) == len(SAMPLE_LABELS)
