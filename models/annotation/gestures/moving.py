"""Keyframes moved along time: several at once, and the end of what a track shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    BeyondClipError,
    FrameTakenError,
    GestureRefusedError,
    LastKeyframeError,
    NoKeyframeError,
)
from models.annotation.gestures.joining import PtsOf
from models.annotation.gestures.touch import (
    by_a_person,
    changed,
    touched_source,
    unlocked,
    unlocked_track,
)
from models.annotation.track import Keyframe, Kind, Track
from models.annotation.track_change import KeyframeChange, TrackChange

FramesOf = Mapping[UUID, Iterable[int]]
"""Frames on which keyframes of tracks stand, by the track."""


def move_keyframes(
    annotation: Annotation,
    frames: FramesOf,
    *,
    delta: int,
    frame_index: int,
    pts_of: PtsOf,
    merge_key: str | None = None,
) -> Edit:
    """Put keyframes of one or more tracks `delta` frames later, or (negative) earlier.

    Raises:
        BeyondClipError: one would stand before the clip.
        NoKeyframeError: there is none on one of the frames.
        FrameTakenError: one lands on a keyframe that stays.
        WrongKindError: on a single-frame box.
        TrackLockedError: one of the tracks is locked.
    """
    problem = KeyframeMove(annotation, frames).why_not(delta)
    if problem is not None:
        raise problem
    changes = []
    count = 0
    for track_id, chosen in frames.items() if delta else ():
        track = annotation.track(track_id)
        moved = []
        for frame in sorted(set(chosen)):
            if frame + delta < 0:
                raise BeyondClipError
            key, to = _key_at(track, frame), frame + delta
            moved.append(KeyframeChange(key, by_a_person(key, frame=to, pts=pts_of(to))))
        count += len(moved)
        changes.append(changed(track, *moved))
    name = "Move keyframe" if count == 1 else f"Move {count} keyframes"
    return Edit.of(name, changes, frame_index=frame_index, merge_key=merge_key)


class KeyframeMove:
    """A move of keyframes along time that is being thought of: made once for all its lengths.

    A mouse asks at each of its steps whether the keyframes may go there, and there may be many.
    """

    def __init__(self, annotation: Annotation, frames: FramesOf) -> None:
        self._problem: GestureRefusedError | None = None
        self._rows: list[tuple[frozenset[int], frozenset[int]]] = []
        for track_id, chosen in frames.items():
            try:
                track = unlocked_track(annotation, track_id)
                self._add(frozenset(chosen), frozenset(k.frame_index for k in track.keyframes))
            except GestureRefusedError as error:
                self._problem = error
                return

    def why_not(self, delta: int) -> GestureRefusedError | None:
        """Return what `move_keyframes` refuses a move of so many frames with, None if it does not.

        That a keyframe would leave the clip is not looked at.
        """
        if self._problem is None and any(
            (any(frame + delta in staying for frame in chosen))
            if len(chosen) < len(staying)
            else any(frame - delta in chosen for frame in staying)
            for chosen, staying in self._rows
        ):
            return FrameTakenError()
        return self._problem

    def _add(self, chosen: frozenset[int], there: frozenset[int]) -> None:
        if not chosen <= there:
            raise NoKeyframeError
        # A track that moves as a whole is in nobody's way.
        if chosen != there:
            self._rows.append((chosen, there - chosen))


def delete_keyframes(annotation: Annotation, frames: FramesOf, *, frame_index: int) -> Edit:
    """Take keyframes of one or more tracks away; single-frame boxes go as a whole.

    Raises:
        NoKeyframeError: there is none on one of the frames.
        LastKeyframeError: a track would be seen nowhere.
        TrackLockedError: one of the tracks is locked.
    """
    changes = []
    count = 0
    for track_id, chosen in frames.items():
        track = unlocked(annotation, track_id)
        keys = [_key_at(track, frame) for frame in sorted(set(chosen))]
        count += len(keys)
        if track.kind is Kind.BOX and keys:
            changes.append(TrackChange.between(track, None))
            continue
        going = {key.id for key in keys}
        if keys and all(left.outside for left in track.keyframes if left.id not in going):
            raise LastKeyframeError
        changes.append(changed(track, *(KeyframeChange(key, None) for key in keys)))
    name = "Delete keyframe" if count == 1 else f"Delete {count} keyframes"
    return Edit.of(name, changes, frame_index=frame_index)


def move_end(annotation: Annotation, track_id: UUID, *, frame_index: int, pts_of: PtsOf) -> Edit:
    """Let a track be seen for the last time on the frame before this one, whatever ends it now.

    A keyframe that says "outside" moves; a box that is held for a number of frames is held for
    another; one that is held for ever ends here. None of the visible keyframes goes.

    Raises:
        FrameTakenError: the frame is not behind the last visible keyframe.
        LastKeyframeError: the track is seen nowhere.
        WrongKindError: on a single-frame box.
        TrackLockedError: the track is locked.
    """
    track = unlocked_track(annotation, track_id)
    last = next((key for key in reversed(track.keyframes) if not key.outside), None)
    if last is None:
        raise LastKeyframeError
    if frame_index <= last.frame_index:
        raise FrameTakenError
    held = frame_index - last.frame_index - 1
    behind = track.keyframes[track.keyframes.index(last) + 1 :]
    if not behind and not last.gap_after and track.ends_after is not None:
        head = replace(track.head, ends_after=held, source=touched_source(track))
        change = TrackChange(track_id, track.head, after=head)
    else:
        change = changed(track, *_ended_by_a_keyframe(last, behind, frame_index, pts_of))
    return Edit.of("Move the track's end", (change,), frame_index=frame_index)


def _ended_by_a_keyframe(
    last: Keyframe, behind: tuple[Keyframe, ...], frame: int, pts_of: PtsOf
) -> Iterator[KeyframeChange]:
    """Let a keyframe on a frame say that the object leaves there; `behind` say so already."""
    if last.gap_after:
        stays = by_a_person(last, frame=last.frame_index, pts=last.pts)
        yield KeyframeChange(last, replace(stays, gap_after=False))
    before = behind[0] if behind else None
    # The exact box: what is held must not begin to creep.
    leaving = before or replace(last, id=uuid4(), outside=True, gap_after=False, detection=None)
    yield KeyframeChange(before, by_a_person(leaving, frame=frame, pts=pts_of(frame)))
    # Others that only say the same again have nothing left to say.
    yield from (KeyframeChange(key, None) for key in behind[1:])


def _key_at(track: Track, frame: int) -> Keyframe:
    key = track.keyframe_at(frame)
    if key is None:
        raise NoKeyframeError
    return key
