"""When the open clip was recorded: its clock, told and changed, and everything that shows it."""

from uuid import UUID

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.media.pictures.picture import Picture
from app.session.clip_listing import ClipListing
from app.session.clocks import ClockFields, change_clock, clock_of, set_by_person, zone_names
from app.session.project import Project
from app.ui.clip_list.marks import protection_mark
from app.ui.clip_list.texts import moment_texts
from app.ui.desk.clip.clip_desk import ClipDesk, times_of
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.dialogs.camera_clock import CameraClockDialog
from app.ui.timeline.times import ClipTimes
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.records import ClipRecord

_FROM_EDGE_PX, _FROM_TOP_PX = 24, 96


class ClockDesk(QObject):
    """Gives timeline and transport the clip's times, and asks for its clock."""

    def __init__(self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, clips: ClipsDesk) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._clip = clip
        self._clips = clips
        self._project: Project | None = None
        self._times = ClipTimes.none()
        self._dialog: CameraClockDialog | None = None
        # What each clip's clock was before it was changed here, so that it can be taken back.
        self._before: dict[UUID, ClockFields] = {}
        # How this window left each clip's row: it may know more than what the dialog was shown.
        self._left: dict[UUID, ClipRecord] = {}
        window.registry.connect_action("clip.clock", self.ask)
        clip.clip_opened.connect(self._on_opened)
        clip.index_grown.connect(self.refresh)
        clip.playback.picture_shown.connect(self._on_picture)
        self._refusal = ""
        clip.parts.transport.refused.connect(self._on_refused)
        clip.parts.transport.accepted.connect(self._on_accepted)
        clips.clips_changed.connect(self._on_clips)

    def _on_refused(self, text: str) -> None:
        self._refusal = text
        self._window.toast.show_note(text)

    def _on_accepted(self, note: str) -> None:
        """Say what is to be said of a jump; a refusal before it is out of date."""
        toast = self._window.toast
        if note:
            toast.show_note(note)
        elif toast.isVisible() and toast.text == self._refusal:
            toast.hide()

    @property
    def dialog(self) -> CameraClockDialog | None:
        """The dialog, while it is open."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def set_project(self, project: Project | None) -> None:
        """Work in another project, or none: what is known of its clocks is dropped."""
        self._project = project
        self._before.clear()
        self._left = {}
        self._times = ClipTimes.none()
        self._close_dialog()
        if project is not None:
            # So that the dialog need not wait for the file that lists the zones.
            self._jobs.submit(
                zone_names,
                done=lambda _: None,
                failed=self._window.problems.show_error,
                owner=self,
            )

    def ask(self) -> None:
        """Open the dialog for the frame on screen, beside the picture."""
        clip, project = self._clip.clip, self._project
        if clip is None or project is None:
            return
        if project.read_only is not None:
            self._window.toast.show_note(self.tr("This project is open for reading only."))
            return
        if (dialog := self.dialog) is not None:
            dialog.activateWindow()
            return
        self._dialog = dialog = CameraClockDialog(
            clip,
            self._times,
            frame=self._clip.frame_index,
            can_restore=clip.id in self._before,
            parent=self._window,
        )
        dialog.clock_chosen.connect(
            lambda clock, zone: self._change(clip, set_by_person(clock, zone))
        )
        dialog.clear_requested.connect(lambda: self._change(clip, set_by_person(None, "")))
        dialog.restore_requested.connect(lambda: self._change(clip, self._before[clip.id]))
        # Not every window manager gives the keys back by itself.
        dialog.finished.connect(lambda _result: self._window.activateWindow())
        corner = self._window.geometry().topRight()
        dialog.move(corner.x() - dialog.width() - _FROM_EDGE_PX, corner.y() + _FROM_TOP_PX)
        dialog.show()

    def refresh(self) -> None:
        """Work the open clip's times out anew: it was opened, or its index has grown."""
        session = self._clip.session
        if session is not None:
            self._give(times_of(session))

    def _change(self, seen: ClipRecord, fields: ClockFields) -> None:
        """Commit another clock on a worker; what shows it follows when it is stored."""
        project = self._project
        if project is None:
            return

        def stored(clip: ClipRecord) -> None:
            if self._project is project:
                self._before[clip.id] = ClockFields.of(seen)
                self._show(clip)
                self._clips.refresh()
                self._window.toast.show_note(self._done_text(clip), icon="circle-check")

        def failed(error: Exception) -> None:
            self._window.problems.show_error(error)
            # Somebody else may have set it: then theirs is shown.
            self._clips.refresh()

        left = self._left

        def change() -> ClipRecord:
            # What this window itself has changed meanwhile is nobody else's change.
            newest = max(seen, left.get(seen.id, seen), key=lambda clip: clip.revision)
            changed = change_clock(project.store, newest, fields, rights=project.rights)
            left[seen.id] = changed
            return changed

        self._jobs.submit(
            change,
            done=stored,
            failed=failed,
            owner=self,
            essential=True,
            lane=f"clock of {seen.id.hex}",
        )

    def _done_text(self, clip: ClipRecord) -> str:
        if clip.recorded_at is None:
            return self.tr("The clip has no wall clock any more")
        return self.tr("Camera clock set. Open it again to take that back.")

    def _show(self, clip: ClipRecord) -> None:
        """Show another clock of the open clip everywhere."""
        session = self._clip.session
        if session is None or session.clip.id != clip.id:
            return
        session.clip = clip
        self._give(self._times.with_clock(clock_of(clip)))
        moment = moment_texts(clip.recorded_at)[-1] if clip.recorded_at else ""
        self._window.top_bar.show_clip(clip.name, moment, protection_mark(clip))

    def _give(self, times: ClipTimes) -> None:
        self._times = times
        self._clip.parts.timeline.set_times(times)
        self._clip.parts.transport.set_times(times)
        if (dialog := self.dialog) is not None:
            dialog.set_times(times)

    def _on_opened(self) -> None:
        self._close_dialog()
        self._times = self._clip.times

    def _on_clips(self, clips: ClipListing) -> None:
        """Take in a clock that was set in another window."""
        open_clip = self._clip.clip
        clip = None if open_clip is None else clips.by_id.get(open_clip.id)
        if open_clip is None or clip is None:
            return
        newer = clip.revision > open_clip.revision
        if newer and ClockFields.of(clip) != ClockFields.of(open_clip):
            self._close_dialog()
            self._show(clip)

    def _on_picture(self, picture: Picture) -> None:
        if (dialog := self.dialog) is not None:
            dialog.show_frame(picture.frame_index)

    def _close_dialog(self) -> None:
        if (dialog := self.dialog) is not None:
            dialog.reject()
        self._dialog = None
