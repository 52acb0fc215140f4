"""Which key does what: a preset, and what a person changed of it.

- A preset says which actions have other keys than the default. It wins over keys that other actions
  have by default, so that an action that is added later never breaks a preset.
- A person's own keys win over both. Two actions that a person gave the same key are a conflict.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec

Keys = tuple[str, ...]

CVAT, LABELME, PLAYER = "cvat", "labelme", "player"

PRESET_NAMES: Mapping[str, str] = MappingProxyType(
    {
        CVAT: QT_TRANSLATE_NOOP("Actions", "CVAT (default)"),
        LABELME: QT_TRANSLATE_NOOP("Actions", "labelme"),
        PLAYER: QT_TRANSLATE_NOOP("Actions", "Player (mpv, VLC)"),
    }
)

# What the keys do there is told in labelme 7's and mpv's and VLC's documentation.
PRESETS: Mapping[str, Mapping[str, Keys]] = MappingProxyType(
    {
        CVAT: {},
        LABELME: {
            "frame.next": ("D", "Right"),
            "frame.previous": ("A", "Left"),
            "frame.forward_10": ("Shift+D",),
            "frame.back_10": ("Shift+A",),
            "draw.track": ("Ctrl+R", "W"),
            "draw.box": ("Ctrl+N",),
            "draw.select": ("Ctrl+J",),
            "edit.undo": ("Ctrl+Z",),
            "edit.delete": ("Del",),
            "track.accept": ("Y",),
            "view.fit": ("Ctrl+F",),
            "view.actual": ("Ctrl+0",),
            "project.find": ("Ctrl+Shift+F",),
            "view.transfers": ("Ctrl+Shift+J",),
        },
        PLAYER: {
            "play.toggle": ("Space", "P"),
            "frame.next": (".", "E"),
            "frame.previous": (",",),
            "frame.forward_10": ("Right",),
            "frame.back_10": ("Left",),
            "play.slower": ("[", "-"),
            "play.faster": ("]", "+"),
            "play.normal": ("Backspace", "="),
            "frame.ask": ("Ctrl+T", "`"),
            "view.full_screen": ("F11", "F"),
            "loop.toggle": ("Shift+L",),
            "play.sound": ("Shift+M", "Ctrl+M"),
            "keyframe.previous": ("Shift+R",),
        },
    }
)


def keymap(
    specs: Iterable[ActionSpec], preset: str, own: Mapping[str, Keys] = MappingProxyType({})
) -> dict[str, Keys]:
    """Return the keys of every action; an unknown preset is the default, unknown actions nothing.

    Keys are portable key texts such as "Ctrl+K".
    """
    by_id = {spec.id: spec.shortcuts for spec in specs}
    chosen = {name: keys for name, keys in PRESETS.get(preset, {}).items() if name in by_id}
    mine = {name: keys for name, keys in own.items() if name in by_id}
    result: dict[str, Keys] = {}
    for name, keys in by_id.items():
        if name in mine:
            result[name] = mine[name]
        elif name in chosen:
            result[name] = _without(chosen[name], _taken(mine))
        else:
            result[name] = _without(keys, _taken(mine) | _taken(chosen, but=mine))
    return result


def conflicts(keys: Mapping[str, Keys]) -> dict[str, tuple[str, ...]]:
    """Return the keys that several actions have, with the ids of those."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for name, texts in keys.items():
        for text in texts:
            users[text].append(name)
    return {text: tuple(names) for text, names in users.items() if len(names) > 1}


def _taken(chosen: Mapping[str, Keys], *, but: Collection[str] = ()) -> frozenset[str]:
    return frozenset(key for name, keys in chosen.items() if name not in but for key in keys)


def _without(keys: Keys, taken: Collection[str]) -> Keys:
    return tuple(key for key in keys if key not in taken)
