from collections import defaultdict

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from app.ui.action_specs import DEFAULT_SPECS, Context
from app.ui.actions import ActionRegistry
from resources import resource_path

CVAT = {
    "play.toggle": "Space",
    "frame.next": "F",
    "frame.previous": "D",
    "frame.forward_10": "V",
    "frame.back_10": "C",
    "draw.repeat": "N",
    "draw.box": "Shift+N",
    "track.keyframe": "K",
    "track.outside": "O",
    "track.occluded": "Q",
    "track.lock": "L",
    "track.hide": "H",
    "edit.undo": "Ctrl+Z",
    "frame.ask": "`",
    "project.lock": "Ctrl+L",
    "help.palette": "Ctrl+K",
    "help.keys": "F1",
}


@pytest.fixture
def registry(qapp: QApplication) -> ActionRegistry:
    return ActionRegistry()


def test_no_key_stands_twice_in_one_context() -> None:
    for context in Context:
        users: dict[str, list[str]] = defaultdict(list)
        for spec in DEFAULT_SPECS:
            if spec.context.holds_in(context):
                for key in spec.shortcuts:
                    users[QKeySequence(key).toString()].append(spec.id)
        assert {key: ids for key, ids in users.items() if len(ids) > 1} == {}


def test_a_clip_is_annotated_or_reviewed_and_never_both() -> None:
    assert not Context.ANNOTATE.holds_in(Context.REVIEW)
    assert not Context.REVIEW.meets(Context.ANNOTATE)
    for context in (Context.ALWAYS, Context.PROJECT, Context.CLIP):
        assert context.holds_in(Context.REVIEW)
        assert context.meets(Context.REVIEW)


def test_every_key_is_one_that_qt_understands() -> None:
    for spec in DEFAULT_SPECS:
        for key in spec.shortcuts:
            assert QKeySequence(key).toString() == key


def test_no_id_stands_twice() -> None:
    ids = [spec.id for spec in DEFAULT_SPECS]
    assert len(ids) == len(set(ids))


def test_somebody_who_knows_cvat_finds_the_keys() -> None:
    first = {spec.id: spec.shortcuts[0] for spec in DEFAULT_SPECS if spec.shortcuts}
    assert {action_id: first[action_id] for action_id in CVAT} == CVAT


def test_every_icon_of_an_action_is_shipped() -> None:
    for spec in DEFAULT_SPECS:
        assert not spec.icon or resource_path("icons", f"{spec.icon}.svg").is_file(), spec.id


def test_what_can_be_on_shows_in_a_menu_whether_it_is(registry: ActionRegistry) -> None:
    for spec in DEFAULT_SPECS:
        action = registry.action(spec.id)
        assert action.isCheckable() is not action.isIconVisibleInMenu(), spec.id


def test_actions_need_what_they_act_on(registry: ActionRegistry) -> None:
    copy, play, lock = (
        registry.action(name) for name in ("edit.copy", "play.toggle", "project.lock")
    )
    assert not copy.isEnabled()
    assert registry.action("help.keys").isEnabled()
    registry.set_context(Context.PROJECT)
    assert lock.isEnabled()
    assert not play.isEnabled()
    registry.set_context(Context.CLIP)
    assert play.isEnabled()
    assert not copy.isEnabled()
    registry.set_context(Context.ANNOTATE)
    assert copy.isEnabled()


def test_in_review_nothing_is_there_that_changes_boxes(registry: ActionRegistry) -> None:
    registry.set_reviewing(True)
    registry.set_context(Context.PROJECT)
    assert registry.context is Context.PROJECT
    registry.set_context(Context.ANNOTATE)
    assert registry.context is Context.REVIEW
    assert registry.action("play.toggle").isEnabled()
    assert not registry.action("track.accept").isEnabled()
    # As a peek does, which puts back what it found.
    before = registry.context
    registry.set_context(Context.CLIP)
    registry.set_context(before)
    assert registry.context is Context.REVIEW
    registry.set_reviewing(False)
    assert registry.context is Context.ANNOTATE
    assert registry.action("track.accept").isEnabled()


def test_what_is_kept_off_for_a_reason_stays_off_whoever_enables_it(registry) -> None:
    registry.set_context(Context.ANNOTATE)
    registry.keep_off("workspace", ("edit.undo",))
    registry.set_enabled("edit.undo", True)
    assert not registry.action("edit.undo").isEnabled()
    registry.keep_off("workspace", ())
    assert registry.action("edit.undo").isEnabled()


def test_an_action_that_is_switched_off_stays_off_in_any_context(registry: ActionRegistry) -> None:
    registry.set_enabled("edit.undo", False)
    registry.set_context(Context.ANNOTATE)
    assert not registry.action("edit.undo").isEnabled()
    registry.set_enabled("edit.undo", True)
    assert registry.action("edit.undo").isEnabled()


def test_a_used_action_is_told_once(registry: ActionRegistry, qtbot) -> None:
    told: list[str] = []
    registry.triggered.connect(told.append)
    registry.set_context(Context.ANNOTATE)
    registry.action("draw.track").trigger()
    assert told == ["draw.track"]


def test_digits_stand_in_the_texts_of_label_actions(registry: ActionRegistry) -> None:
    assert registry.action("label.choose_3").text() == "Draw with label 3"
    assert registry.key_text("label.give_3") == "Ctrl+3"


def test_actions_of_labels_take_the_labels_names_and_give_them_back(registry) -> None:
    registry.name_labels({2: "car"})
    assert registry.action("label.choose_2").text() == "Draw with label: car"
    assert registry.action("label.give_2").text() == "Give the selection the label: car"
    assert registry.means_something("label.choose_2")
    assert not registry.means_something("label.choose_3")
    registry.name_labels({})
    assert registry.action("label.choose_2").text() == "Draw with label 2"


def test_only_keys_that_are_held_on_purpose_repeat(registry: ActionRegistry) -> None:
    assert registry.action("frame.next").autoRepeat()
    assert not registry.action("play.toggle").autoRepeat()
    assert not registry.action("edit.delete").autoRepeat()
