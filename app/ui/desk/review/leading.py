"""How a list leads a person to what it names: the playing stops, it is selected, and seen."""

from collections.abc import Iterable
from uuid import UUID

from app.ui.desk.clip.clip_desk import ClipDesk


def lead_to(clip: ClipDesk, frame_index: int, track_ids: Iterable[UUID]) -> None:
    """Lead to a frame of the open clip and the objects that it is about."""
    clip.playback.pause()
    clip.editor.select(tuple(track_ids))
    clip.go_to(frame_index)
