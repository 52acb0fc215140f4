"""What is said of assistance, and where its suggestions lead."""

import uuid

import pytest

from app.assist.auto_track import FollowedPath, Sight
from app.assist.median_flow import Doubt
from app.ui.assist.suggestions import neighbour, suggestions, waiting_among
from app.ui.assist.texts import suggested_text, tracked_text
from app.ui.keys.tips import no_keys
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.track import Keyframe, Source, Track

BOX = Box(1, 2, 30, 40)


def path_to(last: int, doubt: Doubt | None = None, *, start: int = 10) -> FollowedPath:
    step = 1 if last >= start else -1
    frames = range(start + step, last + step, step) if last != start else ()
    sights = tuple(Sight(frame, frame, BOX, 0.9) for frame in frames)
    return FollowedPath(uuid.UUID(int=1), start, BOX, last < start, sights, doubt)


@pytest.mark.parametrize(
    ("path", "room_end", "words"),
    [
        (path_to(99), 99, "Tracked 89 frames, to frame 99. That is the end of the clip."),
        (path_to(0), 0, "Tracked 10 frames, to frame 0. That is the end of the clip."),
        (path_to(40), 40, "Tracked 30 frames, to frame 40. Your next keyframe begins there."),
        (path_to(40), 99, "Tracked 30 frames, to frame 40. Press the key again to go on."),
        (path_to(11, Doubt.LEFT), 99, "Tracked 1 frame, to frame 11. It leaves the picture."),
        (path_to(10, Doubt.FEW_POINTS), 99, "Nothing tracked. Too little of it"),
    ],
    ids=["end", "beginning", "keyframe", "limit", "left", "nothing"],
)
def test_where_and_why_following_stopped_is_said(
    path: FollowedPath, room_end: int, words: str
) -> None:
    assert tracked_text(path, no_keys, room_end=room_end, clip_end=99).startswith(words)


def test_every_doubt_has_its_words() -> None:
    texts = {tracked_text(path_to(20, doubt), no_keys, room_end=99, clip_end=99) for doubt in Doubt}
    assert len(texts) == len(Doubt)


def test_how_many_suggestions_there_are_is_said() -> None:
    said = [
        suggested_text(count, boxes, no_keys, first=3, last=9) for count, boxes in ((0, 0), (0, 2))
    ]
    said += [suggested_text(count, 2, no_keys, first=3, last=9) for count in (1, 2)]
    assert [text.split()[0] for text in said] == ["Nothing", "All", "1", "2"]
    assert all("frames 3 to 9" in text for text in said)


def suggested(number: int, frame: int, source: Source = Source.SUGGESTED) -> Track:
    key = Keyframe(uuid.UUID(int=90 + number), frame, pts=frame, box=BOX, source=source)
    return Track(uuid.UUID(int=number), number, label_id=uuid.UUID(int=5), keyframes=(key,))


def test_suggestions_are_walked_through_by_frame_and_around_the_end() -> None:
    tracks = [suggested(1, 50), suggested(2, 10), suggested(3, 30)]
    mine = suggested(4, 20, Source.MANUAL)
    annotation = Annotation([*tracks, mine])

    def walked(frame: int, *selection: int, back: bool = False, shown=None) -> int | None:
        chosen = [uuid.UUID(int=number) for number in selection]
        found = neighbour(annotation, shown, frame_index=frame, selection=chosen, back=back)
        return None if found is None else found.number

    assert [track.number for track in suggestions(annotation, None)] == [2, 3, 1]
    assert [walked(0), walked(11), walked(51)] == [2, 3, 2]
    assert [walked(0, back=True), walked(35, back=True)] == [1, 3]
    assert [walked(0, 2), walked(0, 1), walked(0, 2, back=True), walked(20, 4)] == [3, 2, 1, 3]
    shown = frozenset({uuid.UUID(int=1), uuid.UUID(int=4)})
    assert [walked(0, shown=shown), walked(0, 1, shown=shown)] == [1, 1]
    assert walked(0, shown=frozenset()) is None


def test_only_what_nobody_has_accepted_is_among_those_that_wait() -> None:
    taken, free = suggested(1, 50, Source.MANUAL), suggested(2, 50)
    annotation = Annotation([taken, free])
    chosen = [uuid.UUID(int=9), taken.id, free.id]
    assert waiting_among(annotation, chosen) == [free.id]
