"""A clip that lies plain in the store is not kept offline: its copy would be cleartext here."""

from datetime import UTC, datetime
from unittest.mock import Mock
from uuid import uuid4

import pytest

from app.session.transfers.control import TransferControl
from app.session.transfers.keep_job import keep_job
from models.records import ClipRecord
from storage.clip_object import ClipObject
from storage.errors import StorageError
from storage.offline import OfflineCopies


@pytest.mark.promise
def test_a_plain_clip_is_not_kept() -> None:
    stored = ClipObject("gate-7.slc", "plain", None, None, None, None, 1000, None)
    clip = ClipRecord(
        id=uuid4(),
        event_id="gate-7",
        name="gate",
        objects=(stored.to_json(),),
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    copies = Mock(spec=OfflineCopies)
    with pytest.raises(StorageError, match="not encrypted"):
        keep_job(copies, clip).work(Mock(spec=TransferControl))
    copies.pin.assert_not_called()
