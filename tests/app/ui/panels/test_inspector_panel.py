"""The real form, driven by the mouse and the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.actions import ActionRegistry
from app.ui.panels.box_field import BoxField
from app.ui.panels.box_text import TO_EDIT, TO_READ, box_text
from app.ui.panels.inspector_panel import InspectorPanel
from app.ui.theme import Theme
from models.annotation import Annotation, Box, Detection, Label, Source, Track
from tests.support.annotations import CAR, PERSON, key, single, track

LEFT = Qt.MouseButton.LeftButton
LABELS = (Label(CAR, "car", "#009E73", position=1), Label(PERSON, "person", "#56B4E9"))
BOX = Box(687.25, 183, 46, 125)
WALKER = track(key(10, BOX), key(20, BOX, occluded=True), key(30, BOX, outside=True), number=14)
GUESS = track(
    key(10, BOX, source=Source.SUGGESTED, detection=Detection("m", 0.84, BOX)),
    number=18,
    source=Source.SUGGESTED,
)
DRIVER = track(key(0, BOX), number=3, label_id=CAR)
LOCKED = track(key(0, BOX), number=5, locked=True)
ONE_FRAME = single(10, BOX, number=30)


@pytest.fixture
def panel(qtbot: QtBot) -> InspectorPanel:
    widget = InspectorPanel(Theme())
    widget.set_keys(ActionRegistry().key_text)
    widget.set_usable(open_clip=True, editable=True)
    qtbot.addWidget(widget)
    widget.resize(280, 300)
    widget.set_labels(LABELS)
    widget.set_annotation(Annotation([WALKER, GUESS, DRIVER, LOCKED, ONE_FRAME]))
    widget.set_frame(10)
    widget.set_selection([WALKER.id])
    widget.show()
    return widget


def named(panel: InspectorPanel, kind: type[QWidget], name: str) -> QWidget:
    found = [w for w in panel.findChildren(kind) if w.accessibleName() == name]
    assert len(found) == 1, name
    return found[0]


def button(panel: InspectorPanel, name: str) -> QAbstractButton:
    found = [
        b for b in panel.findChildren(QAbstractButton) if name in (b.accessibleName(), b.text())
    ]
    assert len(found) == 1, name
    return found[0]


def text_of(panel: InspectorPanel, name: str) -> str:
    return named(panel, QLineEdit, name).text()


def box_field(panel: InspectorPanel) -> BoxField:
    return panel.findChild(BoxField)


def shown_texts(panel: InspectorPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_the_selected_object_is_described(panel: InspectorPanel) -> None:
    assert named(panel, QComboBox, "Label").currentText() == "person"
    assert text_of(panel, "Track") == "14 · 3 keyframes"
    assert text_of(panel, "Box") == box_text(BOX, decimals=TO_READ)
    assert text_of(panel, "Source") == "manual"
    assert button(panel, "Keyframe").isChecked()
    assert not button(panel, "Outside").isChecked()
    assert not button(panel, "Accept").isVisible()


def test_the_form_says_from_where_on_an_object_is_gone(panel: InspectorPanel) -> None:
    ends = named(panel, QLineEdit, "Ends after")
    assert isinstance(ends, QLineEdit)
    assert ends.placeholderText() == "gone from frame 30"
    assert not ends.isEnabled()
    panel.set_selection([DRIVER.id])
    assert ends.placeholderText() == "held to the end"
    assert ends.isEnabled()


def test_the_form_follows_the_frame(panel: InspectorPanel) -> None:
    panel.set_frame(25)
    assert not button(panel, "Keyframe").isChecked()
    assert button(panel, "Occluded").isChecked()
    panel.set_frame(30)
    assert button(panel, "Keyframe").isChecked()
    assert button(panel, "Outside").isChecked()
    assert text_of(panel, "Box") == ""
    assert not box_field(panel).isEnabled()
    assert "not on this frame" in shown_texts(panel)


def test_the_form_follows_edits_of_the_selected_only(panel: InspectorPanel) -> None:
    moved = WALKER.head.with_keyframes((key(10, Box(1, 2, 3, 4)),))
    annotation = Annotation([WALKER, DRIVER]).with_tracks({WALKER.id: moved})
    panel.set_annotation(annotation, {DRIVER.id})
    assert text_of(panel, "Track") == "14 · 3 keyframes"
    panel.set_annotation(annotation, {WALKER.id})
    assert text_of(panel, "Track") == "14 · 1 keyframe"
    assert text_of(panel, "Box").startswith("1, 2")


def test_nothing_selected_says_what_to_do_next(panel: InspectorPanel) -> None:
    panel.set_selection([])
    assert "Select a box or press N to draw one." in shown_texts(panel)
    assert not button(panel, "Delete").isVisible()
    panel.set_selection([WALKER.id])
    panel.set_annotation(Annotation(), None)
    assert "Select a box or press N to draw one." in shown_texts(panel)
    panel.set_keys(lambda _action_id: "F9")
    assert "Select a box or press F9 to draw one." in shown_texts(panel)
    assert button(panel, "Delete").toolTip().endswith(" (F9)")
    assert button(panel, "Delete").toolTip().count("(") == 1
    panel.set_keys(lambda _action_id: "")
    assert "Select a box or draw one." in shown_texts(panel)
    assert "(" not in button(panel, "Delete").toolTip()


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("Keyframe", "keyframe_toggled"),
        ("Outside", "outside_toggled"),
        ("Occluded", "occluded_toggled"),
        ("Delete", "delete_requested"),
    ],
)
def test_a_switch_asks_and_stays_until_the_annotation_has_changed(
    panel: InspectorPanel, qtbot: QtBot, name: str, signal: str
) -> None:
    before = button(panel, name).isChecked()
    with qtbot.waitSignal(getattr(panel, signal)):
        qtbot.mouseClick(button(panel, name), LEFT)
    assert button(panel, name).isChecked() == before


def test_another_label_is_asked_for_by_its_id(panel: InspectorPanel, qtbot: QtBot) -> None:
    combo = named(panel, QComboBox, "Label")
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(row) for row in range(combo.count())] == ["person", "car"]
    with qtbot.waitSignal(panel.label_requested) as heard:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert heard.args == [CAR]


def test_a_typed_box_is_asked_for_with_the_untouched_numbers_exact(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    field = box_field(panel)
    with qtbot.waitSignal(panel.box_requested) as heard:
        field.setText(field.text().replace("46", "50"))
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == [Box(687.25, 183, 50, 125)]


def test_numbers_that_are_no_box_are_marked_and_asked_for_by_nobody(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    heard: list[Box] = []
    panel.box_requested.connect(heard.append)
    field = box_field(panel)
    field.selectAll()
    qtbot.keyClicks(field, "1 2 3")
    assert field.property("state") == "bad"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == []
    assert field.property("state") == ""
    assert field.text().startswith("687")


def test_a_box_that_did_not_change_is_not_asked_for(panel: InspectorPanel, qtbot: QtBot) -> None:
    heard: list[Box] = []
    panel.box_requested.connect(heard.append)
    qtbot.keyClick(box_field(panel), Qt.Key.Key_Return)
    assert heard == []


@pytest.mark.promise
def test_a_box_never_reaches_the_system_s_clipboards(panel: InspectorPanel, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    field = box_field(panel)
    qtbot.mouseDClick(field, LEFT)
    field.selectAll()
    for keys in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert):
        qtbot.keyClick(field, keys, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert clipboard.text() == "before"
    assert field.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert not field.dragEnabled()


def test_a_suggestion_can_be_accepted_or_rejected(panel: InspectorPanel, qtbot: QtBot) -> None:
    panel.set_selection([GUESS.id])
    assert text_of(panel, "Source") == "suggested · 0.84"
    with qtbot.waitSignal(panel.accept_requested):
        qtbot.mouseClick(button(panel, "Accept"), LEFT)
    with qtbot.waitSignal(panel.reject_requested):
        qtbot.mouseClick(button(panel, "Reject"), LEFT)


def test_a_locked_object_can_be_looked_at_only(panel: InspectorPanel) -> None:
    panel.set_selection([LOCKED.id])
    assert "locked" in shown_texts(panel)
    switches = [b for b in panel.findChildren(QToolButton) if b.isVisible()]
    assert len(switches) == 4
    assert not any(b.isEnabled() for b in switches)
    assert not named(panel, QComboBox, "Label").isEnabled()
    assert not box_field(panel).isEnabled()


def test_of_several_objects_only_what_they_share_is_shown(panel: InspectorPanel) -> None:
    panel.set_selection([WALKER.id, DRIVER.id])
    assert "2 objects" in shown_texts(panel)
    combo = named(panel, QComboBox, "Label")
    assert isinstance(combo, QComboBox)
    assert combo.currentIndex() == -1
    assert not box_field(panel).isVisible()
    panel.set_selection([WALKER.id, GUESS.id])
    assert combo.currentText() == "person"
    assert button(panel, "Accept").isVisible()


def test_a_single_frame_box_has_no_keyframes_to_switch(panel: InspectorPanel) -> None:
    panel.set_selection([ONE_FRAME.id])
    assert text_of(panel, "Track") == "30 · single frame"
    assert not button(panel, "Keyframe").isEnabled()
    assert button(panel, "Occluded").isEnabled()


def test_what_is_being_typed_survives_a_change_of_the_box(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    panel.activateWindow()
    field = box_field(panel)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "1 2 3")
    moved = Track(WALKER.id, 14, PERSON, keyframes=(key(10, Box(9, 9, 9, 9)),))
    panel.set_annotation(Annotation([moved]), {WALKER.id})
    assert field.text() == "1 2 3"
    field.clearFocus()
    assert field.text().startswith("9, 9")


def test_what_was_typed_for_one_object_is_not_kept_for_another(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    panel.activateWindow()
    field = box_field(panel)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "1 2 3 4")
    panel.set_selection([DRIVER.id])
    assert field.text() == box_text(BOX, decimals=TO_EDIT)


def test_what_to_do_next_depends_on_what_can_be_done(panel: InspectorPanel) -> None:
    panel.set_selection([])
    panel.set_usable(open_clip=True, editable=False)
    assert "Select a box to see what it is." in shown_texts(panel)
    panel.set_usable(open_clip=False, editable=False)
    assert not any("box" in text for text in shown_texts(panel))


def test_it_fits_beside_the_canvas_of_a_small_screen(panel: InspectorPanel) -> None:
    assert panel.minimumSizeHint().width() <= 272


def test_switches_tell_their_keys(panel: InspectorPanel) -> None:
    panel.set_keys({"track.keyframe": "K"}.get)
    tips = [button.toolTip() for button in panel.findChildren(QToolButton)]
    assert "Set a keyframe on this frame, or take it away (K)" in tips


def test_for_how_long_the_last_box_is_held_is_shown_and_typed(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    asked: list[int | None] = []
    panel.ends_after_requested.connect(asked.append)
    panel.set_selection([DRIVER.id])
    field = named(panel, QLineEdit, "Ends after")
    assert (field.text(), field.placeholderText()) == ("", "held to the end")
    qtbot.keyClicks(field, "25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clear()
    qtbot.keyClicks(field, "-3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [25]

    brief = track(key(0, BOX), number=40, ends_after=5)
    panel.set_annotation(Annotation([WALKER, brief, ONE_FRAME]))
    panel.set_selection([brief.id])
    assert field.text() == "5"
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [25, None]
    panel.set_selection([ONE_FRAME.id])
    assert not field.isVisible()


def test_of_very_many_it_says_how_many_and_deletes_them(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    crowd = [single(10, number=number) for number in range(1, 1_201)]
    panel.set_annotation(Annotation([WALKER, *crowd]))
    panel.set_selection([one.id for one in crowd])
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "1,200 objects" in texts
    assert "What you do now is done to all of them." in texts
    with qtbot.waitSignal(panel.delete_requested):
        qtbot.mouseClick(button(panel, "Delete"), LEFT)
    panel.set_selection([WALKER.id])
    assert text_of(panel, "Track") == "14 \N{MIDDLE DOT} 3 keyframes"


@pytest.mark.promise
def test_what_was_shown_is_not_kept_when_nothing_is_selected_any_more(
    panel: InspectorPanel,
) -> None:
    panel.set_selection([GUESS.id])
    fields = panel.findChildren(QLineEdit)
    assert any(field.text() for field in fields)
    panel.set_annotation(Annotation())
    panel.set_selection([])
    assert [field.text() for field in fields if field.text()] == []
    assert panel.findChildren(BoxField)[0]._box is None
    panel.set_annotation(Annotation([WALKER]))
    panel.set_selection([WALKER.id])
    assert panel.findChildren(BoxField)[0].text() == box_text(BOX, decimals=TO_READ)
