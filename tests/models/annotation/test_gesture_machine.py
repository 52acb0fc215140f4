"""Whatever a person does in whatever order, the annotation stays sound and can be undone."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.annotation import Annotation, Edit, GestureRefusedError, Kind, Track, gestures, shape_at
from tests.support.annotations import CAR, PERSON, boxes

FRAMES = st.integers(0, 24)


class AnnotatingPerson(RuleBasedStateMachine):
    """Draws, moves, toggles, ends, deletes, undoes and redoes at random."""

    def __init__(self) -> None:
        super().__init__()
        self.now = Annotation()
        self.done: list[Edit] = []
        self.undone: list[Edit] = []
        self.states = [self.now]
        self.seen_ids = set()

    def apply(self, edit: Edit) -> None:
        # Every edit goes through its stored form, as the journal's do.
        edit = Edit.from_json(json.loads(json.dumps(edit.to_json())))
        assert edit.id not in self.seen_ids
        self.seen_ids.add(edit.id)
        self.now = edit.applied_to(self.now)

    def gesture(self, build: object) -> None:
        try:
            edit = build()
        except GestureRefusedError:
            return
        if edit.changes:
            self.apply(edit)
            self.done.append(edit)
            self.undone.clear()
            self.states = [*self.states[: len(self.done)], self.now]

    def pick(self, number: int) -> Track:
        in_order = sorted(self.now.tracks.values(), key=lambda one: one.number)
        return in_order[number % len(in_order)]

    def anything(self) -> bool:
        return bool(self.now.tracks)

    @rule(box=boxes, frame=FRAMES, kind=st.sampled_from(Kind))
    def draw(self, box, frame, kind) -> None:
        draw = gestures.draw_track if kind is Kind.TRACK else gestures.draw_box
        self.gesture(lambda: draw(self.now, box, frame_index=frame, pts=frame, label_id=PERSON))

    @precondition(anything)
    @rule(number=st.integers(0, 9), box=boxes, frame=FRAMES)
    def put(self, number, box, frame) -> None:
        one = self.pick(number)
        self.gesture(
            lambda: gestures.put_box(self.now, one.id, box=box, frame_index=frame, pts=frame)
        )
        shape = shape_at(self.now.track(one.id), frame)
        assert shape is None or one.locked or shape.box.rounded() == box.rounded()

    @precondition(anything)
    @rule(
        number=st.integers(0, 9),
        frame=FRAMES,
        toggle=st.sampled_from(
            (
                gestures.toggle_keyframe,
                gestures.toggle_outside,
                gestures.toggle_occluded,
                gestures.end_track,
            )
        ),
    )
    def toggle(self, number, frame, toggle) -> None:
        one = self.pick(number)
        self.gesture(lambda: toggle(self.now, one.id, frame_index=frame, pts=frame))

    @precondition(anything)
    @rule(number=st.integers(0, 9), frame=FRAMES, to=FRAMES)
    def move_keyframe(self, number, frame, to) -> None:
        one = self.pick(number)
        self.gesture(
            lambda: gestures.move_keyframe(
                self.now, one.id, from_frame=frame, to_frame=to, to_pts=to
            )
        )

    @precondition(anything)
    @rule(number=st.integers(0, 9), locked=st.booleans())
    def lock(self, number, locked) -> None:
        one = self.pick(number)
        self.gesture(lambda: gestures.set_locked(self.now, (one.id,), locked=locked, frame_index=0))

    @precondition(anything)
    @rule(number=st.integers(0, 9), label=st.sampled_from((PERSON, CAR)))
    def relabel(self, number, label) -> None:
        one = self.pick(number)
        self.gesture(lambda: gestures.relabel(self.now, (one.id,), label_id=label, frame_index=0))

    @precondition(anything)
    @rule(number=st.integers(0, 9))
    def delete(self, number) -> None:
        one = self.pick(number)
        self.gesture(lambda: gestures.delete_tracks(self.now, (one.id,), frame_index=0))

    @precondition(anything)
    @rule(number=st.integers(0, 9), frame=FRAMES, to=FRAMES)
    def copy_and_paste(self, number, frame, to) -> None:
        boxes_there = gestures.copied(self.now, (self.pick(number).id,), frame_index=frame)
        self.gesture(lambda: gestures.paste(self.now, boxes_there, frame_index=to, pts=to))

    @precondition(lambda self: bool(self.done))
    @rule()
    def undo(self) -> None:
        edit = self.done.pop()
        self.apply(edit.inverse())
        self.undone.append(edit)
        assert self.now == self.states[len(self.done)]

    @precondition(lambda self: bool(self.undone))
    @rule()
    def redo(self) -> None:
        edit = self.undone.pop()
        self.apply(edit.renewed())
        self.done.append(edit)
        assert self.now == self.states[len(self.done)]

    @invariant()
    def keyframes_are_sorted_and_unique(self) -> None:
        seen = set()
        for track_id, one in self.now.tracks.items():
            assert track_id == one.id
            frames = [key.frame_index for key in one.keyframes]
            assert frames == sorted(set(frames))
            assert frames
            assert one.kind is Kind.TRACK or len(frames) == 1
            for key in one.keyframes:
                assert key.id not in seen
                seen.add(key.id)
                assert key.box == key.box.rounded()

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


TestAnnotatingPerson = AnnotatingPerson.TestCase
TestAnnotatingPerson.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
