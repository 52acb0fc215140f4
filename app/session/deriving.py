"""What is derived from a stored clip, made from what was stored: its frame index, its thumbnails.

Importing, adopting and migrating all make it; making it proves that what lies in the store can be
played.
"""

import io
from collections.abc import Callable

from app.media.errors import DecodingCancelledError
from app.media.index import FrameIndex
from app.media.thumbnails import Thumbnail, make_thumbnails, pack_thumbnails, poster
from app.session.errors import CancelledError
from crypto.clip_header import Kind
from models.records import ClipRecord
from storage.base import VideoStorage

THUMBNAIL_COUNT = 24


def derived_id(clip: ClipRecord) -> bytes:
    """Return the 16 bytes by which derived data name their clip.

    They are the id in the header of the clip's object; a plain or raw clip has none, so its row's
    id stands for it.
    """
    for entry in clip.objects:
        if entry.get("clip_id"):
            return bytes.fromhex(entry["clip_id"])
    return clip.id.bytes


def store_derived(
    storage: VideoStorage,
    event_id: str,
    open_stream: Callable[[], io.RawIOBase],
    index: FrameIndex,
    *,
    clip_id: bytes,
    on_share: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    """Store the index and the thumbnails beside a clip.

    `open_stream` opens what was stored. `on_share` is told the share 0…1; what it raises cancels.

    Raises:
        MediaError: not one picture can be decoded from what was stored.
        CancelledError: `cancelled` said so.
        StorageError, EncryptionError
    """
    on_share(0.0)
    storage.put_derived(event_id, Kind.INDEX, index.to_bytes(), clip_id=clip_id)
    with open_stream() as reader:
        first = poster(reader, index)
    on_share(0.3)
    with open_stream() as reader:
        strip = _strip(reader, index, cancelled)
    on_share(0.9)
    packed = pack_thumbnails([first, *strip])
    storage.put_derived(event_id, Kind.THUMBNAILS, packed, clip_id=clip_id)
    on_share(1.0)


def _strip(
    reader: io.RawIOBase, index: FrameIndex, cancelled: Callable[[], bool]
) -> list[Thumbnail]:
    try:
        return make_thumbnails(reader, index, count=THUMBNAIL_COUNT, cancelled=cancelled)
    except DecodingCancelledError as error:
        raise CancelledError("cancelled while the thumbnails were made") from error
