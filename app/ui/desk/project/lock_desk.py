"""When the window locks by itself, and what the lock screen asks for before it lets anybody try."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection

from app.session.project import Project
from app.session.unlocking import unlock_wait_s
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.presence.away import AwayWatch
from app.ui.presence.idle import IdleWatch
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class LockDesk(QObject):
    """Joins the signs that nobody is there to the lock, and waits and notices to its screen."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        idle: IdleWatch,
        paths: Paths,
    ) -> None:
        super().__init__(window)
        self._jobs, self._projects, self._people = jobs, projects, people
        self._idle, self._paths = idle, paths
        self._screen, self._toast = window.lock_screen, window.toast
        self._warning = ""
        self.away = AwayWatch(self)
        self.away.left.connect(projects.lock)
        idle.idle.connect(self._on_idle)
        idle.soon.connect(self._on_soon)
        idle.returned.connect(self._on_returned)
        idle.set_minutes(projects.preferences.idle_lock_minutes)
        projects.locked.connect(self._on_locked)
        projects.opened.connect(self._on_opened)
        projects.leaving.connect(lambda: idle.set_latest(0))
        people.changed.connect(self._on_rules)
        # Reaching a bus may take a moment, and nobody waits for it.
        jobs.submit(
            _reach_buses,
            done=lambda _: self.away.listen(*_buses()),
            failed=window.problems.show_error,
            owner=self,
        )

    def _on_soon(self, seconds: float) -> None:
        """Say it before: who only watches a clip has no hand at anything."""
        if self._projects.project is not None:
            text = self.tr("Safelight locks in {0} seconds: press a key or move the mouse to stay.")
            self._warning = text.format(round(seconds))
            self._toast.show_note(self._warning, icon="lock", shown_ms=round(seconds * 1000))

    def _on_returned(self) -> None:
        if self._warning and self._toast.text == self._warning:
            self._toast.hide()
        self._warning = ""

    def _on_idle(self) -> None:
        if self._projects.project is not None:
            # Leaving forgets the project's rules, and with them after how long it locks.
            minutes = self._idle.minutes
            self._projects.lock()
            self._screen.say_idle(minutes)

    def _on_locked(self, config: ProjectConfig) -> None:
        self._screen.set_notice(config.notice)
        if config.keyring_file is not None:
            self._jobs.submit(
                partial(unlock_wait_s, self._paths, config.id),
                done=partial(self._on_wait, config.id),
                failed=lambda _: None,
                owner=self,
            )

    def _on_wait(self, project_id: str, wait_s: float) -> None:
        config = self._projects.config
        if config is not None and config.id == project_id:
            self._screen.show_wait(wait_s)

    def _on_opened(self, _project: Project) -> None:
        self._on_rules()

    def _on_rules(self) -> None:
        """Go by the project's rules; while they are not known, by the strictest usual ones."""
        book = self._people.book
        if book is None:
            return
        self._idle.set_latest(book.rules.idle_minutes)
        if book.rules_known and book.problem is None:
            self._projects.keep_notice(book.rules.notice)


def _buses() -> tuple[QDBusConnection, QDBusConnection]:
    return QDBusConnection.systemBus(), QDBusConnection.sessionBus()


def _reach_buses() -> None:
    """Connect to the buses; they stay connected, and are at hand from then on."""
    _buses()
