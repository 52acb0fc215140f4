"""Shows the audit log, and tells when nothing can be noted any more; gathers what is seen."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.failures import explain
from app.media.pictures.picture import Picture
from app.session.audit.export import ExportedLog, Form, export_log
from app.session.project import Project
from app.ui.audit.dialog import AuditDialog
from app.ui.audit.names import Names
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.audit_devices import show_devices
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.files import choose_target
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from app.workers.window_call import WindowCall
from crypto.errors import EncryptionError
from models.audit import events
from models.audit.entry import Entry
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted

_AT_ONCE = 500
_Read = list[Entry | UnreadableEntry]


class AuditDesk(QObject):
    """Joins the open project's audit log to the window."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, projects: ProjectDesk, clip: ClipDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._projects = projects
        self._clip = clip
        self._reading: JobHandle | None = None
        self._verifying: JobHandle | None = None
        window.registry.connect_action("audit.show", self.show)
        clip.playback.picture_shown.connect(self._on_picture)
        clip.playback.failed.connect(self._on_failed)
        projects.opened.connect(self._on_opened)

    def show(self) -> None:
        """Read the log, and let the person look at it."""
        project = self._projects.project
        if project is None:
            return
        session = self._clip.session
        if session is not None and session.viewing is not None:
            # What was seen a moment ago is to stand there, too.
            session.viewing.flush()
        dialog = AuditDialog(self._window)
        dialog.stopped.connect(self._stop)
        dialog.verify_requested.connect(lambda: self._verify(project, dialog))
        dialog.verify_cancelled.connect(lambda: self._stop_verifying(dialog))
        dialog.export_requested.connect(lambda: self._export(project, dialog))
        dialog.devices_requested.connect(lambda: show_devices(project, self._jobs, dialog))
        self._read(project, dialog)
        dialog.exec()
        dialog.deleteLater()

    def _on_opened(self, project: Project) -> None:
        if project.audit.shorter is not None:
            self._window.problems.show_error(project.audit.shorter)
        project.audit.listen(WindowCall(self._on_stopped))

    def _on_stopped(self, error: Exception) -> None:
        """Say for good that nothing may be changed any more."""
        problem = explain(error)
        self._window.problems.show_problem(problem)
        self._window.status.show_read_only(problem.title)

    def _on_picture(self, picture: Picture) -> None:
        session = self._clip.session
        if session is not None:
            session.saw(picture.frame_index)

    def _on_failed(self, error: Exception) -> None:
        """Note what a player could not open."""
        project, clip = self._projects.project, self._clip.clip
        if isinstance(error, EncryptionError) and project is not None and clip is not None:
            project.audit.failed_to_open(error, clip.id)

    def _stop(self) -> None:
        for handle in (self._reading, self._verifying):
            if handle is not None:
                handle.cancel()
        self._reading = self._verifying = None

    def _read(self, project: Project, dialog: AuditDialog) -> None:
        found: _Read = []
        shown = [0]

        def on_progress(names: Names, total: int, count: int) -> None:
            if not shown[0]:
                dialog.set_names(names, total)
            start, shown[0] = shown[0], count
            dialog.add_entries(found[start:count])

        def on_done(told: tuple[Names, int]) -> None:
            on_progress(*told, len(found))
            dialog.show_read()

        self._reading = self._jobs.submit(
            lambda progress, cancelled: read_log(
                project, found, progress=progress, cancelled=cancelled
            ),
            done=on_done,
            failed=lambda error: dialog.show_failure(explain(error)),
            progress=on_progress,
            owner=dialog,
        )

    def _verify(self, project: Project, dialog: AuditDialog) -> None:
        self._verifying = self._jobs.submit(
            lambda progress, cancelled: project.audit.verify(
                progress=progress, cancelled=cancelled
            ),
            done=dialog.show_report,
            failed=lambda error: dialog.show_failure(explain(error)),
            progress=dialog.show_verifying,
            owner=dialog,
        )

    def _stop_verifying(self, dialog: AuditDialog) -> None:
        if self._verifying is not None:
            self._verifying.cancel()
            self._verifying = None
        dialog.show_verify_stopped()

    def _export(self, project: Project, dialog: AuditDialog) -> None:
        """Write the log where the person says; choosing is the consent."""
        wanted = dialog.wanted
        title = self.tr("Export the whole audit log, not encrypted")
        if wanted.told:
            title = self.tr("Export what is shown of the audit log, not encrypted")
        target = choose_target(dialog, title, "audit-log.csv")
        if target is None:
            return
        self._jobs.submit(
            partial(_exported, project, target, wanted),
            done=partial(self._on_exported, dialog, target.name),
            failed=lambda error: dialog.show_failure(explain(error)),
            owner=dialog,
        )

    def _on_exported(self, dialog: AuditDialog, name: str, exported: ExportedLog) -> None:
        """Say where it went, in the dialog too: that lies over the window's own notes."""
        text = self.tr("Entries in {1}, not encrypted: {0}")
        if exported.left_out:
            text = self.tr("Entries in {1}, not encrypted: {0}. Left out, not shown: {2}")
        text = text.format(f"{exported.entries:,}", name, f"{exported.left_out:,}")
        dialog.show_exported(text)
        self._window.toast.show_note(text)


def read_log(
    project: Project,
    found: _Read,
    *,
    progress: Callable[[Names, int, int], None],
    cancelled: Callable[[], bool],
) -> tuple[Names, int]:
    """Append all entries to `found`, the newest first; return names and how many there are.

    That the log is looked at is noted before. `progress` is told the names, how many there are,
    and how many of `found` are there.

    Raises:
        NotAllowedError, AuditUnwritableError, DatabaseError, RowAlteredError
    """
    audit = project.audit
    reader = audit.reader()
    audit.keep(events.audit_viewed())
    devices = reader.devices()
    names = Names(
        people={person.id: person.name for person in project.people.known},
        clips={clip.id: clip.name for clip in project.clips()},
        devices={device_id: device.computer for device_id, device in devices.items()},
        own_device=audit.device_id,
    )
    total = reader.count()
    for entry in reader.newest_first():
        found.append(entry)
        if not len(found) % _AT_ONCE:
            if cancelled():
                break
            progress(names, total, len(found))
    return names, total


def _exported(
    project: Project, target: Path, wanted: Wanted, cancelled: Callable[[], bool]
) -> ExportedLog:
    ending = target.suffix.lower().removeprefix(".")
    form: Form = "csv" if ending == "csv" else "jsonl"
    return export_log(
        project.audit, target, form, wanted=wanted, overwrite=True, cancelled=cancelled
    )
