"""Keys as a person is changing them, before they apply."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.settings.keys import KeySettings
from app.ui.action_specs import ActionSpec
from app.ui.action_specs.keymap import Keys, conflicts, keymap

_MOST_KEYS = 4


class KeyDraft:
    """A preset and a person's own keys on top of it. Unknown action ids raise KeyError."""

    def __init__(self, specs: Sequence[ActionSpec], settings: KeySettings) -> None:
        """`specs` bear the default keys."""
        self._specs = tuple(specs)
        self._contexts = {spec.id: spec.context for spec in self._specs}
        self._preset = settings.preset
        self._own: dict[str, Keys] = dict(settings.own)
        self._keys: Mapping[str, Keys] = {}
        self._renew()

    @property
    def settings(self) -> KeySettings:
        """What there is to keep."""
        return KeySettings(self._preset, MappingProxyType(dict(self._own)))

    @property
    def preset(self) -> str:
        return self._preset

    @property
    def keys(self) -> Mapping[str, Keys]:
        """The keys of every action, by id."""
        return self._keys

    @property
    def conflicts(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that several actions have at the same time, with the ids of those."""
        return conflicts(self._keys, self._specs)

    def is_own(self, action_id: str) -> bool:
        """Whether the person gave the action its keys."""
        return action_id in self._own

    def user_of(self, key: str, *, but: str) -> str | None:
        """Return the id of another action that has this key at the same time."""
        mine = self._contexts[but]
        return next(
            (
                one
                for one, keys in self._keys.items()
                if key in keys and one != but and self._contexts[one].meets(mine)
            ),
            None,
        )

    def given_away(self, action_id: str) -> Keys:
        """Return the keys that the action has in the preset and that the person gave to others."""
        usual = keymap(self._specs, self._preset)[action_id]
        return tuple(key for key in usual if self.user_of(key, but=action_id) is not None)

    def set_preset(self, preset: str) -> None:
        """Begin from another preset; the person's own keys go."""
        self._preset = preset
        self._own.clear()
        self._renew()

    def add(self, action_id: str, key: str) -> None:
        """Give an action one more key, the first to be shown; at most four stay."""
        others = tuple(one for one in self._keys[action_id] if one != key)
        self._set(action_id, (key, *others)[:_MOST_KEYS])

    def take_from(self, action_id: str, key: str) -> None:
        """Take one key from an action."""
        self._set(action_id, tuple(one for one in self._keys[action_id] if one != key))

    def clear(self, action_id: str) -> None:
        """Take all keys from an action."""
        self._set(action_id, ())

    def reset(self, action_id: str) -> None:
        """Give an action back the keys that it has in the preset."""
        self._own.pop(action_id, None)
        self._renew()

    def _set(self, action_id: str, keys: Keys) -> None:
        if action_id not in self._keys:
            raise KeyError(action_id)
        self._own[action_id] = keys
        self._renew()

    def _renew(self) -> None:
        self._keys = keymap(self._specs, self._preset, self._own)
