"""Whole objects: deleted, relabelled, locked; suggestions accepted or rejected."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.gestures.touch import changed, touched_source, unlocked
from models.annotation.track import Kind, Source
from models.annotation.track_change import KeyframeChange, TrackChange


def delete_tracks(
    annotation: Annotation,
    track_ids: Iterable[UUID],
    *,
    frame_index: int,
    also_locked: bool = False,
) -> Edit:
    """Take whole tracks and single-frame boxes away.

    Raises:
        TrackLockedError: one is locked and `also_locked` is false.
    """
    tracks = [
        annotation.track(track_id) if also_locked else unlocked(annotation, track_id)
        for track_id in dict.fromkeys(track_ids)
    ]
    boxes_only = all(track.kind is Kind.BOX for track in tracks)
    noun = "box" if boxes_only else "track"
    plural = "boxes" if boxes_only else "tracks"
    name = f"Delete {noun}" if len(tracks) == 1 else f"Delete {len(tracks)} {plural}"
    changes = (TrackChange.between(track, None) for track in tracks)
    return Edit.of(name, changes, frame_index=frame_index)


def relabel(
    annotation: Annotation, track_ids: Iterable[UUID], *, label_id: UUID, frame_index: int
) -> Edit:
    """Give tracks another label.

    Raises:
        TrackLockedError: one is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        if track.label_id != label_id:
            head = replace(track.head, label_id=label_id, source=touched_source(track))
            changes.append(TrackChange(track_id, track.head, after=head))
    return Edit.of("Change label", changes, frame_index=frame_index)


def set_locked(
    annotation: Annotation, track_ids: Iterable[UUID], *, locked: bool, frame_index: int
) -> Edit:
    """Lock tracks against changes, or unlock them."""
    changes = []
    for track_id in dict.fromkeys(track_ids):
        head = annotation.track(track_id).head
        changes.append(TrackChange(track_id, head, after=replace(head, locked=locked)))
    return Edit.of("Lock" if locked else "Unlock", changes, frame_index=frame_index)


def reject_suggestions(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> Edit:
    """Take away what a model suggested; what a person set, moved or accepted of a track stays.

    Raises:
        TrackLockedError: one of the tracks is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        if track.is_untouched:
            changes.append(TrackChange.between(track, None))
        elif suggested := [key for key in track.keyframes if key.source is Source.SUGGESTED]:
            changes.append(changed(track, *(KeyframeChange(key, None) for key in suggested)))
    name = "Reject suggestion" if len(changes) == 1 else "Reject suggestions"
    return Edit.of(name, changes, frame_index=frame_index)


def accept_suggestions(
    annotation: Annotation, track_ids: Iterable[UUID], *, frame_index: int
) -> Edit:
    """Take over what a model suggested, as it is.

    Raises:
        TrackLockedError: one of the tracks is locked.
    """
    changes = []
    for track_id in dict.fromkeys(track_ids):
        track = unlocked(annotation, track_id)
        if not track.has_suggestions:
            continue
        accepted = (
            KeyframeChange(key, replace(key, source=Source.SEMI_AUTO))
            for key in track.keyframes
            if key.source is Source.SUGGESTED
        )
        changes.append(changed(track, *accepted))
    name = "Accept suggestion" if len(changes) == 1 else "Accept suggestions"
    return Edit.of(name, changes, frame_index=frame_index)
