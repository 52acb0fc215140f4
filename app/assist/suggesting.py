"""Boxes that a model found, as suggestions: tracks of few keyframes that wait for a person.

Each keyframe keeps what the model said (`Detection`); linear interpolation between them stays
within a pixel of what was found on the frames between.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.assist.finding import Found
from app.assist.linking import linked
from app.assist.thinning import WITHIN_PX, sparse
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box, iou
from models.annotation.interpolate import shape_at
from models.annotation.track import Detection, Keyframe, Kind, Source, Track
from models.annotation.track_change import TrackChange

# A suggestion that lies so well on what is there already, on so much of its way, says nothing new.
_SAME_IOU, _SAME_SHARE = 0.5, 0.5
# Finders draw people with room around them, or a part of them alone: of one label, a box that lies
# in the other one is the same thing as well, unless it is far smaller.
_SAME_INSIDE, _SAME_IOU_INSIDE = 0.75, 0.35


def suggested_tracks(
    detections_by_frame: Mapping[int, Sequence[Found]],
    *,
    pts_of: Callable[[int], int],
    label_of: Callable[[str], UUID | None],
    model: str,
    version: str = "",
    frames: Iterable[int] | None = None,
    join: bool = True,
    least_seen: int = 1,
    within_px: float = WITHIN_PX,
    first_number: int = 1,
) -> tuple[Track, ...]:
    """Return detections as suggested tracks, numbered from `first_number` on.

    Args:
        detections_by_frame: what was found; boxes in the clip's pixels, frames from 0.
        pts_of: gives a frame's pts.
        label_of: gives the label for what the model calls a thing; None leaves such things out.
        model: the model's name.
        version: which one it was exactly.
        frames: all frames that were looked at; None means those in `detections_by_frame`.
        join: make one track of what is one object; else each box stands on its frame alone.
        least_seen: an object that was found on fewer frames is left out.
        within_px: how far interpolation may be from what was found.
        first_number: the first track's number.
    """
    looked_at = sorted({*detections_by_frame, *(frames or ())})
    if join:
        chains = linked(detections_by_frame, looked_at)
    else:
        chains = [
            ((frame, one),) for frame in looked_at for one in detections_by_frame.get(frame, ())
        ]
    tracks: list[Track] = []
    for chain in chains:
        label_id = label_of(chain[0][1].kind)
        if label_id is None or len(chain) < least_seen:
            continue
        keys = _keyframes(chain, pts_of, model=model, version=version, within_px=within_px)
        is_track = join and len(chain) > 1
        tracks.append(
            Track(
                uuid4(),
                first_number + len(tracks),
                label_id=label_id,
                kind=Kind.TRACK if is_track else Kind.BOX,
                source=Source.SUGGESTED,
                keyframes=keys,
                ends_after=_held(chain[-1][0], looked_at) if is_track else None,
            )
        )
    return tuple(tracks)


def without_known(annotation: Annotation, tracks: Sequence[Track]) -> tuple[Track, ...]:
    """Leave out what lies where the annotation has a box already. For a worker: it looks long."""
    return tuple(track for track in tracks if not _is_there(annotation, track))


def suggest(annotation: Annotation, tracks: Sequence[Track], *, frame_index: int) -> Edit:
    """Add suggestions to an annotation as it stands now, as one edit; numbers are given anew."""
    number = annotation.next_number()
    changes = [
        TrackChange.between(None, replace(track, number=number + at))
        for at, track in enumerate(tracks)
    ]
    name = "Suggest 1 object" if len(changes) == 1 else f"Suggest {len(changes)} objects"
    return Edit.of(name, changes, frame_index=frame_index)


def _keyframes(
    chain: Sequence[tuple[int, Found]],
    pts_of: Callable[[int], int],
    *,
    model: str,
    version: str,
    within_px: float,
) -> tuple[Keyframe, ...]:
    frames = [frame for frame, _ in chain]
    kept = sparse(frames, [one.box for _, one in chain], within_px=within_px)
    keys = []
    for place in kept:
        frame, one = chain[place]
        said = Detection(model, round(one.score, 4), one.box.rounded(), version)
        keys.append(
            Keyframe(
                uuid4(),
                frame,
                pts=pts_of(frame),
                box=one.box.rounded(),
                source=Source.SUGGESTED,
                detection=said,
            )
        )
    return tuple(keys)


def _held(last: int, looked_at: Sequence[int]) -> int:
    """Return for how many frames a last box is held: up to the next look, which did not find it."""
    at = bisect_right(looked_at, last)
    return looked_at[at] - last - 1 if at < len(looked_at) else 0


def _is_there(annotation: Annotation, track: Track) -> bool:
    """Tell whether the annotation has a box already where the suggestion's keyframes lie."""
    covered = 0
    for key in track.keyframes:
        shape = shape_at(track, key.frame_index)
        if shape is not None and any(
            _is_same(
                other.box,
                shape.box,
                of_one_label=annotation.tracks[other.track_id].label_id == track.label_id,
            )
            for other in annotation.shapes_at(key.frame_index)
        ):
            covered += 1
    return covered >= _SAME_SHARE * len(track.keyframes)


def _is_same(known: Box, suggested: Box, *, of_one_label: bool) -> bool:
    overlap = iou(known, suggested)
    if overlap >= _SAME_IOU or not of_one_label or overlap < _SAME_IOU_INSIDE:
        return overlap >= _SAME_IOU
    shared = overlap * (known.area + suggested.area) / (1 + overlap)
    return shared >= _SAME_INSIDE * min(known.area, suggested.area)
