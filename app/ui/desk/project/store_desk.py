"""The store settings of the open project, and tests of the way to a bucket.

The dialog is asked here; what it answers is done on workers.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.failures import explain
from app.session.project import Project
from app.settings.aws_profiles import aws_profiles
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig, save_project
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.store_settings import StoreChange, StoreSettingsDialog
from app.ui.dialogs.store_settings_check import CheckPanel
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.audit import events
from storage.interrupt import Interrupt
from storage.offline import OfflineCopies, OfflineUsage
from storage.s3.check import CheckStep, ConnectionReport, check_connection
from storage.s3.settings import S3Settings

_MIB_BITS = 20


class BucketChecks(QObject):
    """Tests the way to a bucket for a panel; one test at a time."""

    def __init__(self, panel: CheckPanel, jobs: Jobs) -> None:
        super().__init__(panel)
        self._panel = panel
        self._jobs = jobs
        self._handle: JobHandle | None = None

    def check(self, settings: S3Settings) -> None:
        """Begin a test."""
        self.cancel()
        self._panel.start()

        def work(
            progress: Callable[[tuple[CheckStep, ...]], None], cancelled: Callable[[], bool]
        ) -> ConnectionReport:
            steps: list[CheckStep] = []

            # A job's progress is merged, so that each report holds all that went before.
            def on_step(step: CheckStep) -> None:
                steps.append(step)
                progress(tuple(steps))

            return check_connection(settings, progress=on_step, interrupt=Interrupt(cancelled))

        self._handle = self._jobs.submit(
            work,
            done=self._panel.show_report,
            failed=lambda error: self._panel.show_failure(explain(error)),
            progress=self._panel.show_steps,
            owner=self,
        )

    def cancel(self) -> None:
        """Stop the test that is under way."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class StoreDesk(QObject):
    """Shows the store settings, and applies what is changed."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        paths: Paths,
        projects: ProjectDesk,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._paths = paths
        self._projects = projects
        connect = window.registry.connect_action
        connect("project.store", self.show_settings)

    def show_settings(self) -> None:
        """Show where the clips lie, and change what the person wants to be different."""
        project = self._projects.project
        if project is None:
            return
        copies = project.storage.offline
        dialog = StoreSettingsDialog(
            project.config, has_copies=copies is not None, parent=self._window
        )
        checks = BucketChecks(dialog.check, self._jobs)
        dialog.test_requested.connect(checks.check)
        dialog.test_cancelled.connect(checks.cancel)
        self._jobs.submit(
            aws_profiles,
            done=dialog.show_profiles,
            failed=self._window.problems.show_error,
            owner=dialog,
        )
        if copies is not None:
            self._show_usage(dialog, copies.usage)
            dialog.clear_requested.connect(lambda: self._clear(dialog, copies))
        accepted = dialog.exec() == StoreSettingsDialog.DialogCode.Accepted
        change = dialog.change
        dialog.deleteLater()
        # Locked, or another one is open by now: the answer belongs to what is gone.
        if accepted and self._projects.project is project:
            self._apply(project, change)

    def _show_usage(self, dialog: StoreSettingsDialog, usage: Callable[[], OfflineUsage]) -> None:
        self._jobs.submit(
            usage,
            done=dialog.show_usage,
            failed=self._window.problems.show_error,
            owner=dialog,
        )

    def _clear(self, dialog: StoreSettingsDialog, copies: OfflineCopies) -> None:
        def work() -> OfflineUsage:
            copies.clear()
            return copies.usage()

        dialog.copies.set_busy()
        self._show_usage(dialog, work)

    def _apply(self, project: Project, change: StoreChange) -> None:
        copies, budget = project.storage.offline, change.budget_bytes
        if copies is not None and budget is not None:
            preferences = self._projects.preferences
            kept = replace(preferences, copies_mib=budget >> _MIB_BITS)
            self._projects.keep_preferences(kept)
            self._jobs.submit(
                lambda: copies.set_budget(budget),
                done=lambda _: None,
                failed=self._window.problems.show_error,
                owner=self,
                essential=True,
            )
        if change.store_uri is not None:
            self._save(replace(project.config, store_uri=change.store_uri))

    def _save(self, config: ProjectConfig) -> None:
        project = self._projects.project
        if project is not None:
            project.audit.note(events.settings_changed(["store"]))
        self._jobs.submit(
            lambda: save_project(self._paths, config),
            done=lambda _: self._projects.choose(config.id),
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
        )
