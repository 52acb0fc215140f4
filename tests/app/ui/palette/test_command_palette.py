from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QWidget

from app.ui.action_specs import Context
from app.ui.actions import ActionRegistry
from app.ui.palette.entries import action_entries, best_entries, clip_entries, filter_entries
from app.ui.palette.fuzzy import match_score
from app.ui.palette.palette import CommandPalette
from tests.support.window import make_clip

CLIPS = (make_clip("cam-platform-01"), make_clip("cam-parking-03x"))


@pytest.fixture
def registry(qapp) -> ActionRegistry:
    registry = ActionRegistry()
    registry.set_context(Context.ANNOTATE)
    return registry


@pytest.fixture
def palette(qtbot, registry: ActionRegistry) -> Iterator[CommandPalette]:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1280, 800)
    over.show()
    palette = CommandPalette(registry, over)
    palette.open_with(CLIPS, over=over)
    yield palette
    palette.hide()


def best(query: str, registry: ActionRegistry) -> str:
    return best_entries(query, action_entries(registry) + clip_entries(CLIPS))[0].title


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("lock", "Lock now"),
        ("undo", "Undo"),
        ("gtf", "Go to a frame or time…"),
        ("park", "cam-parking-03x"),
        ("cam park", "cam-parking-03x"),
        ("dark", "Dark theme"),
        ("nxt key", "Next keyframe"),
        ("form", "cam-platform-01"),
        ("03x", "cam-parking-03x"),
    ],
)
def test_a_few_letters_find_what_is_meant(registry, query: str, title: str) -> None:
    assert best(query, registry) == title


def test_a_label_is_found_by_its_name_with_its_keys(registry: ActionRegistry) -> None:
    registry.name_labels({1: "person", 2: "car"})
    found = best_entries("car", action_entries(registry))
    assert [(entry.title, entry.key) for entry in found[:2]] == [
        ("Draw with label: car", "2"),
        ("Give the selection the label: car", "Ctrl+2"),
    ]
    assert not any("label 3" in entry.title for entry in action_entries(registry))


def test_letters_in_another_order_find_nothing() -> None:
    assert match_score("odnu", "Undo") is None


@given(st.text(max_size=12), st.text(max_size=30))
def test_what_fits_holds_all_letters_in_their_order(query: str, text: str) -> None:
    if match_score(query, text) is None:
        return
    rest = iter(text.casefold())
    whole_words = all(word in text.casefold() for word in query.casefold().split())
    assert whole_words or all(letter in rest for letter in "".join(query.casefold().split()))


@given(st.text(max_size=30))
def test_every_text_fits_itself(text: str) -> None:
    assert match_score(text, text) is not None


def test_only_actions_that_are_possible_are_offered(registry: ActionRegistry) -> None:
    registry.set_context(Context.ALWAYS)
    offered = {entry.action_id for entry in action_entries(registry)}
    assert "edit.undo" not in offered
    assert "help.about" in offered


def test_enter_runs_the_first_action(palette, registry, qtbot) -> None:
    qtbot.keyClicks(palette._field, "fit the")
    with qtbot.waitSignal(registry.triggered) as told:
        qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert told.args == ["view.fit"]
    assert not palette.isVisible()


def test_arrows_walk_the_list_and_enter_opens_a_clip(palette, qtbot) -> None:
    qtbot.keyClicks(palette._field, "cam-")
    first = palette._view.currentIndex().row()
    qtbot.keyClick(palette._field, Qt.Key.Key_Down)
    assert palette._view.currentIndex().row() == first + 1
    qtbot.keyClick(palette._field, Qt.Key.Key_Up)
    with qtbot.waitSignal(palette.clip_chosen) as told:
        qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert told.args == [CLIPS[0].id]


def test_an_empty_list_says_so_and_enter_does_nothing(palette, registry, qtbot) -> None:
    assert not palette._nothing.isVisible()
    qtbot.keyClicks(palette._field, "zzzzqqq")
    assert palette._nothing.isVisible()
    with qtbot.assertNotEmitted(registry.triggered):
        qtbot.keyClick(palette._field, Qt.Key.Key_Return)


def test_a_click_chooses_too(palette, registry, qtbot) -> None:
    qtbot.keyClicks(palette._field, "fit the")
    view = palette.findChild(QListView)
    with qtbot.waitSignal(registry.triggered):
        at = view.visualRect(view.model().index(0, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_forgetting_drops_the_names_of_clips(palette) -> None:
    palette.forget()
    assert palette._entries == ()
    assert palette._view.model().rowCount() == 0


def test_a_filter_that_is_typed_is_offered_to_what_filters(
    registry: ActionRegistry, palette: CommandPalette, qtbot
) -> None:
    chosen: list[tuple[str, str]] = []
    palette.filter_chosen.connect(lambda *told: chosen.append(told))
    assert filter_entries("lock now", registry) == ()
    assert filter_entries("12:30", registry) == (), "a time is none"
    offered = filter_entries(" colour:red  issue:open", registry)
    assert [one.title for one in offered] == [
        "Show only objects with colour:red issue:open",
        "Find in all clips: colour:red issue:open",
    ]
    qtbot.keyClicks(palette._field, "issue:open")
    qtbot.keyClick(palette._field, Qt.Key.Key_Down)
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert chosen == [("boxes.find", "issue:open")]
    assert not palette.isVisible()
