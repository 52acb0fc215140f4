"""A camera and the main picture change places: by a click, a key, a menu or the palette."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.palette.entries import action_entries, best_entries
from tests.app.ui.cameras.conftest import Cameras, barcode


def test_both_pictures_are_there_the_moment_they_have_changed_places(cameras: Cameras) -> None:
    """The new players take a while, on a busy machine seconds: nothing is black until then."""
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    person.go_to(33)
    cameras.wait_in_step()
    wanted = yard.frame_shown
    seen: list[tuple[int | None, ...]] = []

    def note() -> None:
        (gate,) = cameras.desk.companions
        parts = person.desk.clip.parts
        panes = (parts.transport._frame, parts.objects._model._frame, person.frame)
        seen.append((person.picture_frame(), *panes, gate.frame_shown, barcode(gate)))
        assert gate.session is None

    person.desk.clip.clip_opened.connect(note)
    cameras.desk.make_main(yard)
    person.wait_until(lambda: bool(seen), "for the clip to be opened")
    assert seen == [(wanted, wanted, wanted, wanted, 33, 33)]
    cameras.wait_in_step()
    assert cameras.desk.companions[0].frame_shown == 33


def test_return_on_the_chosen_camera_swaps(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    yard.tile.area.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(yard.tile.area, Qt.Key.Key_Return)
    cameras.person.wait_until(
        lambda: cameras.desk.companions[0].clip.name == "gate", "for the swap"
    )


def test_the_palette_finds_the_swap_by_its_name(cameras: Cameras) -> None:
    cameras.open("gate")
    cameras.add("yard")
    registry = cameras.person.window.registry
    first = best_entries("swap camera", action_entries(registry))[0]
    assert first.title == "Swap the camera with the main picture"
    assert first.icon


def test_the_map_of_the_keys_says_how_to_swap(cameras: Cameras) -> None:
    keys = cameras.person.window._keys
    keys.toggle()
    shown = {label.text() for label in keys.findChildren(QLabel)}
    assert {"Swap the camera with the main picture", "Enter", "Double click"} <= shown


def test_a_right_click_offers_what_the_badge_does_for_the_tile_under_it(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.add("alley")
    menu = yard.tile.header.menu
    assert menu is yard.tile.header._badge.menu()
    middle = yard.tile.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, middle, yard.tile.mapToGlobal(middle))
    QApplication.sendEvent(yard.tile, event)
    assert menu.isVisible()
    assert cameras.desk.chosen is yard
    offered = [action.text() for action in menu.actions() if not action.isSeparator()]
    swap = cameras.person.window.registry.action("cameras.swap")
    assert swap.text() in offered
    assert len(offered) == 8
    menu.hide()
    menu.popup(yard.tile.mapToGlobal(QPoint(0, 0)))
    assert len(menu.actions()) == 8 + 2
    menu.hide()


def test_a_right_click_on_the_picture_itself_opens_the_menu(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    area = yard.tile.area
    middle = area.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, area.mapToGlobal(middle))
    QApplication.sendEvent(area, event)
    assert yard.tile.header.menu.isVisible()
    yard.tile.header.menu.hide()
