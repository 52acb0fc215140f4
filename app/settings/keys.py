"""The keys that a person works with on this machine: a preset and what was changed of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.settings import toml_file
from app.settings.paths import Paths

_FILE = "keys.toml"
_MOST_KEYS = 4


@dataclass(frozen=True, slots=True)
class KeySettings:
    """`own` are the actions whose keys a person set, by id; no key at all is a choice too."""

    preset: str = "cvat"
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_keys(paths: Paths) -> KeySettings:
    """Return the saved keys; what makes no sense in the file is passed over.

    Raises:
        SettingsFileError: the file cannot be read or is not TOML.
    """
    untrusted = toml_file.read(paths.config / _FILE)
    preset, own = untrusted.get("preset"), untrusted.get("own")
    return KeySettings(
        preset if isinstance(preset, str) else KeySettings().preset,
        {
            name: tuple(keys)
            for name, keys in (own if isinstance(own, dict) else {}).items()
            if isinstance(keys, list)
            and len(keys) <= _MOST_KEYS
            and all(isinstance(key, str) for key in keys)
        },
    )


def save_keys(paths: Paths, keys: KeySettings) -> None:
    """Write the keys.

    Raises:
        SettingsFileError: the disk refuses.
    """
    own = {name: list(texts) for name, texts in sorted(keys.own.items())}
    toml_file.write(paths.config / _FILE, {"preset": keys.preset, "own": own})
