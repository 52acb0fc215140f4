"""Clips found in a store: any number of them, without a pause of the window."""

import time
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.failures import Problem
from app.session.adopting_many import FoundClip
from app.ui.dialogs.find_clips import FindClipsDialog
from app.ui.dialogs.find_clips_model import FoundClipsModel

WRITTEN = datetime(2026, 11, 20, 8, 14, tzinfo=UTC)


def found(count: int, start: int = 0) -> list[FoundClip]:
    return [
        (f"gate-{at:06d}", (f"gate-{at:06d}.slc",), 3_400_000, WRITTEN)
        for at in range(start, start + count)
    ]


@pytest.fixture
def dialog(qtbot) -> FindClipsDialog:
    dialog = FindClipsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def settled(qtbot, model: FoundClipsModel) -> None:
    qtbot.waitUntil(lambda: not model.filtering)


def test_what_is_found_is_shown_while_the_listing_goes_on(dialog, qtbot) -> None:
    dialog.add_found(found(3), 12)
    settled(qtbot, dialog._model)

    assert dialog._state.text() == "Looking. Clips seen: 12, unknown: 3"
    index = dialog._model.index(0, 0)
    assert index.data() == "gate-000000"
    assert index.siblingAtColumn(1).data() == "3.4 MB"
    dialog.show_listed()
    assert dialog._state.text() == "Unknown clips: 3"


def test_nothing_found_says_that_every_clip_is_known(dialog: FindClipsDialog) -> None:
    dialog.show_listed()

    assert dialog._pages.currentIndex() == 1
    assert not dialog._add.isEnabled()


def test_some_can_be_chosen_with_the_keyboard_alone(dialog, qtbot) -> None:
    dialog.add_found(found(9), 9)
    settled(qtbot, dialog._model)
    qtbot.keyClick(dialog._filter, Qt.Key.Key_Down)
    qtbot.keyClick(dialog._table, Qt.Key.Key_Space)
    qtbot.keyClick(dialog._table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog._table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog._table, Qt.Key.Key_Space)
    qtbot.keyClick(dialog._table, Qt.Key.Key_Return)

    assert dialog.result() == FindClipsDialog.DialogCode.Accepted
    assert [stem for stem, *_ in dialog.choice] == ["gate-000000", "gate-000002"]


def test_select_all_takes_what_passes_the_filter_and_keeps_what_was_chosen(dialog, qtbot) -> None:
    dialog.add_found(found(30), 30)
    settled(qtbot, dialog._model)
    dialog._model.toggle(3)
    dialog._filter.setText("GATE-00002")
    settled(qtbot, dialog._model)
    assert dialog._state.text() == "Looking. Clips seen: 30, unknown: 30"
    dialog._all.click()

    assert dialog._model.ticked_count == 11
    assert dialog._add.text() == "Add 11"
    dialog._filter.clear()
    settled(qtbot, dialog._model)
    dialog._none.click()
    assert dialog._model.ticked_count == 0
    assert not dialog._add.isEnabled()


def test_closing_stops_the_listing_and_forgets_the_names(dialog, qtbot) -> None:
    dialog.add_found(found(3), 3)
    with qtbot.waitSignal(dialog.stopped):
        dialog.reject()

    assert dialog._model.total == 0
    assert dialog.choice == ()


def test_after_a_failure_what_was_found_stays_and_it_can_be_tried_again(dialog, qtbot) -> None:
    dialog.add_found(found(3), 3)
    settled(qtbot, dialog._model)
    dialog.show_failure(Problem("The clip store cannot be reached", "No answer.", ""))

    assert dialog._problem.isVisible()
    assert dialog._model.total == 3
    with qtbot.waitSignal(dialog.again_requested):
        dialog._again.click()
    assert dialog._model.total == 0
    assert not dialog._problem.isVisible()


def test_a_hundred_thousand_clips_are_shown_and_filtered_in_slices(qtbot) -> None:
    model = FoundClipsModel()
    model.append(found(100_000))
    settled(qtbot, model)
    assert model.matching == 100_000
    assert model.rowCount() < 1000
    assert model.canFetchMore(QModelIndex())
    model.set_filter("99")
    slowest_s = 0.0
    while model.filtering:
        begun_s = time.perf_counter()
        model._on_scan()
        slowest_s = max(slowest_s, time.perf_counter() - begun_s)

    assert model.matching == sum("99" in f"{at:06d}" for at in range(100_000))
    assert slowest_s < 0.1
