"""Everything that can be done can be done without a mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from app.ui.action_specs import DEFAULT_SPECS, Context
from app.ui.actions import ActionRegistry
from app.ui.palette.entries import action_entries
from app.ui.palette.palette import CommandPalette
from app.ui.window.menus import build_main_menu
from models.annotation import Box
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person


@pytest.fixture
def registry(qapp: QApplication) -> ActionRegistry:
    registry = ActionRegistry()
    registry.set_context(Context.ANNOTATE)
    registry.name_labels({digit: f"label {digit}" for digit in range(1, 10)})
    return registry


@pytest.fixture
def over(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def in_menu(menu: QMenu) -> set[str]:
    found: set[str] = set()
    for action in menu.actions():
        inner = action.menu()
        found |= in_menu(inner) if isinstance(inner, QMenu) else {action.objectName()}
    return found


def test_every_action_is_in_the_palette_or_a_menu(registry: ActionRegistry, over: QWidget) -> None:
    offered = {entry.action_id for entry in action_entries(registry)}
    offered |= in_menu(build_main_menu(registry, over))

    assert [spec.id for spec in DEFAULT_SPECS if spec.id not in offered] == []


def test_the_palette_runs_every_action_that_it_offers(
    registry: ActionRegistry, over: QWidget
) -> None:
    ran: list[str] = []
    registry.triggered.connect(ran.append)
    palette = CommandPalette(registry, over)
    field = palette.findChild(QLineEdit)
    entries = action_entries(registry)
    for entry in entries:
        palette.open_with((), over=over)
        # Several may have alike titles; the one that is meant is walked to.
        field.setText(f"{entry.title} {entry.detail}")
        offered = [one.action_id for one in palette._model._entries]
        for _ in range(offered.index(entry.action_id)):
            QTest.keyClick(field, Qt.Key.Key_Down)
        QTest.keyClick(field, Qt.Key.Key_Return)

    assert ran == [entry.action_id for entry in entries]


def test_an_action_that_nobody_listens_to_is_told_from_one_that_is(
    registry: ActionRegistry, over: QWidget
) -> None:
    menu = build_main_menu(registry, over)
    assert menu.actions()
    assert not any(registry.has_effect(spec.id) for spec in registry.specs)

    registry.connect_action("frame.next", lambda: None)
    assert registry.has_effect("frame.next")


def test_every_action_has_an_effect_in_the_window(tmp_path: Path, qapp: QApplication) -> None:
    person = Person(tmp_path / "home")
    person.start()
    registry = person.window.registry
    without = [spec.id for spec in registry.specs if not registry.has_effect(spec.id)]
    person.quit()

    assert without == [], "nobody listens to these actions"


def test_a_box_is_drawn_moved_resized_and_let_go_by_keys_alone(
    desk: Desk, plain_file: Path, qapp: QApplication
) -> None:
    person = Person(desk.home)
    person.start(desk.config.id)
    person.unlock(PASSPHRASE)
    person.open_clip(person.import_file(plain_file).id)
    person.canvas.setFocus()

    person.press("Right")
    person.wait_until(lambda: person.picture_frame() == person.frame == 1, "for a step")

    person.press("N")
    for key in ("Right", "Up", "Return", *["Shift+Right"] * 3, *["Shift+Down"] * 2, "Return"):
        person.press(key)
    (drawn,) = person.annotation.tracks.values()
    box = drawn.keyframes[0].box
    assert (box.w, box.h, person.frame) == (30, 20, 1)

    person.press("Ctrl+Right")
    person.press("Ctrl+Shift+Down")
    moved = person.annotation.track(drawn.id).keyframes[0].box
    assert moved == box.moved(1, 10)

    fields = {}
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if isinstance(focused, QLineEdit):
            fields.setdefault(focused.accessibleName(), focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"Box", "Ends after"} <= set(fields)
    fields["Box"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(fields["Box"], "10, 12, 40, 25")
    QTest.keyClick(fields["Box"], Qt.Key.Key_Return)
    fields["Ends after"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(fields["Ends after"], "4")
    QTest.keyClick(fields["Ends after"], Qt.Key.Key_Return)
    done = person.annotation.track(drawn.id)
    assert (done.keyframes[0].box, done.end_frame()) == (Box(10, 12, 40, 25), 6)
    person.quit()
