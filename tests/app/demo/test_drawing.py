"""Figures, routes, sprites and the clock: what the scenes are made of."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demo import SAMPLE_CLIPS, SampleClip
from app.demo.actors import Driver
from app.demo.arrays import rng
from app.demo.barrier import Barrier
from app.demo.camera import Camera
from app.demo.clothes import Outfit, Stance
from app.demo.noise import sample, tile
from app.demo.overlay import write
from app.demo.person import Pose, person
from app.demo.routes import drive, walk
from app.demo.solids import Light, draw, outline
from app.demo.sprites import Sprite
from app.demo.wheeled import rider

CAMERA = Camera.looking(640, 360, field_deg=40, position=(0, 0, 6), yaw_deg=5, pitch_deg=20)
LIGHT = Light(np.array([-0.6, -0.4, 0.69]), contrast=0.6)
angles = st.floats(0, 2 * math.pi)


@given(phase=angles, heading=angles, swing=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_walking_foot_never_sinks_into_the_ground_and_one_always_stands(
    phase: float, heading: float, swing: float
) -> None:
    body = person(Pose(x=1, y=12, heading=heading, phase=phase, swing=swing), Outfit())
    lowest = min(float((part.centers[:, 2] - part.radii).min()) for part in body)
    assert -0.06 < lowest < 0.04


@given(crank=angles)
@settings(max_examples=40, deadline=None)
def test_a_rider_keeps_legs_of_one_length(crank: float) -> None:
    legs = rider(Stance(0, 0, 0), Outfit(), crank)[:6]
    for shin, thigh in ((legs[1], legs[2]), (legs[4], legs[5])):
        for bone in (shin, thigh):
            length = float(np.linalg.norm(bone.centers[1] - bone.centers[0]))
            assert 0.40 < length < 0.52


def test_the_camera_sees_the_ground_where_the_ground_map_says() -> None:
    ground = CAMERA.ground_map()
    for row, column in ((359, 0), (200, 320), (120, 639)):
        point = np.array([[ground.x[row, column], ground.y[row, column], 0.0]])
        seen = CAMERA.project(point)[0]
        assert seen[0] == pytest.approx(column + 0.5, abs=0.05)
        assert seen[1] == pytest.approx(row + 0.5, abs=0.05)


def test_a_figure_is_drawn_inside_its_outline() -> None:
    body = person(Pose(x=0.5, y=14, heading=0.4, phase=1.0), Outfit())
    left, top, right, bottom = outline(CAMERA, body)
    sprite = draw(CAMERA, body, LIGHT)
    rows, columns = np.nonzero(sprite.cover > 128)
    assert sprite.left + columns.min() == pytest.approx(left, abs=1.5)
    assert sprite.left + columns.max() + 1 == pytest.approx(right, abs=1.5)
    assert sprite.top + rows.min() == pytest.approx(top, abs=1.5)
    assert sprite.top + rows.max() + 1 == pytest.approx(bottom, abs=1.5)


@pytest.mark.parametrize("clip", SAMPLE_CLIPS, ids=lambda clip: clip.name)
def test_an_actor_is_drawn_inside_the_box_that_is_called_true(clip: SampleClip) -> None:
    scene = clip.scene()
    for actor in scene.actors:
        begin, end = float(actor.route.times[0]), float(actor.route.times[-1])
        spot = actor.route.at(begin + 0.45 * (end - begin))
        assert spot is not None
        left, top, right, bottom = actor.cloud.outline(scene.camera, spot)
        if right < 0 or left > clip.width or bottom > clip.height or top < 0:
            continue
        _, sprite = actor.sprites(scene.camera, scene.light, spot, soft_px=1.0)
        rows, columns = np.nonzero(sprite.cover > 128)
        slack = 2 + 0.08 * (right - left)
        assert sprite.left + columns.min() > left - slack
        assert sprite.left + columns.max() < right + slack
        assert sprite.top + rows.min() > top - slack
        assert sprite.top + rows.max() < bottom + slack
        if isinstance(actor, Driver):
            assert (columns.max() - columns.min()) > 0.9 * (right - left) - 3


@given(left=st.integers(-60, 200), top=st.integers(-60, 200))
@settings(max_examples=40, deadline=None)
def test_a_sprite_changes_only_what_it_covers(left: int, top: int) -> None:
    frame = np.full((120, 160, 3), 90, np.uint8)
    cover = np.zeros((40, 30), np.uint8)
    cover[10:30, 10:20] = 255
    paint = np.zeros((40, 30, 3), np.uint8)
    paint[cover > 0] = 200
    Sprite(left, top, paint, cover).put(frame)
    rows, columns = np.nonzero((frame != 90).any(axis=2))
    assert ((rows >= top + 10) & (rows < top + 30)).all()
    assert ((columns >= left + 10) & (columns < left + 20)).all()


def test_a_walk_starts_and_ends_at_its_times_and_pauses_between() -> None:
    route = walk([(0, 10), (10, 10)], start_s=2.0, speed=1.0, pauses=((5.0, 3.0),))
    assert route.at(1.9) is None
    start, standing, end = route.at(2.0), route.at(8.6), route.at(float(route.times[-1]))
    assert start is not None
    assert standing is not None
    assert end is not None
    assert start.x == pytest.approx(0, abs=0.05)
    assert standing.x == pytest.approx(5, abs=0.05)
    assert standing.speed == pytest.approx(0, abs=0.05)
    assert end.x == pytest.approx(10, abs=0.2)
    assert route.at(float(route.times[-1]) + 0.1) is None


def test_a_car_that_backs_out_points_against_its_way() -> None:
    route = drive(
        [([(0, 20), (0, 10)], True)],
        timetable=[(0.0, 0.0, 1.0), (10.0, 1.0, 1.0)],
        waits=(True, True),
    )
    spot = route.at(5.0)
    assert spot is not None
    assert math.sin(spot.heading) == pytest.approx(1.0, abs=0.01)
    assert route.at(-3.0) is not None
    assert route.at(30.0) is not None


def test_the_barrier_opens_and_closes_smoothly() -> None:
    barrier = Barrier(x=0, y=10, height=1, length=5, openings=((2.0, 8.0),))
    steps = [barrier.angle(t / 20) for t in range(300)]
    assert steps[0] == 0
    assert max(steps) == pytest.approx(math.radians(80), abs=0.01)
    assert steps[-1] == pytest.approx(0)
    assert max(abs(a - b) for a, b in pairwise(steps)) < math.radians(4)


def test_the_clock_reads_differently_each_second() -> None:
    seen = set()
    for second in range(10):
        frame = np.full((60, 500, 3), 120, np.uint8)
        write(frame, f"2026-11-22 11:14:0{second}", x=8, y=8, scale=4)
        assert frame.max() > 230
        assert frame.min() < 40
        seen.add(frame.tobytes())
    assert len(seen) == 10


def test_noise_repeats_without_a_seam() -> None:
    noise = tile(3)
    x = np.linspace(-40, 40, 600, dtype=np.float32)[None, :]
    y = np.full_like(x, 1.7)
    values = sample(noise, x, y, metres=10)
    assert np.allclose(values[0, :300], sample(noise, x + 10, y, metres=10)[0, :300], atol=0.02)
    assert np.abs(np.diff(values)).max() < 0.6
    assert np.array_equal(noise, tile(3))
    assert rng(1).random() == rng(1).random()
