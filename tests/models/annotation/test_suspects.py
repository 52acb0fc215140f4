"""Exchanged identities are found among the first places that a proofreader is shown."""

import random
from dataclasses import replace
from uuid import uuid4

from models.annotation import Annotation, Box, Keyframe, Track
from models.annotation.suspects import Suspect, SuspectKind, ends, starts, suspects
from tests.support.annotations import PERSON, key, single, track

STEP, STEPS = 5, 160


def walkers(chance: random.Random, count: int) -> list[list[Box]]:
    """People and cars of several sizes who walk about, with bends and rests, in 1080p."""
    paths = []
    for _ in range(count):
        width, x, y = chance.uniform(30, 160), chance.uniform(0, 1700), chance.uniform(0, 900)
        speed_x, speed_y = chance.uniform(-12, 12), chance.uniform(-5, 5)
        path = []
        for _ in range(STEPS):
            if chance.random() < 0.06:
                speed_x, speed_y = chance.uniform(-12, 12), chance.uniform(-5, 5)
            if not 0 < x < 1750:
                speed_x = -speed_x
            if not 0 < y < 950:
                speed_y = -speed_y
            x, y = x + speed_x + chance.gauss(0, 1), y + speed_y + chance.gauss(0, 1)
            path.append(Box(x, y, width * chance.uniform(0.97, 1.03), width * 2).rounded())
        paths.append(path)
    return paths


def tracked(paths: list[list[Box]]) -> Annotation:
    return Annotation(
        Track(
            uuid4(),
            number,
            label_id=PERSON,
            keyframes=tuple(
                Keyframe(uuid4(), at * STEP, pts=at, box=box) for at, box in enumerate(path)
            ),
        )
        for number, path in enumerate(paths, start=1)
    )


def test_nine_of_ten_exchanged_identities_are_among_the_first_hundred() -> None:
    chance = random.Random(11)
    paths = walkers(chance, 24)
    exchanged = []
    for at in sorted(chance.sample(range(3, STEPS - 3), 50)):
        one, other = chance.sample(range(24), 2)
        paths[one][at:], paths[other][at:] = paths[other][at:], paths[one][at:]
        exchanged.append((at * STEP, {one + 1, other + 1}))
    annotation = tracked(paths)
    numbers = {one.id: one.number for one in annotation.tracks.values()}
    told = [
        (found.frame_index, {numbers[found.track_id], numbers[found.other_id]})
        for found in suspects(annotation, most=100)
        if found.other_id is not None
    ]
    assert sum(entry in told for entry in exchanged) >= 45


def test_smooth_ways_are_not_suspect() -> None:
    one = track(*(key(at * 10, Box(at * 30.0, at * 5.0, 60, 120)) for at in range(30)))
    assert suspects(Annotation((one,))) == ()


def test_a_jump_and_a_sudden_size_are_told_where_they_happen() -> None:
    still = [key(at, Box(100, 100, 40, 80)) for at in range(0, 50, 5)]
    jumps = track(*still[:5], *(replace(one, box=Box(400, 100, 40, 80)) for one in still[5:]))
    grows = track(
        *(key(at, Box(900, 500, 40, 80)) for at in (0, 5)), key(10, Box(880, 460, 80, 160))
    )
    found = suspects(Annotation((jumps, grows)))
    assert [(one.track_id, one.frame_index, one.kind) for one in found] == [
        (jumps.id, 25, SuspectKind.JUMP),
        (grows.id, 10, SuspectKind.SIZE),
    ]


def test_who_comes_back_elsewhere_after_having_left_did_not_jump() -> None:
    away = track(key(0, Box(0, 0, 40, 80)), key(5, outside=True), key(30, Box(900, 0, 40, 80)))
    gap = track(key(0, Box(0, 500, 40, 80), gap_after=True), key(30, Box(900, 500, 40, 80)))
    assert suspects(Annotation((away, gap))) == ()


def test_as_many_as_are_wanted_come_the_worst_first() -> None:
    tracks = [
        track(key(0, Box(0, 0, 40, 40)), key(1, Box(far, 0, 40, 40))) for far in (200, 500, 350)
    ]
    found: tuple[Suspect, ...] = suspects(Annotation(tracks), most=2)
    assert [one.track_id for one in found] == [tracks[1].id, tracks[2].id]


def test_tracks_begin_and_end_where_they_show_their_first_and_last_box() -> None:
    late = track(key(4, outside=True), key(9), key(20, outside=True))
    held = track(key(2))
    annotation = Annotation((late, held, single(7)))
    assert starts(annotation) == ((2, held.id), (9, late.id))
    assert ends(annotation, 50) == ((19, late.id), (49, held.id))


def test_a_search_that_is_called_off_ends_before_the_next_frame() -> None:
    jumping = track(*(key(frame, Box(30 * (frame % 20), 0, 20, 20)) for frame in range(0, 60, 10)))
    annotation = Annotation((jumping,))
    assert suspects(annotation)
    asked: list[None] = []
    assert suspects(annotation, cancelled=lambda: len(asked) > 2 or bool(asked.append(None))) == ()
    assert len(asked) == 3
