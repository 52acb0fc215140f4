"""What a clip is while it is dragged: its id, and nothing of what it is called or shows."""

from uuid import UUID

from PySide6.QtCore import QMimeData

CLIP_MIME = "application/x-safelight-clip"
_ID_BYTES = 16


def clip_mime(clip_id: UUID) -> QMimeData:
    """Return what a dragged clip is to others."""
    mime = QMimeData()
    mime.setData(CLIP_MIME, clip_id.bytes)
    return mime


def dragged_clip(mime: QMimeData) -> UUID | None:
    """Return the clip that is dragged, or None where something else is."""
    untrusted_id = bytes(mime.data(CLIP_MIME).data())
    return UUID(bytes=untrusted_id) if len(untrusted_id) == _ID_BYTES else None
