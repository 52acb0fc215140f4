"""Presets and a person's own keys never leave a key with two meanings by themselves."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from app.settings.keys import KeySettings, load_keys, save_keys
from app.settings.paths import Paths
from app.ui.action_specs import DEFAULT_SPECS, ActionSpec, Context
from app.ui.action_specs.keymap import PRESETS, conflicts, keymap
from app.ui.actions import ActionRegistry

IDS = [spec.id for spec in DEFAULT_SPECS]
KEYS = ["A", "D", "Ctrl+Z", "Space", "Del", "F9", "."]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_stands_twice_in_a_preset(preset: str) -> None:
    assert conflicts(keymap(DEFAULT_SPECS, preset), DEFAULT_SPECS) == {}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_actions_and_keys_that_exist(preset: str) -> None:
    for action_id, keys in PRESETS[preset].items():
        assert action_id in IDS
        assert [QKeySequence(key).toString() for key in keys] == list(keys)


@pytest.mark.parametrize(
    ("preset", "action_id", "key"),
    [
        ("labelme", "frame.next", "D"),
        ("labelme", "frame.previous", "A"),
        ("labelme", "draw.track", "Ctrl+R"),
        ("labelme", "draw.select", "Ctrl+J"),
        ("player", "play.toggle", "Space"),
        ("player", "frame.next", "."),
        ("player", "frame.previous", ","),
        ("player", "play.normal", "Backspace"),
    ],
)
def test_who_comes_from_another_program_finds_its_keys(
    preset: str, action_id: str, key: str
) -> None:
    assert key in keymap(DEFAULT_SPECS, preset)[action_id]


def test_an_unknown_preset_is_the_default_and_an_unknown_action_nothing() -> None:
    usual = {spec.id: spec.shortcuts for spec in DEFAULT_SPECS}
    assert keymap(DEFAULT_SPECS, "vim", {"no.such": ("A",)}) == usual


@given(
    st.sampled_from(sorted(PRESETS)),
    st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(KEYS), max_size=2).map(tuple)),
)
def test_only_a_persons_own_keys_can_stand_against_each_other(
    preset: str, own: dict[str, tuple[str, ...]]
) -> None:
    keys = keymap(DEFAULT_SPECS, preset, own)
    assert {name: keys[name] for name in own} == own
    for names in conflicts(keys, DEFAULT_SPECS).values():
        assert set(names) <= own.keys()


def test_what_is_never_there_together_may_have_one_key() -> None:
    specs = (
        ActionSpec("a.draw", "Draw", ("A",), "Draw", Context.ANNOTATE),
        ActionSpec("a.judge", "Judge", ("A",), "Review", Context.REVIEW),
        ActionSpec("a.play", "Play", ("P",), "Play", Context.CLIP),
    )
    keys = keymap(specs, "cvat")
    assert keys["a.draw"] == keys["a.judge"] == ("A",)
    assert conflicts(keys, specs) == {}
    mine = keymap(specs, "cvat", {"a.judge": ("X",), "a.play": ("A",)})
    assert mine == {"a.draw": (), "a.judge": ("X",), "a.play": ("A",)}
    clash = keymap(specs, "cvat", {"a.judge": ("P",), "a.draw": ("P",), "a.play": ("P",)})
    assert set(conflicts(clash, specs)["P"]) == {"a.draw", "a.judge", "a.play"}


def test_keys_are_kept_on_this_machine_and_nonsense_is_passed_over(tmp_path: Path) -> None:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    assert load_keys(paths) == KeySettings()
    mine = KeySettings("player", {"frame.next": ("X", "Ctrl+\\"), "edit.copy": ()})
    save_keys(paths, mine)
    assert load_keys(paths) == mine
    (paths.config / "keys.toml").write_text('preset = 3\n[own]\n"a.b" = "X"\n"c.d" = [1]\n')
    assert load_keys(paths) == KeySettings()


def test_other_keys_work_at_once_and_stand_in_the_tooltip(qapp: QApplication) -> None:
    registry = ActionRegistry()
    told: list[bool] = []
    registry.keys_changed.connect(lambda: told.append(True))
    registry.set_keys(keymap(DEFAULT_SPECS, "player", {"edit.undo": ("F9",)}))
    undo = registry.action("edit.undo")
    assert [key.toString() for key in undo.shortcuts()] == ["F9"]
    assert "F9" in undo.toolTip()
    assert registry.key_text("frame.next") == "."
    assert told == [True]
