"""Leads a person through making a project, and makes it on a worker."""

import os
from functools import partial

from PySide6.QtCore import QObject

from app.compose import create_project
from app.failures import explain
from app.session.labels.templates import labels_of
from app.settings.aws_profiles import aws_profiles
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.project.store_desk import BucketChecks
from app.ui.window.main_window import MainWindow
from app.ui.wizard import NewProject, ProjectWizard
from app.workers.jobs import Jobs


class WizardDesk(QObject):
    """Runs the wizard; a project that was made is opened with the passphrase just chosen."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, paths: Paths, projects: ProjectDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._paths = paths
        self._projects = projects
        window.new_project_requested.connect(self.run)

    def run(self) -> None:
        """Show the wizard until it is done or cancelled."""
        wizard = ProjectWizard(
            environment_key=bool(os.environ.get("ENCRYPTION_KEY")), parent=self._window
        )
        made: list[tuple[ProjectConfig, str | None]] = []

        def on_made(wanted: NewProject, result: tuple[ProjectConfig, str | None]) -> None:
            config, recovery_code = result
            made.append((config, wanted.passphrase))
            if recovery_code is None:
                wizard.finish()
            else:
                wizard.show_recovery_code(recovery_code)

        def on_requested(wanted: NewProject) -> None:
            self._jobs.submit(
                lambda: create_project(
                    self._paths,
                    wanted.name,
                    passphrase=wanted.passphrase,
                    labels=labels_of(wanted.labels),
                    clips_folder=wanted.clips_folder,
                    store_uri=wanted.store_uri,
                    database_url=wanted.database_url,
                ),
                done=partial(on_made, wanted),
                failed=lambda error: wizard.show_failure(explain(error)),
                owner=wizard,
            )

        wizard.create_requested.connect(on_requested)
        checks = BucketChecks(wizard.check, self._jobs)
        wizard.test_requested.connect(checks.check)
        wizard.test_cancelled.connect(checks.cancel)
        self._jobs.submit(
            aws_profiles,
            done=wizard.show_profiles,
            failed=self._window.problems.show_error,
            owner=wizard,
        )
        wizard.exec()
        wizard.deleteLater()
        if made:
            self._projects.open_new(*made[0])
