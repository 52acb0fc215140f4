"""The dialog of people and rules, as a window on a screen."""

from app.ui.people.people_dialog import PeopleDialog


def test_a_higher_page_keeps_its_buttons_on_the_screen(qtbot: object) -> None:
    dialog = PeopleDialog()
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    dialog.show()
    room = dialog.screen().availableGeometry()
    dialog.move(10, room.bottom() + 1 - dialog.frameGeometry().height())
    lower = dialog.frameGeometry().height()
    dialog.show_page("rules")
    assert dialog.frameGeometry().height() > lower
    assert dialog.frameGeometry().bottom() <= room.bottom()
    assert dialog.frameGeometry().top() >= room.top()
