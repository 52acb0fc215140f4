"""Shows which devices write the audit log, and lets who may vouch for one."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.failures import explain
from app.session.audit.devices import LogDevice, log_devices
from app.session.project import Project
from app.ui.audit.devices_dialog import DevicesDialog
from app.workers.jobs import Jobs
from models.review.rights import NotAllowedError, Right

_Found = tuple[Sequence[LogDevice], dict[UUID, str]]


def show_devices(project: Project, jobs: Jobs, parent: QWidget) -> None:
    """Let the person look at the devices of a project."""
    dialog = DevicesDialog(parent, why_not=_why_not(project))

    def submit(work: Callable[[], _Found]) -> None:
        jobs.submit(
            work,
            done=lambda found: dialog.show_devices(*found),
            failed=lambda error: dialog.show_failure(explain(error)),
            owner=dialog,
        )

    def vouch(device: LogDevice) -> None:
        submit(lambda: _vouched(project, device))

    dialog.vouching_wanted.connect(vouch)
    submit(lambda: _found(project))
    dialog.exec()
    dialog.deleteLater()


def _why_not(project: Project) -> str:
    right = Right.MANAGE_PEOPLE
    if project.rights.may(right):
        return ""
    asked = project.people.who_may(right)
    problem = explain(NotAllowedError(project.rights.role, right, ask=asked))
    return f"{problem.text} {problem.remedy}"


def _vouched(project: Project, device: LogDevice) -> _Found:
    project.audit.endorse(device.device_id)
    return _found(project)


def _found(project: Project) -> _Found:
    people = {person.id: person.name for person in project.people.known}
    return log_devices(project.audit), people
