"""What a clip's row is marked with."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication

from app.ui.clip_list import ClipListPanel
from app.ui.clip_list.marks import marks_of, protection_mark
from models.records import Origin
from storage.offline import CopyState
from tests.support.window import make_clip

SEALED = make_clip(objects=({"format": "container"},))
RAW = make_clip(objects=({"format": "raw-cbc"},), origin=Origin.RAW_CBC)


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        (CopyState(0, 100), "not here"),
        (CopyState(40, 100), "partly here"),
        (CopyState(100, 100), "here"),
        (CopyState(100, 100, pinned=True), "kept offline"),
        (CopyState(40, 100, pinning=True), "to be kept offline, 40 % here"),
    ],
)
def test_a_distant_clip_says_how_much_of_it_is_here(copy: CopyState, text: str) -> None:
    (mark,) = marks_of(SEALED, copy)
    assert mark.text == text


def test_a_sealed_clip_on_this_computer_has_no_mark() -> None:
    assert marks_of(SEALED, None) == ()
    assert protection_mark(SEALED) is None


def test_a_clip_that_nobody_vouches_for_is_marked_wherever_it_lies() -> None:
    assert [mark.text for mark in marks_of(RAW, None)] == ["Not authenticated"]
    plain = replace(RAW, objects=({"format": "plain"},), origin=Origin.PLAIN)
    assert [mark.text for mark in marks_of(plain, CopyState(0, 1))] == ["Not encrypted", "not here"]


def test_a_migrated_clip_says_since_when_it_is_authentic_in_its_header_only() -> None:
    migrated = replace(
        RAW,
        objects=({"format": "container"},),
        authentic_since=datetime(2026, 11, 24, 12, tzinfo=UTC),
    )
    mark = protection_mark(migrated)
    assert mark is not None
    assert mark.text == "Authentic since 24 Nov 2026"
    assert marks_of(migrated, None) == ()


def test_the_list_shows_only_clips_that_are_kept_offline_when_asked_to(qtbot) -> None:
    panel = ClipListPanel()
    qtbot.addWidget(panel)
    panel.resize(280, 600)
    kept, other = SEALED, make_clip("cam-02", objects=({"format": "container"},))
    panel.set_clips((kept, other))
    panel.show()
    panel.set_copies({kept.id: CopyState(9, 9, pinned=True), other.id: CopyState(4, 9)})
    panel._chips._set_kept(True)
    assert panel.clips == (kept,)
    panel.set_copies({kept.id: CopyState(9, 9), other.id: CopyState(4, 9, pinning=True)})
    assert panel.clips == (other,)
    QGuiApplication.processEvents()
    panel.grab()
    panel.set_copies(None)
    assert panel.clips == (kept, other)
