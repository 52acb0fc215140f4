"""Playback, where its player still talks while it is closed."""

import gc
import io
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.media.index.building import build_index
from app.media.player.state import PlayerState
from app.ui.playing import playback as module
from app.ui.playing.playback import Playback
from tests.support.footage import even_pts, make_clip

STATE = PlayerState(True, 1, 1.0, False, 0.0, 0)


class Talker:
    """Stands in for a player that is on its way out: it says what the test wants."""

    def __init__(self, *_: object, **callbacks: Any) -> None:
        self.on_picture: Callable[[object], None] = callbacks["on_picture"]
        self.on_state: Callable[[object], None] = callbacks["on_state"]
        self.on_failed: Callable[[object], None] = callbacks["on_failed"]

    def close(self) -> None:
        pass

    def talk(self) -> None:
        self.on_picture(Kept())
        self.on_state(STATE)
        self.on_failed(ValueError())


@pytest.fixture
def talker(monkeypatch: pytest.MonkeyPatch, qapp: object) -> tuple[Playback, Talker]:
    return opened(monkeypatch)


def opened(monkeypatch: pytest.MonkeyPatch) -> tuple[Playback, Talker]:
    """Open a clip with a player that talks when the test wants it."""
    made: list[Talker] = []

    def start(*arguments: object, **callbacks: Any) -> Talker:
        made.append(Talker(*arguments, **callbacks))
        return made[-1]

    monkeypatch.setattr(module, "start_player", start)
    playback = Playback(cache_bytes=1 << 20)
    clip = make_clip(pts=even_pts(3))
    index = build_index(io.BytesIO(clip))
    playback.open(lambda _: io.BytesIO(clip), index, parts_at=lambda _: ())
    return playback, made[0]


def test_what_a_closed_player_says_to_a_playback_that_is_gone_is_dropped(
    talker: tuple[Playback, Talker],
) -> None:
    playback, player = talker
    playback.wait_closed()
    shiboken6.delete(playback)
    player.talk()


def test_what_a_player_has_said_before_its_playback_went_is_dropped(
    talker: tuple[Playback, Talker],
) -> None:
    playback, player = talker
    thread = threading.Thread(target=player.talk)
    thread.start()
    thread.join()
    heard: list[object] = []
    playback.state_changed.connect(heard.append)
    playback.wait_closed()
    shiboken6.delete(playback)
    QApplication.processEvents()
    assert heard == []


def test_a_player_holds_nothing_of_its_playback(
    monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    playback, player = opened(monkeypatch)
    gone = weakref.ref(playback)
    del playback
    gc.collect()
    assert gone() is None, "the player's thread would destroy it, away from the window's"
    player.talk()
    QApplication.processEvents()


@pytest.mark.promise
def test_a_picture_that_comes_after_closing_is_not_kept(talker: tuple[Playback, Talker]) -> None:
    playback, player = talker
    playback.wait_closed()
    picture = Kept()
    seen = weakref.ref(picture)
    player.on_picture(picture)
    del picture
    gc.collect()
    assert seen() is None


class Kept:
    """Stands for a picture: whoever keeps it is found out."""

    frame_index = 0
