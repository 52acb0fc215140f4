"""What may be done to private objects by those who may not look behind masks. No project needed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.session.privacy import uncovering
from app.session.privacy.uncovering import Uncovering
from models.annotation import Annotation, Box, Keyframe, Kind, Track, gestures
from models.annotation.edits import Edit
from models.annotation.interpolate import shape_at
from models.review.errors import UncoversError

ME, OTHER = UUID(int=7), UUID(int=8)
FACE, PLATE, CAR = (UUID(int=number) for number in range(1, 4))
PRIVATE = frozenset({FACE, PLATE})
FRAMES = 40


class Clip:
    """A clip that somebody changes through the guard, and what was refused."""

    def __init__(
        self, *tracks: Track, labels: frozenset[UUID] | None = PRIVATE, may_lift: bool = False
    ) -> None:
        self.annotation = Annotation(tracks)
        self.refusals: list[bool] = []
        self.labels, self.may_lift = labels, may_lift
        self._guard = Uncovering(
            ME,
            labels=lambda: self.labels,
            may_lift=lambda: self.may_lift,
            refused=lambda: self.refusals.append(True),
        )

    def opened_again(self) -> "Clip":
        return Clip(*self.annotation.tracks.values())

    def do(
        self, make: Callable[[Annotation], Edit] | Edit, *, frame_count: int | None = None
    ) -> Edit:
        edit = make if isinstance(make, Edit) else make(self.annotation).signed(ME, at_us=1)
        self._guard.check(self.annotation, edit, frame_count=frame_count)
        self.annotation = edit.applied_to(self.annotation)
        return edit


def a_track(*keys: tuple[int, Box], label: UUID = FACE, number: int = 1, **head: object) -> Track:
    keyframes = tuple(Keyframe(uuid4(), at, at, box, author=OTHER) for at, box in keys)
    return Track(uuid4(), number, label, keyframes=keyframes, **head)  # type: ignore[arg-type]


def walking(*, number: int = 1, **head: object) -> Track:
    """Return a track from frame 5 to 25, held behind that."""
    return a_track((5, Box(10, 10, 20, 20)), (25, Box(110, 10, 20, 20)), number=number, **head)


def pts_of(frame: int) -> int:
    return frame


def put(track: Track, frame: int, box: Box) -> Callable[[Annotation], Edit]:
    return lambda a: gestures.put_box(a, track.id, box=box, frame_index=frame, pts=frame)


Doing = Callable[[Track], Callable[[Annotation], Edit]]
UNCOVER: dict[str, Doing] = {
    "deletes it": lambda t: lambda a: gestures.delete_tracks(a, [t.id], frame_index=5),
    "makes it smaller": lambda t: put(t, 5, Box(10, 10, 19, 20)),
    "moves it away": lambda t: put(t, 25, Box(300, 10, 20, 20)),
    "moves it between": lambda t: put(t, 15, Box(300, 10, 20, 20)),
    "makes it larger on a new frame, but elsewhere": lambda t: put(t, 15, Box(70, 10, 40, 40)),
    "gives it a label that is not private": lambda t: (
        lambda a: gestures.relabel(a, [t.id], label_id=CAR, frame_index=5)
    ),
    "deletes a keyframe": lambda t: lambda a: gestures.delete_keyframe(a, t.id, frame_index=25),
    "hides it": lambda t: lambda a: gestures.toggle_outside(a, t.id, frame_index=10, pts=10),
    "ends it": lambda t: lambda a: gestures.end_track(a, t.id, frame_index=30, pts=30),
    "lets it end soon": lambda t: (
        lambda a: gestures.set_ends_after(a, [t.id], frames=3, frame_index=5)
    ),
    "interpolates no more": lambda t: (
        lambda a: gestures.toggle_interpolation(a, t.id, frame_index=10)
    ),
    "makes boxes of it": lambda t: lambda a: gestures.track_to_boxes(a, t.id, frame_index=5),
}
COVER: dict[str, Doing] = {
    "makes it larger": lambda t: put(t, 5, Box(5, 5, 30, 30)),
    "sets a keyframe where it is": lambda t: (
        lambda a: gestures.toggle_keyframe(a, t.id, frame_index=9, pts=9)
    ),
    "gives it another private label": lambda t: (
        lambda a: gestures.relabel(a, [t.id], label_id=PLATE, frame_index=5)
    ),
    "splits it": lambda t: lambda a: gestures.split_track(a, t.id, frame_index=15, pts_of=pts_of),
    "says that it is occluded": lambda t: (
        lambda a: gestures.toggle_occluded(a, t.id, frame_index=5, pts=5)
    ),
    "locks it": lambda t: lambda a: gestures.set_locked(a, [t.id], locked=True, frame_index=5),
}


@pytest.mark.promise
@pytest.mark.parametrize("doing", UNCOVER)
def test_what_would_uncover_a_private_object_is_refused_and_changes_nothing(doing: str) -> None:
    track = walking()
    clip = Clip(track)
    before = clip.annotation
    with pytest.raises(UncoversError):
        clip.do(UNCOVER[doing](track))
    assert clip.annotation is before
    assert clip.refusals == [True]
    # The same is done by who may look, and to an object that is not private.
    Clip(track, may_lift=True).do(UNCOVER[doing](track))
    car = replace(track, label_id=CAR)
    if "label" not in doing:
        Clip(car).do(UNCOVER[doing](car))
    # Nobody knows what is private: so all is.
    with pytest.raises(UncoversError):
        Clip(car, labels=None).do(UNCOVER["deletes it"](car))


@pytest.mark.promise
@pytest.mark.parametrize("doing", COVER)
def test_what_covers_as_much_is_done_and_undone(doing: str) -> None:
    track = walking()
    clip = Clip(track)
    edit = clip.do(COVER[doing](track))
    clip.do(edit.inverse())
    assert clip.annotation.tracks == Annotation([track]).tracks
    assert not clip.refusals


def test_what_somebody_drew_themselves_they_may_take_back_until_others_change_it() -> None:
    clip = Clip(walking())
    drawn = clip.do(
        lambda a: gestures.draw_track(a, Box(200, 200, 30, 30), frame_index=3, pts=3, label_id=FACE)
    )
    (own,) = drawn.touched
    clip.do(lambda a: gestures.put_box(a, own, box=Box(9, 9, 5, 5), frame_index=3, pts=3))
    clip.do(lambda a: gestures.delete_tracks(a, [own], frame_index=3)).inverse()
    car = a_track((1, Box(0, 0, 9, 9)), label=CAR)
    clip.annotation = clip.annotation.with_tracks({car.id: car})
    made_private = clip.do(lambda a: gestures.relabel(a, [car.id], label_id=FACE, frame_index=1))
    clip.do(made_private.inverse())
    clip.do(made_private.renewed())
    # A reviewer makes it larger in another window.
    theirs = clip.annotation.tracks[car.id]
    larger = replace(theirs.keyframes[0], box=Box(0, 0, 90, 90), author=OTHER)
    clip.annotation = clip.annotation.with_tracks({car.id: replace(theirs, keyframes=(larger,))})
    with pytest.raises(UncoversError):
        clip.do(lambda a: gestures.relabel(a, [car.id], label_id=CAR, frame_index=1))


def test_behind_the_last_keyframe_only_who_set_it_leads_a_track_on() -> None:
    for author, leads in ((OTHER, False), (ME, True)):
        track = walking()
        *first, last = track.keyframes
        track = replace(track, keyframes=(*first, replace(last, author=author)))
        for doing in (put(track, 35, Box(300, 10, 20, 20)), UNCOVER["ends it"](track)):
            if leads:
                Clip(track).do(doing)
            else:
                with pytest.raises(UncoversError):
                    Clip(track).do(doing)
        with pytest.raises(UncoversError):
            Clip(track).do(put(track, 20, Box(300, 10, 20, 20)))


@pytest.mark.promise
def test_what_somebody_else_holds_to_the_end_becomes_nobodys_to_end_the_next_time() -> None:
    track = walking()
    for box, at in ((Box(105, 5, 30, 30), 25), (Box(105, 5, 30, 30), 28)):
        with pytest.raises(UncoversError) as refused:
            Clip(track).do(put(track, at, box))
        assert refused.value.held
        assert "last keyframe" in str(refused.value)
    # Nothing is held behind the clip's last frame, nor behind the end of what has ended.
    Clip(track).do(put(track, 25, Box(105, 5, 30, 30)), frame_count=26)
    ended = walking(ends_after=0)
    Clip(ended).do(put(ended, 25, Box(105, 5, 30, 30)))


def test_what_stands_in_for_a_private_object_is_guarded_like_it() -> None:
    track = walking()
    clip = Clip(track)
    split = clip.do(COVER["splits it"](track))
    (second,) = split.touched - {track.id}
    with pytest.raises(UncoversError):
        clip.do(lambda a: gestures.delete_tracks(a, [second], frame_index=20))
    with pytest.raises(UncoversError):
        clip.do(lambda a: gestures.relabel(a, [second], label_id=CAR, frame_index=20))
    clip.do(lambda a: gestures.merge_tracks(a, [track.id, second], frame_index=15, pts_of=pts_of))
    with pytest.raises(UncoversError):
        clip.do(lambda a: gestures.delete_tracks(a, list(a.tracks), frame_index=20))


def _covered(annotation: Annotation, frame: int, box: Box) -> bool:
    """Tell whether one private object covers a box on a frame, give or take the grid."""
    return any(
        shape.box.x <= box.x + 0.03
        and shape.box.y <= box.y + 0.03
        and shape.box.x2 >= box.x2 - 0.03
        and shape.box.y2 >= box.y2 - 0.03
        for shape in annotation.shapes_at(frame)
        if annotation.tracks[shape.track_id].label_id in PRIVATE
    )


def _any_edit(annotation: Annotation, dice: random.Random) -> Edit:
    """Return some change of some track, be it sensible or not."""
    track = dice.choice(list(annotation.tracks.values()))
    keys = list(track.keyframes)
    match dice.randrange(6):
        case 0:
            after = replace(track, label_id=dice.choice((FACE, PLATE, CAR)))
        case 1:
            after = replace(track, ends_after=dice.choice((None, 0, 3, 20)))
        case 2 if len(keys) > 1:
            keys.pop(dice.randrange(len(keys)))
            after = replace(track, keyframes=tuple(keys))
        case 3:
            at = dice.randrange(len(keys))
            flip = dice.choice(("outside", "gap_after"))
            keys[at] = replace(keys[at], **{flip: not getattr(keys[at], flip)})
            after = replace(track, keyframes=tuple(keys))
        case _:
            frame, grown = dice.randrange(FRAMES), dice.choice((-2, 0, 2, 30, 200))
            here = shape_at(track, frame)
            box = here.box if here is not None else Box(0, 0, 50, 50)
            box = Box(box.x - grown, box.y - grown, box.w + 2 * grown + 2, box.h + 2 * grown + 2)
            there = [key for key in keys if key.frame_index == frame]
            key = Keyframe(there[0].id if there else uuid4(), frame, frame, box, author=ME)
            others = [] if track.kind is Kind.BOX else keys
            keys = [one for one in others if one.frame_index != frame] + [key]
            after = replace(track, keyframes=tuple(sorted(keys, key=lambda k: k.frame_index)))
    after_all = annotation.with_tracks({track.id: after})
    return Edit.between("change", annotation, after_all, frame_index=0)


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(6))
def test_whatever_edits_are_taken_what_was_covered_stays_so_on_every_frame(seed: int) -> None:
    dice = random.Random(seed)
    taken = refused = 0
    for _ in range(12):
        tracks = [
            walking(),
            walking(ends_after=4),
            a_track((8, Box(50, 50, 9, 9)), kind=Kind.BOX),
            a_track((0, Box(0, 90, 20, 20)), (12, Box(40, 90, 20, 20)), (30, Box(0, 90, 9, 9))),
        ]
        clip = Clip(*tracks)
        found = [
            (frame, shape.box)
            for frame in range(FRAMES + 30)
            for shape in clip.annotation.shapes_at(frame)
        ]
        for step in range(25):
            if step % 8 == 7:
                clip = clip.opened_again()
            try:
                taken += bool(clip.do(_any_edit(clip.annotation, dice)).changes)
            except UncoversError:
                refused += 1
            assert all(_covered(clip.annotation, frame, box) for frame, box in found)
    assert taken > 20
    assert refused > 20


def test_of_many_objects_that_are_changed_at_once_each_is_looked_at_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else what thousands take would grow as a square does, on the window's own thread."""
    tracks = [walking(number=number) for number in range(50)]
    looked_at: list[int] = []
    covering = uncovering._covering

    def counted(found: Track, others: Sequence[Track], first: int, last: int) -> Track | None:
        looked_at.append(len(others))
        return covering(found, others, first, last)

    monkeypatch.setattr(uncovering, "_covering", counted)
    clip = Clip(*tracks)
    ids = [track.id for track in tracks]
    clip.do(lambda a: gestures.relabel(a, ids, label_id=PLATE, frame_index=5))
    assert set(looked_at) == {1}
