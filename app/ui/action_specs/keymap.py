"""Which key does what: a preset, and what a person changed of it.

- A preset says which actions have other keys than the default. It wins over keys that other actions
  have by default, so that an action that is added later never breaks a preset.
- A person's own keys win over both. Two actions that a person gave the same key are a conflict.
- Actions that are never there at the same time may have the same key: A accepts a suggestion where
  boxes are changed, and a clip where it is reviewed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context

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
    by_id = {spec.id: spec for spec in specs}
    chosen = {name: keys for name, keys in PRESETS.get(preset, {}).items() if name in by_id}
    mine = {name: keys for name, keys in own.items() if name in by_id}
    theirs = {name: keys for name, keys in chosen.items() if name not in mine}
    result: dict[str, Keys] = {}
    for name, spec in by_id.items():
        context = spec.context
        if name in mine:
            result[name] = mine[name]
        elif name in chosen:
            result[name] = _without(chosen[name], _taken(mine, by_id, context))
        else:
            taken = _taken(mine, by_id, context) | _taken(theirs, by_id, context)
            result[name] = _without(spec.shortcuts, taken)
    return result


def conflicts(keys: Mapping[str, Keys], specs: Iterable[ActionSpec]) -> dict[str, tuple[str, ...]]:
    """Return the keys that several actions have at the same time, with the ids of those."""
    contexts = {spec.id: spec.context for spec in specs}
    users: defaultdict[str, list[str]] = defaultdict(list)
    for name, texts in keys.items():
        for text in texts:
            users[text].append(name)
    found: dict[str, tuple[str, ...]] = {}
    for text, names in users.items():
        clashing = tuple(
            name
            for name in names
            if any(contexts[name].meets(contexts[one]) for one in names if one != name)
        )
        if clashing:
            found[text] = clashing
    return found


def _taken(
    chosen: Mapping[str, Keys], by_id: Mapping[str, ActionSpec], context: Context
) -> frozenset[str]:
    """Return the keys that are given to what is there at the same time."""
    return frozenset(
        key for name, keys in chosen.items() if by_id[name].context.meets(context) for key in keys
    )


def _without(keys: Keys, taken: Collection[str]) -> Keys:
    return tuple(key for key in keys if key not in taken)
