"""Promise 1 behind a cache: what lies plain in the store does not come to this computer's disk."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from storage.cache import CachedObjects
from storage.clip_object import ClipObject
from storage.sealed import SealedVideoStorage
from tests.storage.cache.counted import CountedObjects
from tests.support.older_clips import small_footage

PLAIN = small_footage(1, most=400_000)


@pytest.mark.promise
def test_no_copy_of_a_plain_clip_is_kept(
    opened: Callable[..., CachedObjects], store: CountedObjects, folder: Path
) -> None:
    store.replace("gate-7.slc", PLAIN)
    keyring = Keyring.from_data_key(bytes(range(32)), read_policy=ReadPolicy.PLAIN)
    cached = opened()
    storage = SealedVideoStorage(cached, keyring, originals=store)
    accepted = ClipObject("gate-7.slc", "plain", None, None, None, None, len(PLAIN), None)
    with closing(storage.open_clip("gate-7", (accepted,))) as reader:
        assert reader.readall() == PLAIN
    assert storage.get_clip_data("gate-7") == PLAIN
    assert storage.info("gate-7").objects == (accepted,)
    assert [clip.event_id for clip in storage.list()] == ["gate-7"]
    cached.close()
    assert list(folder.glob("*/*")) == []
