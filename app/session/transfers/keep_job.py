"""Keeping a clip of a distant store offline, as a job of the queue."""

from app.session.transfers.control import TransferControl
from app.session.transfers.transfer import TransferJob, TransferKind
from models.records import ClipRecord
from storage.clip_object import ClipObject
from storage.errors import StorageError
from storage.offline import OfflineCopies


def clip_objects(clip: ClipRecord) -> tuple[ClipObject, ...]:
    """Return the objects that the clip's row accepts."""
    return tuple(ClipObject.from_json(entry) for entry in clip.objects)


def keep_job(copies: OfflineCopies, clip: ClipRecord) -> TransferJob:
    """Return the job that fetches a clip whole, checks it and keeps it.

    Cancelled, the wish is taken back. Left because the project is closed, it stays, and so does
    what was fetched: the next time it goes on.
    """
    objects = clip_objects(clip)

    def work(control: TransferControl) -> None:
        if any(one.format == "plain" for one in objects):
            # Its copies would be cleartext on this computer's disk.
            raise StorageError("a clip that is not encrypted is not kept here; migrate it first")
        try:
            copies.pin(
                clip.store_id,
                objects,
                progress=control.report,
                interrupt=control.interrupt,
            )
        except BaseException:
            if control.is_cancelled() and not control.is_left:
                copies.unpin(clip.store_id, objects)
            raise

    size = objects[0].stored_size if objects else 0
    return TransferJob(
        TransferKind.KEEP, clip.name, work, size=size, subject=clip.id, matters=False
    )
