"""The keys of this machine: loaded at the start, edited in a dialog, applied at once."""

from PySide6.QtCore import QObject

from app.settings.keys import KeySettings, load_keys, save_keys
from app.settings.paths import Paths
from app.ui.action_specs import DEFAULT_SPECS
from app.ui.action_specs.keymap import keymap
from app.ui.keys.keys_dialog import KeysDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class KeysDesk(QObject):
    """Joins the editor of keys to the registry and to the file that keeps them."""

    def __init__(self, window: MainWindow, jobs: Jobs, *, paths: Paths) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._paths = paths
        self._settings = KeySettings()
        window.registry.connect_action("help.edit_keys", self.edit)
        self._load()

    def edit(self) -> None:
        """Ask for other keys."""
        dialog = KeysDialog(self._window.registry, self._settings, self._window)
        if dialog.asked():
            self._take(dialog.settings)
            self._save()

    def _load(self) -> None:
        """Read the keys on a worker; until they are here, there is nothing to edit."""
        self._window.registry.set_enabled("help.edit_keys", False)
        self._jobs.submit(
            lambda: load_keys(self._paths),
            done=self._on_loaded,
            failed=self._on_load_failed,
            owner=self,
        )

    def _on_loaded(self, settings: KeySettings) -> None:
        self._take(settings)
        self._window.registry.set_enabled("help.edit_keys", True)

    def _on_load_failed(self, error: Exception) -> None:
        self._window.registry.set_enabled("help.edit_keys", True)
        self._window.problems.show_error(error)

    def _take(self, settings: KeySettings) -> None:
        self._settings = settings
        self._window.registry.set_keys(keymap(DEFAULT_SPECS, settings.preset, settings.own))

    def _save(self) -> None:
        settings = self._settings
        self._jobs.submit(
            lambda: save_keys(self._paths, settings),
            done=lambda _: None,
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
            lane="keys",
        )
