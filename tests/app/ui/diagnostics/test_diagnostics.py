"""The diagnostics tell how the player does, and nothing of what a clip shows."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.media.player.state import PlayerState, PlayerStats
from app.ui.diagnostics.figures import Observed, groups, plain_text
from app.ui.diagnostics.panel import DiagnosticsPanel
from storage.link import LinkState
from tests.support.clip_index import clip_index

SEEN = Observed(
    clip_index(250, rate=25, gop=50),
    PlayerState(True, 12, 1.0, False, 24.9, 2),
    PlayerStats(
        decoded=400,
        decode_ms=3.25,
        seek_ms=41.0,
        seek_p95_ms=97.0,
        shown=380,
        dropped=7,
        cached_frames=80,
        cached_bytes=248_832_000,
        cache_hits=30,
        cache_misses=10,
    ),
    decode_fps=25.2,
    cache_budget=268_435_456,
    read_bytes=12_400_000,
    reads=310,
    link=None,
)


def shown(seen: Observed) -> dict[str, str]:
    return {name: value for group in groups(seen) for name, value in group.rows}


def test_the_figures_say_how_the_player_does(qapp: object) -> None:
    told = shown(SEEN)
    assert told["Codec"] == "h264 · 1920×1080 · 25 fps"  # noqa: RUF001 - the sign for "by"
    assert told["Frames"] == "250, 5 key pictures"
    assert told["Shown"] == "24.9 / s"
    assert told["Decoded"] == "25.2 / s · 3.2 ms"
    assert told["Dropped"] == "2 · 7 since it was opened"
    assert told["Seek, median · 95 %"] == "41 · 97 ms"
    assert told["Held"] == "80 · 248.8 MB / 268.4 MB"
    assert told["Found there"] == "75 %"
    assert told["Decrypted for the decoder"] == "12.4 MB · 310 reads"
    assert "Read from the store" not in told


def test_pictures_with_fewer_pixels_are_told_and_why(qapp: object) -> None:
    assert shown(SEEN)["Sharpness"] == "whole pictures"
    spared = replace(SEEN, state=replace(SEEN.state, low_end=True))
    assert shown(spared)["Sharpness"] == "fewer pixels: the computer is too slow"
    assert shown(replace(spared, low_end_chosen=True))["Sharpness"] == "fewer pixels: low-end mode"


def test_a_distant_store_adds_what_was_read_from_it(qapp: object) -> None:
    told = shown(replace(SEEN, link=LinkState(online=True, bytes_in=9_000_000, in_per_s=2.5e6)))
    assert told["Read from the store"] == "9.0 MB"
    assert told["Store, now"] == "2.5 MB / s"


def test_before_anything_was_asked_nothing_is_made_up(qapp: object) -> None:
    told = shown(replace(SEEN, stats=PlayerStats(), state=PlayerState(False, 0, 1.0, False, 0, 0)))
    assert told["Shown"] == "paused"
    assert told["Found there"] == "nothing yet"


@pytest.fixture
def panel(qtbot: QtBot) -> DiagnosticsPanel:
    parent = QWidget()
    parent.resize(900, 500)
    qtbot.addWidget(parent)
    panel = DiagnosticsPanel(parent)
    parent.show()
    panel.show_groups(groups(SEEN))
    panel.show()
    return panel


def test_the_panel_stays_in_its_corner_and_shows_everything(panel: DiagnosticsPanel) -> None:
    parent = panel.parentWidget()
    for width in (900, 640, 1200):
        parent.resize(width, 500)
        assert panel.geometry().right() == width - 13
        assert panel.height() >= panel.sizeHint().height()


def test_rows_that_come_while_the_panel_is_there_have_their_room(panel: DiagnosticsPanel) -> None:
    before = panel.height()
    panel.show_groups(())
    assert panel.height() < before / 2
    panel.show_groups(groups(SEEN))
    assert panel.height() == before


def test_no_figure_is_cut_off(panel: DiagnosticsPanel) -> None:
    panel.show_groups(groups(replace(SEEN, link=LinkState(bytes_in=9_000_000_000))))
    panel.layout().activate()
    labels = panel.findChildren(QLabel)
    assert len(labels) > 20
    for label in labels:
        assert label.width() >= label.sizeHint().width(), label.text()


def test_what_is_copied_is_what_is_shown(panel: DiagnosticsPanel) -> None:
    clipboard = QGuiApplication.clipboard()
    panel.copy()
    assert clipboard.text() == plain_text(groups(SEEN))
    assert "Seek, median · 95 %: 41 · 97 ms" in clipboard.text()
    clipboard.clear()


def test_figures_change_in_place_and_rows_come_and_go(panel: DiagnosticsPanel) -> None:
    panel.show_groups(groups(replace(SEEN, decode_fps=50.0)))
    assert "50.0 / s" in panel.text
    panel.show_groups(groups(replace(SEEN, link=LinkState(bytes_in=5))))
    assert "Read from the store: 5 bytes" in panel.text
    panel.show_groups(())
    assert panel.text == ""
