"""Opens, locks and unlocks projects. Locking is closing: nothing stays but the project's name."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.compose import ensure_sample_project, open_project
from app.failures import explain
from app.session.project import Project
from app.session.sample import SAMPLE_PASSPHRASE
from app.settings.paths import Paths
from app.settings.preferences import Preferences
from app.settings.projects import ENVIRONMENT_ID, SAMPLE_ID, ProjectConfig
from app.ui.desk.project.known_projects import KnownProjects
from app.ui.desk.project.preferences_keeper import PreferencesKeeper
from app.ui.desk.project.project_closing import ProjectClosing
from app.ui.desk.project.store_answers import answers
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs


class ProjectDesk(QObject):
    """At most one open project.

    Signals:
        opened(Project): it is open and the window shows it.
        leaving(): the open project is about to be closed; let go of all that belongs to it.
        locked(ProjectConfig): the lock screen asks for this project's passphrase, again or anew.
    """

    opened = Signal(object)
    leaving = Signal()
    locked = Signal(object)

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, paths: Paths, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._paths = paths
        self._kept = PreferencesKeeper(
            preferences, paths=paths, jobs=jobs, problems=window.problems, parent=self
        )
        self.project: Project | None = None
        self._config: ProjectConfig | None = None
        self._known = KnownProjects(paths)
        self._choosing: JobHandle | None = None
        self._opening = 0
        self._locked = False
        self._closing = ProjectClosing(jobs, window.problems)
        window.project_chosen.connect(self.choose)
        window.sample_requested.connect(self.open_sample)
        window.lock_requested.connect(self.lock)
        window.lock_screen.unlock_requested.connect(self._on_unlock)
        window.lock_screen.recovery_requested.connect(self._on_recovery)
        window.lock_screen.switch_requested.connect(self.show_welcome)

    @property
    def config(self) -> ProjectConfig | None:
        """The project that is open or locked."""
        return self._config

    @property
    def preferences(self) -> Preferences:
        """The preferences of who works at this computer, as they are now."""
        return self._kept.preferences

    def keep_preferences(self, preferences: Preferences) -> None:
        """Go by other preferences from now on; see `PreferencesKeeper.keep`."""
        self._kept.keep(preferences)

    def start(self, project_id: str | None) -> None:
        """Lead to a project: the one asked for, the environment's, the last one, or the welcome."""
        if project_id is not None:
            self._lead_to(project_id)
            return
        last = self.preferences.last_project
        self._jobs.submit(
            lambda: self._known.default_id(last),
            done=self._lead_to,
            failed=self._on_choose_failed,
            owner=self,
        )

    def choose(self, project_id: str) -> None:
        """Open another project, or ask for its passphrase; of several choices the last one counts.

        Its file is read on a worker.
        """
        if self._choosing is not None:
            self._choosing.cancel()
        self._choosing = self._jobs.submit(
            lambda: self._known.load(project_id),
            done=self._on_chosen,
            failed=self._on_choose_failed,
            owner=self,
        )

    def _on_chosen(self, config: ProjectConfig) -> None:
        self._choosing = None
        self._leave()
        self._config = config
        if config.sample:
            self._open(passphrase=SAMPLE_PASSPHRASE)
        elif config.keyring_file is None:
            self._open()
        else:
            self._show_locked()

    def open_new(self, config: ProjectConfig, passphrase: str | None) -> None:
        """Open a project that was just made."""
        self._leave()
        self._config = config
        self._open(passphrase=passphrase)

    def open_sample(self) -> None:
        """Open the sample project; the first time, make it."""
        self._leave()
        self._choosing = self._jobs.submit(
            lambda: ensure_sample_project(self._paths).id,
            done=self.choose,
            failed=self._on_failed,
            owner=self,
        )

    def show_welcome(self) -> None:
        """Show the page without a project; the list of projects follows from a worker."""
        self._leave()
        self._config = None
        self._window.show_welcome(self._known.choices(None))
        self._jobs.submit(
            self._known.read,
            done=self._on_listed,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def lock(self) -> None:
        """Wipe keys, frames and rows, and show the lock screen."""
        if self.project is not None and self._config is not None:
            self._leave()
            self._show_locked()

    def close_after(self, wait: Callable[[float | None], None]) -> None:
        """Give this a little time before the open project closes; see `ProjectClosing.first`."""
        self._closing.first(wait)

    def stop(self) -> None:
        """Close the project for good, and wait for it: the program ends."""
        self.leaving.emit()
        project, self.project = self.project, None
        if project is not None:
            self._closing.close_now(project)

    def _lead_to(self, project_id: str | None) -> None:
        if project_id is None:
            self.show_welcome()
        elif project_id == SAMPLE_ID:
            self.open_sample()
        else:
            self.choose(project_id)

    def _on_choose_failed(self, error: Exception) -> None:
        self._choosing = None
        self.show_welcome()
        self._window.problems.show_error(error)

    def _on_listed(self, known: tuple[ProjectConfig, ...]) -> None:
        if self._known.take(known) and self._config is None:
            # Only the list: to show the page anew would take away what is said on it.
            choices = self._known.choices(None)
            self._window.top_bar.show_project("", choices)
            self._window.welcome.show_projects(choices)

    def _open(self, *, passphrase: str | None = None, recovery_code: str | None = None) -> None:
        """Open the chosen project on a worker, when the one before is closed.

        Of several openings the newest counts; what becomes of an older one is not shown.
        """
        config = self._config
        if config is None:
            return
        self._opening += 1
        opening = self._opening

        def submit() -> None:
            self._jobs.submit(
                lambda: (
                    open_project(
                        config, self._paths, passphrase=passphrase, recovery_code=recovery_code
                    ),
                    self._known.read(),
                ),
                done=lambda opened: self._on_opened(opening, *opened),
                failed=lambda error: self._on_open_failed(opening, error),
                owner=self,
                unwanted=lambda opened: opened[0].close(),
            )

        if self._locked:
            self._window.lock_screen.set_busy(True)
        self._closing.follow(submit)

    def _leave(self) -> None:
        """Close the open project on a worker; the window lets go of it at once."""
        self._opening += 1
        if self._choosing is not None:
            self._choosing.cancel()
            self._choosing = None
        self._locked = False
        self._window.registry.set_enabled("project.sample", True)
        if self.project is None:
            return
        self.leaving.emit()
        project, self.project = self.project, None
        self._closing.begin(project)

    def _on_opened(self, opening: int, project: Project, known: tuple[ProjectConfig, ...]) -> None:
        self._known.take(known)
        if opening != self._opening:
            # The person has gone elsewhere meanwhile, or asked for it again.
            self._closing.discard(project)
            return
        self.project = project
        self._locked = False
        self._window.registry.set_enabled("project.sample", not project.config.sample)
        self._window.show_project(
            project.config.name, answers(project), others=self._known.choices(self._config)
        )
        if project.read_only is not None:
            problem = explain(project.read_only)
            self._window.problems.show_problem(problem)
            self._window.status.show_read_only(problem.title)
        left_over = project.replayed.problem
        if left_over is not None:
            self._window.problems.show_error(left_over)
        self._remember(project.config.id)
        self.opened.emit(project)

    def _on_open_failed(self, opening: int, error: Exception) -> None:
        if opening == self._opening:
            self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        if self._config is not None and self._config.keyring_file is not None:
            self._show_locked()
            self._window.lock_screen.show_failure(explain(error))
        else:
            self.show_welcome()
            self._window.problems.show_error(error)

    def _show_locked(self) -> None:
        if self._config is None:
            return
        in_environment = self._config.keyring_file is None
        hint = self.tr("Key in the environment: the lock only hides.") if in_environment else ""
        if self._config.sample:
            hint = self.tr("Sample: not protected. The passphrase is “{0}”.").format(
                SAMPLE_PASSPHRASE
            )
        self._locked = True
        self._window.show_locked(self._config.name, passphrase=not in_environment, hint=hint)
        self.locked.emit(self._config)

    def keep_notice(self, notice: str) -> None:
        """Tell this from now on before the open project is unlocked; its file is written later."""
        config = self._config
        if config is None or config.notice == notice:
            return
        self._config = replace(config, notice=notice)
        if config.id == ENVIRONMENT_ID:
            return
        self._jobs.submit(
            lambda: self._known.keep_notice(config.id, notice),
            done=lambda _: None,
            failed=self._window.problems.show_error,
            essential=True,
        )

    def _on_unlock(self, passphrase: str) -> None:
        if self._locked:
            self._open(passphrase=passphrase or None)

    def _on_recovery(self, code: str) -> None:
        if self._locked:
            self._open(recovery_code=code)

    def _remember(self, project_id: str) -> None:
        if project_id not in (ENVIRONMENT_ID, self.preferences.last_project):
            self.keep_preferences(replace(self.preferences, last_project=project_id))
