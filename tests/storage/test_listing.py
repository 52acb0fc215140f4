"""A listing of a distant store looks into several clips at once, and tells of them in order."""

import io
import threading

import pytest

from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from storage.errors import StorageUnavailableError
from storage.interrupt import Interrupt
from storage.memory import MemoryObjects
from storage.sealed import SealedVideoStorage

COUNT = 70


class DistantObjects(MemoryObjects):
    """Opens of clips wait for one another, as they would for a network."""

    def __init__(self) -> None:
        super().__init__()
        self.together: threading.Barrier | None = None
        self.gone = ""

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        if name == self.gone:
            raise StorageUnavailableError("it cannot be reached")
        if self.together is not None and name.endswith(".slc"):
            self.together.wait(20)
        return super().open(name, interrupt=interrupt)


class DistantStorage(SealedVideoStorage):
    _LOOKED_INTO_AT_ONCE = 2


@pytest.fixture
def objects() -> DistantObjects:
    return DistantObjects()


@pytest.fixture
def storage(objects: DistantObjects):
    with Keyring.generate() as keyring:
        made = DistantStorage(objects, keyring)
        for number in range(COUNT):
            made.store_clip(f"event-{number:03}", io.BytesIO(b"footage"), {"number": number})
        yield made


def test_clips_are_looked_into_together_and_listed_in_order(storage, objects):
    objects.together = threading.Barrier(2)
    found = list(storage.list())
    assert [clip.event_id for clip in found] == [f"event-{number:03}" for number in range(COUNT)]
    assert [clip.metadata["number"] for clip in found] == list(range(COUNT))


def test_a_listing_can_be_left_early(storage):
    listing = storage.list()
    assert next(listing).event_id == "event-000"
    listing.close()


def test_what_cannot_be_reached_ends_the_listing_where_it_lies(storage, objects):
    objects.gone = "event-030.slc"
    listing = storage.list()
    assert [next(listing).event_id for _ in range(30)][-1] == "event-029"
    with pytest.raises(StorageUnavailableError):
        next(listing)
