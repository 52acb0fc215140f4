"""Several tracks and single-frame boxes become one track, by CVAT's rules.

- They have one label, and at most one of them has a box on a frame.
- Where a box is held behind a track's last keyframe for as long as nobody says otherwise, the next
  one says otherwise: the merged track goes straight there.
- A lone box is followed by a keyframe that is outside, unless the next box follows at once.
- What remains is the object that begins first: its id, number, attributes and group.

CVAT, cvat-core/src/annotations-collection.ts, `_mergeInternal`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import (
    BothShownError,
    DifferentLabelsError,
    NotShownError,
    TooFewError,
)
from models.annotation.gestures.joining import (
    PtsOf,
    as_track,
    joined,
    leaving_after,
    onward,
    taken_over,
)
from models.annotation.gestures.touch import touched_source, unlocked
from models.annotation.track import Kind, Track
from models.annotation.track_change import TrackChange


@dataclass(frozen=True, slots=True)
class _Claim:
    """Frames from `start` to before `stop` on which somebody said that a track is shown."""

    start: int
    stop: int
    track: Track


def merge_tracks(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int, pts_of: PtsOf
) -> Edit:
    """Make one track of several objects.

    Raises:
        TooFewError: fewer than two were given.
        DifferentLabelsError: they have different labels.
        BothShownError: two of them have a box on one frame.
        NotShownError: one of them is outside on all frames.
        TrackLockedError: one is locked.
    """
    tracks = [unlocked(annotation, track_id) for track_id in dict.fromkeys(track_ids)]
    if len(tracks) < 2:
        raise TooFewError("Select two or more tracks to merge.")
    if len({track.label_id for track in tracks}) > 1:
        raise DifferentLabelsError
    claims = _in_order(tracks)
    first = annotation.track(claims[0].track.id)
    others = [track for track in tracks if track.id != first.id]
    merged = _one_after_another(claims, pts_of)
    result = replace(
        first,
        kind=Kind.TRACK,
        keyframes=taken_over(merged.keyframes, others),
        ends_after=merged.ends_after,
        source=touched_source(first),
    )
    changes = [TrackChange.between(first, result)]
    changes += [TrackChange.between(track, None) for track in others]
    return Edit.of(f"Merge {len(tracks)} tracks", changes, frame_index=frame_index)


def _in_order(tracks: list[Track]) -> list[_Claim]:
    """Return what all tracks claim, in time, or refuse where two claim one frame."""
    claims: list[_Claim] = []
    for track in tracks:
        own = _claims(as_track(track))
        if not own:
            raise NotShownError
        claims += own
    claims.sort(key=lambda claim: (claim.start, claim.track.number))
    stop = 0
    for claim in claims:
        if claim.start < stop:
            raise BothShownError(claim.start)
        stop = claim.stop
    return claims


def _claims(track: Track) -> list[_Claim]:
    claims = []
    nexts = (*track.keyframes[1:], None)
    for key, following in zip(track.keyframes, nexts, strict=True):
        if key.outside:
            continue
        if following is None:
            stop = key.frame_index + 1 + (0 if key.gap_after else track.ends_after or 0)
        else:
            stop = key.frame_index + 1 if key.gap_after else following.frame_index
        claims.append(_Claim(key.frame_index, stop, track))
    return claims


def _one_after_another(claims: list[_Claim], pts_of: PtsOf) -> Track:
    """Return a track that shows what each claim's track shows there."""
    owner = merged = claims[0].track
    for claim in claims[1:]:
        if claim.track is owner:
            continue
        owner, start = claim.track, claim.start
        if _is_held_for_ever(merged, start):
            keyframes = (*merged.keyframes, *onward(owner, frame_index=start, pts=pts_of(start)))
        else:
            keyframes = joined(merged, owner, frame_index=start, pts_of=pts_of)
        merged = replace(merged, keyframes=keyframes, ends_after=owner.ends_after)
    last = merged.keyframes[-1]
    if merged.ends_after == 0 and not (last.outside or last.gap_after):
        keyframes = (*merged.keyframes[:-1], *leaving_after(last, pts_of))
        return replace(merged, keyframes=keyframes, ends_after=None)
    return merged


def _is_held_for_ever(track: Track, frame_index: int) -> bool:
    """Whether only the hold behind the track's last keyframe reaches this frame."""
    last = track.keyframes[-1]
    return (
        last.frame_index < frame_index
        and track.ends_after is None
        and not (last.outside or last.gap_after)
    )
