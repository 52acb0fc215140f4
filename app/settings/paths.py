"""The four folders that Safelight uses on this machine.

Follows the platform's conventions (XDG on Linux) through platformdirs; the environment variable
`SAFELIGHT_HOME` puts all four beneath one folder, for portable use and for tests.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "safelight"


@dataclass(frozen=True, slots=True)
class Paths:
    """config: settings; data: clips, databases, keys; cache: ciphertext; state: journal, logs."""

    config: Path
    data: Path
    cache: Path
    state: Path

    @classmethod
    def of_this_machine(cls, environment: Mapping[str, str] | None = None) -> "Paths":
        """Return the folders that `environment` (default: the process's own) leads to."""
        env = os.environ if environment is None else environment
        if home := env.get("SAFELIGHT_HOME"):
            root = Path(home).expanduser().absolute()
            return cls(root / "config", root / "data", root / "cache", root / "state")
        return cls(
            config=platformdirs.user_config_path(_APP, appauthor=False),
            data=platformdirs.user_data_path(_APP, appauthor=False),
            cache=platformdirs.user_cache_path(_APP, appauthor=False),
            state=platformdirs.user_state_path(_APP, appauthor=False),
        )

    def make(self) -> None:
        """Create the folders, readable by their owner alone."""
        for folder in (self.config, self.data, self.cache, self.state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def projects(self) -> Path:
        return self.config / "projects"

    @property
    def preferences_file(self) -> Path:
        return self.config / "preferences.toml"

    @property
    def copies(self) -> Path:
        """Copies of ciphertext from distant stores.

        Not in the cache folder: a system that tidies up there must not take a clip away that
        somebody keeps for work without a network.
        """
        return self.data / "copies"

    def project_data(self, project_id: str) -> Path:
        """Return the default folder for a project's clips, database and keyring."""
        return self.data / "projects" / project_id

    def project_state(self, project_id: str) -> Path:
        """Return the folder for a project's journal."""
        return self.state / "projects" / project_id
