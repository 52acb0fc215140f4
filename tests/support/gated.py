"""A distant store that gives clips only so far; what lies behind waits until a test lets it come.

A clip's end always comes: whoever opens one looks there first, whether it was cut off.
"""

import time
from collections.abc import Callable
from functools import cache

import pytest

from app import compose
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from storage.interrupt import Interrupt
from storage.link import Link
from storage.sealed import SealedVideoStorage
from tests.support.distant import DistantObjects
from tests.support.footage import even_pts, make_clip

_POLL_S = 0.005


class GatedObjects(DistantObjects):
    """Objects of which only the beginning can be had.

    Attributes:
        opened: the names of the objects that were opened, in order.
        waiting: whether a read has come to what is held back.
        end_bytes: how much of a clip's end always comes.
        fails: raised instead of waiting, where it is set.
    """

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.fails: Callable[[], Exception] | None = None
        self.share = 1.0
        self.waiting = False
        self.end_bytes = 40_000

    def hold_back_after(self, share: float) -> None:
        """Give of each clip only so much, from now on; 1 gives all."""
        self.share, self.waiting = share, False

    def open(self, name: str, *, interrupt: Interrupt | None = None) -> CiphertextSource:
        self.opened.append(name)
        inner = super().open(name, interrupt=interrupt)
        return _GatedSource(self, inner, interrupt) if name.endswith(".slc") else inner


class _GatedSource:
    fetches_ahead = False

    def __init__(
        self, objects: GatedObjects, inner: CiphertextSource, interrupt: Interrupt | None
    ) -> None:
        self._objects, self._inner, self._interrupt = objects, inner, interrupt
        self.size = inner.size

    def read_at(self, offset: int, length: int) -> bytes:
        objects, size = self._objects, self.size
        while objects.share * size <= offset < size - objects.end_bytes:
            objects.waiting = True
            if objects.fails is not None:
                raise objects.fails()
            if self._interrupt is not None:
                self._interrupt.check()
            time.sleep(_POLL_S)
        return self._inner.read_at(offset, length)

    def forget(self, offset: int, length: int) -> bool:
        return self._inner.forget(offset, length)

    def close(self) -> None:
        self._inner.close()


def put_stores_behind_gate(monkeypatch: pytest.MonkeyPatch, objects: GatedObjects) -> None:
    """Let every project that is opened from now on keep its clips in these objects; no cache."""

    def storage(
        _config: ProjectConfig, keyring: Keyring, _paths: Paths, **_how: object
    ) -> tuple[SealedVideoStorage, Link, Callable[[], None]]:
        return SealedVideoStorage(objects, keyring), objects.link, lambda: None

    monkeypatch.setattr(compose, "_storage", storage)


@cache
def gated_clip() -> bytes:
    """Give a clip of 400 frames with its table at its start, in many sealed chunks."""
    return make_clip(
        pts=even_pts(400),
        size=(320, 180),
        options={"g": "25", "bf": "2", "preset": "ultrafast", "crf": "10"},
        muxer_options={"moov_size": "20000"},
    )
