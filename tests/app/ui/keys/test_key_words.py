"""Texts tell the person's own keys, and no key where there is none."""

import uuid
from collections.abc import Mapping

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.assist.auto_track import FollowedPath
from app.assist.median_flow import Doubt
from app.ui.action_specs import DEFAULT_SPECS
from app.ui.action_specs.keymap import CVAT, LABELME, keymap
from app.ui.actions import ActionRegistry
from app.ui.assist.texts import suggested_text, tracked_text
from app.ui.canvas.mode_texts import refusal_text
from app.ui.canvas.outcomes import Refusal
from app.ui.keys.tips import no_keys
from app.ui.keys.words import nudge_keys, refusal_words, tell_key
from models.annotation import errors
from models.annotation.errors import GestureRefusedError
from models.annotation.geometry import Box

NO_KEY: tuple[str, ...] = ()
OWN: Mapping[str, tuple[str, ...]] = {"track.lock": ("F9",), "track.outside": NO_KEY}


@pytest.fixture
def registry(qapp: QApplication) -> ActionRegistry:
    return ActionRegistry()


def use(registry: ActionRegistry, preset: str, own: Mapping[str, tuple[str, ...]]) -> None:
    registry.set_keys(keymap(DEFAULT_SPECS, preset, own))


def remedied() -> list[type[GestureRefusedError]]:
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    return [one for one in kinds if issubclass(one, GestureRefusedError) and one.remedy]


def test_a_refusal_tells_the_persons_own_key(registry: ActionRegistry) -> None:
    said = refusal_words(errors.TrackLockedError(), registry.key_text)
    assert said == "This track is locked. Press L to unlock it."
    use(registry, CVAT, OWN)
    said = refusal_words(errors.TrackLockedError(), registry.key_text)
    assert said == "This track is locked. Press F9 to unlock it."
    assert refusal_text(Refusal.LOCKED, 3, registry.key_text) == said
    said = refusal_words(errors.NotShownError(), registry.key_text)
    assert said == "The track is not on this frame."


def test_every_remedy_is_an_action_that_a_text_tells(registry: ActionRegistry) -> None:
    assert len(remedied()) >= 5
    for kind in remedied():
        error = kind()
        assert error.remedy is not None
        key = registry.key_text(error.remedy)
        assert refusal_words(error, registry.key_text).startswith(f"{error} Press {key} to ")
        assert refusal_words(error, no_keys) == str(error)
    plain = errors.NoKeyframeError()
    assert refusal_words(plain, registry.key_text) == str(plain)


def test_in_the_labelme_preset_y_accepts(registry: ActionRegistry) -> None:
    use(registry, LABELME, {})
    said = suggested_text(2, 2, registry.key_text, first=3, last=9)
    assert said == "2 suggestions on frames 3 to 9. Y accepts one, X rejects it."
    use(registry, LABELME, {"suggestion.reject": NO_KEY})
    said = suggested_text(1, 2, registry.key_text, first=3, last=9)
    assert said == "1 suggestion on frames 3 to 9. Y accepts it."


def test_where_a_followed_box_left_the_key_for_outside_is_told(registry: ActionRegistry) -> None:
    left = FollowedPath(
        uuid.UUID(int=1), 10, Box(1, 2, 30, 40), goes_back=False, sights=(), doubt=Doubt.LEFT
    )
    said = tracked_text(left, registry.key_text, room_end=99, clip_end=99)
    assert said == "Nothing tracked. It leaves the picture. Press O where it is gone."
    use(registry, CVAT, OWN)
    said = tracked_text(left, registry.key_text, room_end=99, clip_end=99)
    assert said == "Nothing tracked. It leaves the picture."


def test_four_arrows_are_told_together_and_other_keys_each(registry: ActionRegistry) -> None:
    assert nudge_keys(registry.key_text) == "Ctrl+arrows"
    assert nudge_keys(registry.key_text, suffix="_10") == "Ctrl+Shift+arrows"
    use(registry, CVAT, {"nudge.left": ("Alt+H",)})
    assert nudge_keys(registry.key_text) == "Alt+H, Ctrl+Right, Ctrl+Up, Ctrl+Down"
    use(registry, CVAT, {"nudge.left": NO_KEY})
    assert nudge_keys(registry.key_text) == ""


def test_a_tooltip_tells_one_key_whatever_it_told_before(qapp: QApplication) -> None:
    button = QPushButton()
    button.setToolTip("Loop")
    for key, tip in (("I", "Loop (I)"), ("F9", "Loop (F9)"), ("", "Loop")):
        tell_key(button, key)
        assert button.toolTip() == tip
    button.setToolTip("Loop on")
    tell_key(button, "F9")
    assert button.toolTip() == "Loop on (F9)"
