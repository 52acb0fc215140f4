"""Call off uploads that nobody will complete: those of processes that are gone, and very old ones.

Nothing here stops a write: what cannot be called off now is tried again at the next start.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from crypto.errors import AlteredError
from storage.errors import ClipNotFoundError, StorageError
from storage.location import Role, parse_name
from storage.s3.bucket import Bucket
from storage.s3.upload_ledger import UploadLedger

_log = logging.getLogger(__name__)

_DOING = "calling off an upload"
# No upload takes so long; its process is gone, wherever that was.
_OLD = timedelta(days=1)


def call_off(bucket: Bucket, key: str, upload_id: str) -> bool:
    """Call an upload off, and tell whether nothing of it is left.

    A part that was under way may arrive after the upload was called off, so the server is asked.

    Raises:
        StorageError
    """
    try:
        bucket.ask("abort_multipart_upload", _DOING, Key=key, UploadId=upload_id)
        listed = bucket.ask("list_parts", _DOING, Key=key, UploadId=upload_id, MaxParts=1)
    except ClipNotFoundError:
        return True
    return not listed.get("Parts")


def call_off_others(bucket: Bucket, key: str, *, besides: str | None) -> None:
    """Call off the uploads of a key but for one: those whose beginning went unanswered.

    Raises:
        StorageError
    """
    for upload_id in _uploads_of(bucket, key):
        if upload_id != besides:
            call_off(bucket, key, upload_id)


def sweep(bucket: Bucket, ledger: UploadLedger | None) -> None:
    """Call off what was left behind, as far as the server is there and lets us."""
    try:
        if ledger is not None:
            _sweep_ledger(bucket, ledger)
        _sweep_old(bucket)
    except (StorageError, AlteredError, OSError) as error:
        _log.info("uploads that were left behind stay for now: %s", type(error).__name__)


def _sweep_ledger(bucket: Bucket, ledger: UploadLedger) -> None:
    with ledger.left_behind() as left:
        for upload in left:
            ids = [upload.upload_id] if upload.upload_id else _uploads_of(bucket, upload.key)
            for upload_id in ids:
                call_off(bucket, upload.key, upload_id)


def _sweep_old(bucket: Bucket) -> None:
    before = datetime.now(UTC) - _OLD
    prefix = bucket.settings.prefix
    for upload in begun_uploads(bucket, prefix):
        name = parse_name(upload["Key"].removeprefix(prefix))
        if name is not None and name.role is Role.CLIP and upload["Initiated"] < before:
            call_off(bucket, upload["Key"], upload["UploadId"])


def _uploads_of(bucket: Bucket, key: str) -> list[str]:
    return [upload["UploadId"] for upload in begun_uploads(bucket, key) if upload["Key"] == key]


def begun_uploads(bucket: Bucket, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield the uploads whose keys start so and that are neither completed nor called off."""
    after: dict[str, Any] = {}
    while True:
        page = bucket.ask("list_multipart_uploads", _DOING, Prefix=prefix, **after)
        yield from page.get("Uploads", ())
        markers = {
            "KeyMarker": page.get("NextKeyMarker"),
            "UploadIdMarker": page.get("NextUploadIdMarker"),
        }
        following = {name: marker for name, marker in markers.items() if marker}
        if not page.get("IsTruncated") or not following or following == after:
            return
        after = following
