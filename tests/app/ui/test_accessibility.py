"""Every control can be named, reached by keyboard, and seen when it has the focus."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)

from app.interchange.detections import DetectedBox, DetectionFile
from app.session.box_files import BoxFile
from app.session.labels.templates import labels_of
from app.session.people.progress import Group, Progress
from app.settings.keys import KeySettings
from app.settings.preferences import Preferences
from app.settings.projects import ProjectConfig
from app.ui.actions import ActionRegistry
from app.ui.assist.suggest_dialog import Method, SuggestDialog, Wanted
from app.ui.dialogs.about import AboutDialog
from app.ui.dialogs.camera_clock import CameraClockDialog
from app.ui.dialogs.delete_choice import DeleteChoiceDialog
from app.ui.dialogs.delete_clip import DeleteClipDialog
from app.ui.dialogs.find_clips import FindClipsDialog
from app.ui.dialogs.import_boxes import ImportBoxesDialog
from app.ui.dialogs.import_clips import ImportDialog
from app.ui.dialogs.labels import LabelsDialog
from app.ui.dialogs.labels.end_label import EndLabelDialog
from app.ui.dialogs.preferences import PreferencesDialog
from app.ui.dialogs.propagate import PropagateDialog, Propagation
from app.ui.dialogs.store_settings import StoreSettingsDialog
from app.ui.keys.keys_dialog import KeysDialog
from app.ui.progress.dialog import ProgressDialog
from app.ui.progress.figures import figures
from app.ui.progress.sheets import sheets
from app.ui.timeline.times import ClipTimes
from app.ui.wizard import ProjectWizard
from models.annotation.geometry import Box
from models.errors import DatabaseUnavailableError
from models.records import DeletedCounts
from tests.support.window import ANSWERS, make_clip, make_window

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QAbstractSpinBox,
    QComboBox,
    QPlainTextEdit,
    QSlider,
    QAbstractItemView,
)


def controls(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget.parent(), (QAbstractSpinBox, QComboBox, QLineEdit))
        if isinstance(widget, QHeaderView):
            continue  # The headings of a list, where they cannot be pressed, are no control.
        if isinstance(widget, CONTROLS) and not inner and widget.objectName() != "qt_spinbox":
            yield widget


def is_reached_by_arrows(widget: QWidget) -> bool:
    """Tell whether Tab goes to another one of its group, and the arrows lead on from there."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = [] if widget.group() is None else widget.group().buttons()
    if widget.autoExclusive():
        group = widget.parentWidget().findChildren(type(widget))
    return any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in group)


def walk(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield interface
    for at in range(interface.childCount()):
        child = interface.child(at)
        if child is not None:
            yield from walk(child)


def every_window(folder: Path) -> Iterator[QWidget]:
    window = make_window(folder)
    window.resize(1280, 800)
    window.show_project("Harbour 2026", ANSWERS)
    clip = make_clip()
    window.set_clips((clip,))
    window.show_clip(clip, editable=True)
    window.problems.show_error(DatabaseUnavailableError("no answer"))
    window.progress.start("a", "gate.mp4")
    yield window
    file = folder / "gate.mp4"
    file.write_bytes(b"x")
    yield ImportDialog((file,))
    yield DeleteClipDialog("cam-01", DeletedCounts(1, 2, 3))
    yield DeleteChoiceDialog("person 1", frame_index=1, keyframe_here=True, box_count=9)
    yield PreferencesDialog(Preferences())
    yield AboutDialog()
    yield ProjectWizard(environment_key=True)
    yield StoreSettingsDialog(
        ProjectConfig("a", "A", "s3://footage/", "sqlite:////a.db", "file:///k"), has_copies=True
    )
    yield FindClipsDialog()
    yield LabelsDialog(labels_of("people"), {})
    yield from bench_dialogs()
    progress = ProgressDialog()
    progress.show_told(figures(Progress(Group())), sheets(Progress(Group())), 1.0)
    yield progress
    yield CameraClockDialog(clip, ClipTimes(np.arange(90.0)), frame=3, can_restore=True)


def bench_dialogs() -> Iterator[QWidget]:
    """Give what the annotator's bench asks by."""
    labels = labels_of("people")
    yield KeysDialog(ActionRegistry(), KeySettings())
    yield SuggestDialog(labels, frame_index=3, last_frame=89, last_time=Wanted(Method.MODEL))
    yield PropagateDialog("person 1", frame_index=3, last_frame=89, last_time=Propagation())
    yield EndLabelDialog(labels[0], labels[1:], uses=None, deletes=True)
    found = DetectionFile((DetectedBox(3, Box(1, 2, 3, 4), 0.5, "car"),), 0, (), 0)
    yield ImportBoxesDialog(BoxFile("det.txt", "", detections=found), labels)


@pytest.fixture
def windows(qtbot, tmp_path: Path) -> tuple[QWidget, ...]:
    made = tuple(every_window(tmp_path))
    for window in made:
        qtbot.addWidget(window)
        window.show()
    return made


def test_every_control_has_a_name(windows) -> None:
    for window in windows:
        nameless = [
            f"{type(widget).__name__} in {type(widget.parent()).__name__}"
            for widget in controls(window)
            if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
        ]
        assert nameless == [], type(window).__name__


def test_every_button_that_a_screen_reader_meets_says_what_it_does(windows) -> None:
    for window in windows:
        for interface in walk(QAccessible.queryAccessibleInterface(window)):
            if interface.role() is QAccessible.Role.Button and not interface.state().invisible:
                assert interface.text(QAccessible.Text.Name).strip()


def test_every_control_can_be_reached_by_tab(windows) -> None:
    for window in windows:
        unreachable = [
            widget.accessibleName()
            for widget in controls(window)
            if widget.isVisibleTo(window)
            and widget.isEnabled()
            and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not is_reached_by_arrows(widget)
        ]
        assert unreachable == [], type(window).__name__


def test_a_click_on_a_button_leaves_the_keys_with_the_canvas(windows) -> None:
    for button in windows[0].findChildren(QAbstractButton):
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus, button.accessibleName()


def test_windows_and_dialogs_have_titles(windows) -> None:
    for window in windows:
        assert window.windowTitle()
