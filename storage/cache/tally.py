"""How much of each object a cache keeps, in memory: asked for in lists of thousands of clips."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from storage.cache.inventory import KeptObject


@dataclass(frozen=True, slots=True)
class ObjectTally:
    """One object: bytes that are here, of how many, and what they take on the disk.

    pin_complete: None without a pin.
    """

    kept_bytes: int
    size: int
    taken_bytes: int
    pin_complete: bool | None = None


class Tally:
    """What is here, as the last look through the folder and the writes since then say."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self._lock = threading.Lock()
        self._objects: dict[str, ObjectTally] = {}
        self._taken = 0
        self._pinned = 0

    def of(self, key: str) -> ObjectTally | None:
        with self._lock:
            return self._objects.get(key)

    def taken_bytes(self) -> int:
        with self._lock:
            return self._taken

    def pinned_bytes(self) -> int:
        with self._lock:
            return self._pinned

    def excess_bytes(self) -> int:
        """Return by how much the copies that are not pinned exceed the budget, or less than 0."""
        with self._lock:
            return self._taken - self._pinned - self.budget_bytes

    def replace(self, found: Iterable[KeptObject]) -> None:
        """Take over what a look through the folder has found."""
        objects = {
            each.key: ObjectTally(
                each.kept_bytes,
                each.size,
                each.taken_bytes,
                None if each.pin_complete is None else each.pin_complete and each.is_whole,
            )
            for each in found
        }
        with self._lock:
            self._objects = objects
            self._taken = sum(each.taken_bytes for each in objects.values())
            self._pinned = sum(
                each.taken_bytes for each in objects.values() if each.pin_complete is not None
            )

    def add(self, key: str, size: int, added_bytes: int) -> None:
        with self._lock:
            old = self._objects.get(key, ObjectTally(0, size, 0))
            self._put(
                key,
                replace(
                    old,
                    size=size,
                    kept_bytes=min(size, old.kept_bytes + added_bytes),
                    taken_bytes=old.taken_bytes + added_bytes,
                ),
            )

    def pin(self, key: str, size: int | None, *, complete: bool | None) -> None:
        with self._lock:
            old = self._objects.get(key)
            if old is None:
                if size is None:
                    return
                old = ObjectTally(0, size, 0)
            self._put(
                key,
                replace(old, size=old.size if size is None else size, pin_complete=complete),
            )

    def drop(self, key: str, *, keep_pin: bool) -> None:
        with self._lock:
            old = self._objects.get(key)
            if old is None:
                return
            if keep_pin and old.pin_complete is not None:
                self._put(key, ObjectTally(0, old.size, 0, pin_complete=False))
            else:
                self._put(key, None)

    def _put(self, key: str, new: ObjectTally | None) -> None:
        old = self._objects.pop(key, None)
        for each, sign in ((old, -1), (new, 1)):
            if each is not None:
                self._taken += sign * each.taken_bytes
                if each.pin_complete is not None:
                    self._pinned += sign * each.taken_bytes
        if new is not None:
            self._objects[key] = new
