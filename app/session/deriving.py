"""Store what is computed from a clip beside it, sealed: its index and its thumbnails."""

import io
from collections.abc import Callable
from contextlib import suppress

from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import make_thumbnails, poster
from app.media.strips.thumbnails import Thumbnail, pack_thumbnails
from app.session.errors import CancelledError
from crypto.clip_header import Kind
from models.records import ClipRecord
from storage.base import StoredClip, VideoStorage
from storage.errors import ReadInterruptedError, StorageUnavailableError
from storage.interrupt import Interrupt

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
    stored: StoredClip,
    index: FrameIndex,
    *,
    at: Callable[[float], None],
    cancelled: Callable[[], bool],
    clip_id: bytes | None = None,
) -> None:
    """Store the index and the thumbnails of the clip's first object.

    `at` is told the share 0…1 that is done, and may raise to stop it. `clip_id` is what derived
    data name a clip by whose object has no id of its own; see `derived_id`.

    Raises:
        MediaError: not one picture can be decoded from what was stored.
        CancelledError, StorageError, EncryptionError
    """
    clip_id = clip_id or stored.objects[0].clip_id or bytes(16)
    event_id = stored.event_id

    def opened() -> io.RawIOBase:
        return storage.open_clip(event_id, stored.objects, interrupt=Interrupt(cancelled))

    at(0.0)
    storage.put_derived(event_id, Kind.INDEX, index.to_bytes(), clip_id=clip_id)
    try:
        with opened() as reader:
            first = poster(reader, index)
        at(0.33)
        with opened() as reader:
            strip = _strip(reader, index, cancelled)
    except ReadInterruptedError as error:
        raise CancelledError("the work was cancelled; nothing was kept") from error
    at(0.89)
    packed = pack_thumbnails([first, *strip])
    storage.put_derived(event_id, Kind.THUMBNAILS, packed, clip_id=clip_id)
    if storage.offline is not None:
        _keep_here(storage, event_id, clip_id)
    at(1.0)


def _keep_here(storage: VideoStorage, event_id: str, clip_id: bytes) -> None:
    """Read derived data back, so that the clip, which is here by now, opens without the network."""
    with suppress(StorageUnavailableError):
        for kind in (Kind.INDEX, Kind.THUMBNAILS):
            storage.open_derived(event_id, kind, clip_id=clip_id)


def _strip(
    reader: io.RawIOBase, index: FrameIndex, cancelled: Callable[[], bool]
) -> list[Thumbnail]:
    try:
        return make_thumbnails(reader, index, count=THUMBNAIL_COUNT, cancelled=cancelled)
    except DecodingCancelledError as error:
        raise CancelledError("the work was cancelled; nothing was kept") from error
