"""Whatever a person does in whatever order: the annotation stays sound, kept, and can be undone.

After each step the tracks that it touched show on every frame what a second, naive telling of the
rules says; every edit goes through its stored form; and the database gives back the annotation that
is on the screen.
"""

import json
import shutil
from functools import partial
from pathlib import Path
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crypto.keyring import Keyring
from models.annotation import (
    Annotation,
    Box,
    Edit,
    GestureRefusedError,
    Keyframe,
    Kind,
    Source,
    Track,
    gestures,
    shape_at,
)
from models.engine import open_database
from models.records import Revisions
from models.store import ProjectStore
from tests.models.annotation.naive_shapes import alike, seen
from tests.support.annotations import CAR, PERSON, boxes
from tests.support.databases import AUTHOR, a_clip

FRAME_COUNT = 25
FRAMES = st.integers(0, FRAME_COUNT - 1)
NUMBERS = st.integers(0, 9)
SOME = st.lists(NUMBERS, min_size=1, max_size=3)
SEVERAL = st.lists(NUMBERS, min_size=2, max_size=3, unique=True)
AT_US = 1_700_000_000_000_000

ON_ONE_HERE = (
    gestures.toggle_keyframe,
    gestures.toggle_outside,
    gestures.toggle_occluded,
    gestures.end_track,
)
ON_ONE_AROUND = (gestures.toggle_interpolation, gestures.track_to_boxes, gestures.delete_keyframe)
ON_SOME = (
    gestures.group,
    gestures.ungroup,
    gestures.boxes_to_track,
    gestures.reset_attributes,
    gestures.delete_tracks,
    partial(gestures.relabel, label_id=CAR),
    partial(gestures.relabel, label_id=PERSON),
    partial(gestures.set_pinned, pinned=True),
    partial(gestures.set_pinned, pinned=False),
    partial(gestures.set_locked, locked=True),
    partial(gestures.set_locked, locked=False),
    partial(gestures.set_ends_after, frames=2),
    partial(gestures.set_ends_after, frames=0),
    partial(gestures.set_ends_after, frames=None),
    partial(gestures.set_attributes, told={"ab": "red"}),
    partial(gestures.set_attributes, told={"ab": None}),
)


def pts_of(frame: int) -> int:
    if not 0 <= frame < FRAME_COUNT:
        raise IndexError(frame)
    return frame * 512


@st.composite
def drawn_before(draw: st.DrawFn) -> list[tuple]:
    """Return what each of some objects has: kind, hold, and its keyframes in one part of a clip."""
    return draw(
        st.lists(
            st.tuples(
                st.sampled_from((Kind.TRACK, Kind.TRACK, Kind.TRACK, Kind.BOX)),
                st.sampled_from((None, None, 0, 2)),
                st.sampled_from((0, 8, 16)),
                st.dictionaries(st.integers(0, 7), st.integers(0, 9), min_size=1, max_size=4),
            ),
            min_size=2,
            max_size=4,
        )
    )


def made_of(number: int, what: tuple) -> Track:
    """Return one of these objects; how its keyframes are follows from a digit each."""
    kind, ends_after, start, digits = what
    frames = sorted(digits)[: 1 if kind is Kind.BOX else None]
    keyframes = tuple(
        Keyframe(
            uuid4(),
            start + at,
            pts=pts_of(start + at),
            box=Box(3.7 * at + digits[at], 11.1, 20.0 + digits[at], 30.0),
            occluded=digits[at] == 6,
            outside=digits[at] >= 8 and kind is Kind.TRACK,
            gap_after=digits[at] == 7 and kind is Kind.TRACK,
            source=Source.SUGGESTED if digits[at] == 5 else Source.MANUAL,
        )
        for at in frames
    )
    return Track(
        uuid4(),
        number,
        label_id=PERSON,
        kind=kind,
        ends_after=None if kind is Kind.BOX else ends_after,
        keyframes=keyframes,
    )


class AnnotatingPerson(RuleBasedStateMachine):
    """Does all that can be done to a clip's boxes, at random."""

    def __init__(self, store: ProjectStore) -> None:
        super().__init__()
        self.store = store
        self.clip_id = store.add_clip(a_clip()).id
        self.revisions = Revisions({})
        self.now = Annotation()
        self.done: list[Edit] = []
        self.undone: list[Edit] = []
        self.states = [self.now]
        self.journal: list[str] = []
        self.clipboard: tuple[gestures.CopiedBox, ...] = ()

    def apply(self, edit: Edit) -> None:
        """Write an edit down, apply what stands there, and save it."""
        written = json.dumps(edit.to_json())
        assert edit.id.hex not in {json.loads(line)["id"] for line in self.journal}
        self.journal.append(written)
        edit = Edit.from_json(json.loads(written))
        self.now = edit.applied_to(self.now)
        self.revisions = self.store.apply_edit(self.clip_id, edit, self.revisions)
        for track_id in edit.touched & set(self.now.tracks):
            shows_what_the_rules_say(self.now.track(track_id))

    def gesture(self, build: object, **arguments: object) -> None:
        """Do what a gesture means, unless it is refused."""
        try:
            edit = build(self.now, **arguments)
        except GestureRefusedError:
            return
        if edit.changes:
            edit = edit.signed(AUTHOR, at_us=AT_US + len(self.journal))
            assert edit.inverse().applied_to(edit.applied_to(self.now)) == self.now
            self.apply(edit)
            self.done.append(edit)
            self.undone.clear()
            self.states = [*self.states[: len(self.done)], self.now]

    def pick(self, number: int) -> Track:
        in_order = sorted(self.now.tracks.values(), key=lambda one: one.number)
        return in_order[number % len(in_order)]

    def ids(self, numbers: list[int]) -> tuple:
        return tuple(dict.fromkeys(self.pick(number).id for number in numbers))

    def anything(self) -> bool:
        return bool(self.now.tracks)

    @initialize(objects=drawn_before())
    def begin(self, objects) -> None:
        there = Annotation(made_of(number, what) for number, what in enumerate(objects, 1))
        self.gesture(lambda now: Edit.between("Import", now, there, frame_index=0))

    @rule(box=boxes, frame=FRAMES, kind=st.sampled_from(Kind))
    def draw(self, box, frame, kind) -> None:
        draw = gestures.draw_track if kind is Kind.TRACK else gestures.draw_box
        self.gesture(draw, box=box, frame_index=frame, pts=pts_of(frame), label_id=PERSON)

    @precondition(anything)
    @rule(number=NUMBERS, box=boxes, frame=FRAMES)
    def drag(self, number, box, frame) -> None:
        one = self.pick(number)
        put = partial(gestures.put_box, track_id=one.id, box=box)
        self.gesture(put, frame_index=frame, pts=pts_of(frame))
        shape = shape_at(self.now.track(one.id), frame)
        may_move = not (one.locked or one.pinned)
        assert shape is None or not may_move or shape.box.rounded() == box.rounded()

    @precondition(anything)
    @rule(number=NUMBERS, frame=FRAMES, toggle=st.sampled_from(ON_ONE_HERE))
    def toggle(self, number, frame, toggle) -> None:
        track_id = self.pick(number).id
        self.gesture(toggle, track_id=track_id, frame_index=frame, pts=pts_of(frame))

    @precondition(anything)
    @rule(number=NUMBERS, frame=FRAMES, gesture=st.sampled_from(ON_ONE_AROUND))
    def change_one(self, number, frame, gesture) -> None:
        self.gesture(gesture, track_id=self.pick(number).id, frame_index=frame)

    @precondition(anything)
    @rule(numbers=SOME, gesture=st.sampled_from(ON_SOME))
    def change_some(self, numbers, gesture) -> None:
        self.gesture(gesture, track_ids=self.ids(numbers), frame_index=0)

    @precondition(anything)
    @rule(numbers=SOME, frame=FRAMES, value=st.sampled_from(("left", "right", None)))
    def tell(self, numbers, frame, value) -> None:
        tell = partial(gestures.set_attributes_here, told={"turning": value})
        self.gesture(tell, track_ids=self.ids(numbers), frame_index=frame, pts=pts_of(frame))

    @precondition(anything)
    @rule(number=NUMBERS, frame=FRAMES, to=FRAMES)
    def move_keyframe(self, number, frame, to) -> None:
        move = partial(gestures.move_keyframe, track_id=self.pick(number).id)
        self.gesture(move, from_frame=frame, to_frame=to, to_pts=pts_of(to))

    @precondition(anything)
    @rule(number=NUMBERS, delta=st.integers(1, 4), end=st.none() | FRAMES)
    def move_along(self, number, delta, end) -> None:
        """Move a whole track, whose keyframes may take each other's places, or its end."""
        one = self.pick(number)
        frames = {one.id: [keyframe.frame_index for keyframe in one.keyframes]}
        if end is not None:
            move = partial(gestures.move_end, track_id=one.id)
            self.gesture(move, frame_index=end, pts_of=pts_of)
        elif one.keyframes[-1].frame_index + delta < FRAME_COUNT:
            move = partial(gestures.move_keyframes, frames=frames, delta=delta)
            self.gesture(move, frame_index=0, pts_of=pts_of)

    @precondition(anything)
    @rule(numbers=SEVERAL)
    def merge(self, numbers) -> None:
        ids = self.ids(numbers)
        self.gesture(gestures.merge_tracks, track_ids=ids, frame_index=0, pts_of=pts_of)

    @precondition(anything)
    @rule(number=NUMBERS, frame=FRAMES, and_merge=st.booleans())
    def split(self, number, frame, and_merge) -> None:
        one = self.pick(number)
        before, count = seen(one, FRAME_COUNT), len(self.done)
        split = partial(gestures.split_track, track_id=one.id)
        self.gesture(split, frame_index=frame, pts_of=pts_of)
        if len(self.done) == count:
            return
        parts = self.done[-1].touched
        shown = [seen(self.now.track(part), FRAME_COUNT) for part in parts]
        assert not set(shown[0]) & set(shown[1])
        same(before, {**shown[0], **shown[1]})
        if and_merge:
            self.gesture(gestures.merge_tracks, track_ids=parts, frame_index=0, pts_of=pts_of)
            same(before, seen(self.now.track(one.id), FRAME_COUNT))

    @precondition(anything)
    @rule(number=NUMBERS, other=NUMBERS, frame=FRAMES, twice=st.booleans())
    def swap(self, number, other, frame, twice) -> None:
        pair = self.pick(number), self.pick(other)
        before = [seen(one, FRAME_COUNT) for one in pair]
        swap = partial(gestures.swap_tracks, a_id=pair[0].id, b_id=pair[1].id)
        count = len(self.done)
        self.gesture(swap, frame_index=frame, pts_of=pts_of)
        if len(self.done) == count:
            return
        swapped = [seen(self.now.track(one.id), FRAME_COUNT) for one in pair]
        for mine, theirs, now in zip(before, reversed(before), swapped, strict=True):
            same({**until(mine, frame), **since(theirs, frame)}, now)
        # What showed nothing at first would be left with nothing again, which is refused.
        if twice and all(before):
            self.gesture(swap, frame_index=frame, pts_of=pts_of)
            for one, at_first in zip(pair, before, strict=True):
                same(at_first, seen(self.now.track(one.id), FRAME_COUNT))

    @precondition(anything)
    @rule(numbers=SOME, frame=FRAMES, count=st.integers(1, 4), forward=st.booleans())
    def propagate(self, numbers, frame, count, forward) -> None:
        onto = gestures.frames_to_propagate(
            frame, count=count, forward=forward, frame_count=FRAME_COUNT
        )
        propagate = partial(gestures.propagate, track_ids=self.ids(numbers), onto=onto)
        self.gesture(propagate, frame_index=frame, pts_of=pts_of)

    @precondition(anything)
    @rule(numbers=SOME, frame=FRAMES)
    def copy(self, numbers, frame) -> None:
        self.clipboard = gestures.copied(self.now, self.ids(numbers), frame_index=frame)

    @precondition(lambda self: bool(self.clipboard))
    @rule(to=FRAMES)
    def paste(self, to) -> None:
        paste = partial(gestures.paste, boxes=self.clipboard)
        self.gesture(paste, frame_index=to, pts=pts_of(to))

    @rule(to=FRAMES)
    def repeat(self, to) -> None:
        self.gesture(gestures.repeat_previous, frame_index=to, pts=pts_of(to))

    @precondition(lambda self: bool(self.done))
    @rule(steps=st.integers(1, 4))
    def undo(self, steps) -> None:
        for _ in range(min(steps, len(self.done))):
            edit = self.done.pop()
            self.apply(edit.inverse())
            self.undone.append(edit)
            assert self.now == self.states[len(self.done)]

    @precondition(lambda self: bool(self.undone))
    @rule(steps=st.integers(1, 4))
    def redo(self, steps) -> None:
        for _ in range(min(steps, len(self.undone))):
            edit = self.undone.pop()
            self.apply(edit.renewed())
            self.done.append(edit)
            assert self.now == self.states[len(self.done)]

    @rule()
    def reopen(self) -> None:
        """Forget all and load it; steps from before can still be taken back."""
        loaded = self.store.load_annotation(self.clip_id)
        self.now, self.revisions = loaded.annotation, loaded.revisions

    @rule()
    def be_killed(self) -> None:
        """Lose all that is in memory, the undo steps too, and begin again from the journal."""
        now = Annotation()
        for line in self.journal:
            now = Edit.from_json(json.loads(line)).applied_to(now)
        assert now == self.now
        self.now, self.states = now, [now]
        self.done, self.undone = [], []

    @invariant()
    def what_is_saved_is_what_is_on_the_screen(self) -> None:
        assert self.store.load_annotation(self.clip_id).annotation == self.now

    @invariant()
    def keyframes_are_sorted_and_unique(self) -> None:
        ids = []
        for track_id, one in self.now.tracks.items():
            assert track_id == one.id
            frames = [key.frame_index for key in one.keyframes]
            assert frames == sorted(set(frames))
            assert frames
            assert set(frames) <= set(range(FRAME_COUNT))
            assert one.kind is Kind.TRACK or len(frames) == 1
            assert all(key.pts == pts_of(key.frame_index) for key in one.keyframes)
            ids += [key.id for key in one.keyframes]
        assert len(set(ids)) == len(ids)

    @invariant()
    def the_lookup_agrees_with_the_tracks(self) -> None:
        for frame in (0, 7, 13, 24, 300):
            shown = {shape.track_id for shape in self.now.shapes_at(frame)}
            asked = {i for i, one in self.now.tracks.items() if shape_at(one, frame) is not None}
            assert shown == asked

    @invariant()
    def numbers_are_not_given_twice(self) -> None:
        numbers = [one.number for one in self.now.tracks.values()]
        assert len(set(numbers)) == len(numbers)
        assert self.now.next_number() == max(numbers, default=0) + 1


def shows_what_the_rules_say(one: Track) -> None:
    expected = seen(one, FRAME_COUNT + 5)
    for frame in range(FRAME_COUNT + 5):
        shape, told = shape_at(one, frame), expected.get(frame)
        if shape is None or told is None:
            assert shape is None
            assert told is None
        else:
            assert alike((*shape.box.to_list(), shape.occluded, shape.source), told)


def same(before: dict, after: dict) -> None:
    assert set(before) == set(after)
    assert all(alike(before[frame], after[frame]) for frame in before)


def until(shown: dict, frame: int) -> dict:
    return {at: one for at, one in shown.items() if at < frame}


def since(shown: dict, frame: int) -> dict:
    return {at: one for at, one in shown.items() if at >= frame}


def test_whatever_a_person_does_is_sound_kept_and_can_be_undone(
    sqlite_url: str, sqlite_template: Path, keyring: Keyring
) -> None:
    shutil.copy(sqlite_template, sqlite_url.removeprefix("sqlite:///"))
    with open_database(sqlite_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        run_state_machine_as_test(
            lambda: AnnotatingPerson(store),
            settings=settings(
                max_examples=40,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )
