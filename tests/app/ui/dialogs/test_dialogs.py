from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.settings.preferences import Preferences
from app.ui.dialogs.about import AboutDialog
from app.ui.dialogs.delete_choice import DeleteChoice, DeleteChoiceDialog
from app.ui.dialogs.delete_clip import DeleteClipDialog
from app.ui.dialogs.import_clips import ImportDialog
from app.ui.dialogs.preferences import PreferencesDialog
from app.version import VERSION
from models.records import DeletedCounts


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    made = []
    for name in ("gate.mp4", "yard.mkv"):
        (tmp_path / name).write_bytes(b"x" * 3000)
        made.append(tmp_path / name)
    return tuple(made)


def test_a_dialog_is_gone_once_its_answer_was_read(qtbot, monkeypatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(DeleteChoiceDialog, "exec", lambda dialog: dialog.reject() or 0)
    for _ in range(2):
        answer = DeleteChoiceDialog.ask(
            "person 1", frame_index=1, keyframe_here=True, box_count=2, parent=parent
        )
        assert answer is None
    qtbot.waitUntil(lambda: not parent.findChildren(DeleteChoiceDialog))


def test_a_dialog_gives_the_keys_back_to_its_window(qtbot) -> None:
    """Else the keys that lock would reach nobody until the next click."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = AboutDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()
    qtbot.waitUntil(window.isActiveWindow)


def words(dialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_one_file_can_be_named(qtbot, files) -> None:
    dialog = ImportDialog(files[:1])
    qtbot.addWidget(dialog)
    dialog._event_id.setText(" gate-7 ")
    dialog._camera.setText("north")
    choice = dialog.choice
    assert (choice.name, choice.event_id, choice.camera) == ("gate", "gate-7", "north")
    assert choice.recorded_at is None


def test_a_recording_time_has_a_time_zone(qtbot, files) -> None:
    dialog = ImportDialog(files[:1])
    qtbot.addWidget(dialog)
    dialog._knows_moment.setChecked(True)
    moment = dialog.choice.recorded_at
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None


def test_a_recording_time_is_that_of_the_camera_s_zone(qtbot, files) -> None:
    dialog = ImportDialog(files[:1])
    qtbot.addWidget(dialog)
    dialog._knows_moment.setChecked(True)
    dialog._zone.setEditText("Asia/Tokyo")
    dialog._moment.set_face(datetime(2026, 7, 1, 8, 14, 3))  # noqa: DTZ001 - a face
    choice = dialog.choice
    assert choice.zone == "Asia/Tokyo"
    assert choice.recorded_at == datetime(2026, 6, 30, 23, 14, 3, tzinfo=UTC)
    dialog._knows_moment.setChecked(False)
    assert (dialog.choice.recorded_at, dialog.choice.zone) == (None, "Asia/Tokyo")


def test_several_files_keep_their_own_names(qtbot, files) -> None:
    dialog = ImportDialog(files)
    qtbot.addWidget(dialog)
    assert dialog.choice.name == ""
    assert not dialog._event_id.isVisibleTo(dialog)
    assert dialog.choice.paths == files


def test_the_import_says_that_the_original_stays(qtbot, files) -> None:
    dialog = ImportDialog(files)
    qtbot.addWidget(dialog)
    assert "The plain original stays where it is" in words(dialog)


def test_deleting_a_clip_counts_what_goes_and_keeps_it_by_default(qtbot) -> None:
    dialog = DeleteClipDialog("cam-01", DeletedCounts(12, 48, 3))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "tracks 12, keyframes 48, single-frame boxes 3" in words(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == DeleteClipDialog.DialogCode.Rejected


def ask_delete(qtbot, *, keyframe_here: bool) -> DeleteChoiceDialog:
    dialog = DeleteChoiceDialog(
        "person 14", frame_index=320, keyframe_here=keyframe_here, box_count=412
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.mark.parametrize("keyframe_here", [True, False])
def test_the_default_is_never_the_whole_track(qtbot, keyframe_here: bool) -> None:
    dialog = ask_delete(qtbot, keyframe_here=keyframe_here)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    expected = DeleteChoice.KEYFRAME if keyframe_here else DeleteChoice.END
    assert dialog.default is expected
    assert dialog.choice is expected


@pytest.mark.parametrize(("key", "choice"), list(zip("123", DeleteChoice, strict=True)))
def test_a_digit_takes_its_answer(qtbot, key: str, choice: DeleteChoice) -> None:
    dialog = ask_delete(qtbot, keyframe_here=True)
    qtbot.keyClicks(dialog, key)
    assert dialog.choice is choice


def test_a_keyframe_that_is_not_there_cannot_be_deleted(qtbot) -> None:
    dialog = ask_delete(qtbot, keyframe_here=False)
    qtbot.keyClicks(dialog, "1")
    assert dialog.choice is None
    assert dialog.isVisible()


def test_the_whole_track_says_how_many_boxes_it_has(qtbot) -> None:
    assert "All 412 boxes" in words(ask_delete(qtbot, keyframe_here=True))


def test_preferences_apply_at_once(qtbot) -> None:
    dialog = PreferencesDialog(Preferences())
    qtbot.addWidget(dialog)
    seen: list[Preferences] = []
    dialog.changed.connect(seen.append)
    dialog._theme._buttons["light"].click()
    dialog._idle.setValue(0)
    assert seen[-1] == Preferences(theme="light", idle_lock_minutes=0)
    assert dialog._idle.text() == "Never"
    assert len(seen) == 2
    dialog._low_end.click()
    assert seen[-1].low_end
    assert dialog._end_after.text() == "Never"
    dialog._end_after.setValue(250)
    assert seen[-1].new_tracks_end_after == 250


def test_every_preference_stands_on_one_line_with_its_name(qtbot) -> None:
    dialog = PreferencesDialog(Preferences())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    buddies = [label for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    assert len(buddies) == 7
    for label in buddies:
        assert abs(label.geometry().center().y() - label.buddy().geometry().center().y()) <= 2


def test_reset_takes_back_what_stands_there_and_keeps_what_is_chosen_elsewhere(qtbot) -> None:
    elsewhere = Preferences(last_project="harbour", ruler="frames", copies_mib=500, film="on")
    dialog = PreferencesDialog(replace(elsewhere, theme="light", low_end=True))
    qtbot.addWidget(dialog)
    dialog._on_reset()
    assert dialog.preferences == elsewhere


def test_about_names_the_version_and_the_licence(qtbot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert VERSION in words(dialog)
    assert "Apache License 2.0" in words(dialog)
