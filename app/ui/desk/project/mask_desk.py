"""Privacy masks at the window: what is shown is covered again when more has to be.

Pictures come covered from `Playback`. This looks after what is on the screen already: when a box
moves, a label becomes private or masks are lifted, it is covered before the window paints again,
and the frame is asked for anew.
"""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from app.media.pictures.masking import Parts
from app.session.privacy.masking import ClipMasks
from app.session.project import Project
from app.ui.desk.clip.cameras_desk import CamerasDesk
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.lift_masks import LiftMasksDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.annotation.document import Annotation

_POSTERS_AFTER_MS, _LATEST_POSTERS_MS = 2000, 60_000


class MaskDesk(QObject):
    """Follows the open clip, its annotation and the rules by itself.

    Signals:
        changed(): more may be masked than before, or less.
    """

    changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
        cameras: CamerasDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._projects = window, jobs, projects
        self._clips, self._clip, self._cameras = clips, clip, cameras
        self._masks: ClipMasks | None = None
        self._annotation = Annotation()
        self._labels: frozenset[UUID] | None = frozenset()
        # What was covered of the frame on the screen when it was looked at last.
        self._parts: Parts = ()
        self._dialog: LiftMasksDialog | None = None
        self._was_lifted = False
        self._posters = QTimer(self)
        self._posters.setSingleShot(True)
        self._posters.setInterval(_POSTERS_AFTER_MS)
        self._posters.timeout.connect(self._look_at_posters)
        # The list is read anew when anything was written by others.
        clips.clips_changed.connect(lambda _clips: self._on_list())
        # What could not be told when it was asked for may be known by then.
        clips.posters.withheld.connect(self._on_withheld)
        clips.posters.is_stale = self._is_stale
        clip.clip_opened.connect(self._on_opened)
        clip.clip_closed.connect(self._on_closed)
        clip.index_grown.connect(self._on_index)
        clip.editor.annotation_changed.connect(self._on_annotation)
        clip.playback.picture_shown.connect(lambda _picture: self._take_parts())
        projects.leaving.connect(self._on_leaving)
        people.changed.connect(self._on_people)
        window.registry.connect_action("masks.lift", self.ask)
        window.registry.connect_action("masks.restore", self.restore)
        self._show_state()

    @property
    def dialog(self) -> LiftMasksDialog | None:
        """The question for a reason, while it is open."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def hides(self, label_id: UUID | None) -> bool:
        """Whether objects of a label are covered in the open clip."""
        if self._masks is None or not self._masks.in_force:
            return False
        return self._labels is None or label_id in self._labels

    def ask(self) -> None:
        """Ask for a reason, and lift the masks of the open clip."""
        if self._masks is None or self.dialog is not None:
            return
        self._dialog = dialog = LiftMasksDialog(self._window)
        clip_id = self._masks.clip_id
        dialog.accepted.connect(lambda: self.lift(clip_id, dialog.reason.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def lift(self, clip_id: UUID, reason: str) -> None:
        """Lift the masks of a clip as soon as that is noted; one that was left stays masked."""
        project = self._projects.project
        if project is not None:
            self._jobs.submit(
                partial(project.masking.lift, clip_id, reason),
                done=lambda _: self._on_lifted(project, clip_id),
                failed=self._window.problems.show_error,
            )

    def restore(self) -> None:
        """Cover again what was lifted."""
        project = self._projects.project
        if project is not None and self._masks is not None:
            project.masking.restore(self._masks.clip_id)
            self._look_again()

    def _on_lifted(self, project: Project, clip_id: UUID) -> None:
        is_here = self._masks is not None and self._masks.clip_id == clip_id
        if not is_here or project is not self._projects.project:
            project.masking.restore(clip_id)
            return
        self._look_again()

    def _on_opened(self) -> None:
        project, session = self._projects.project, self._clip.session
        if project is None or session is None:
            return
        self._masks = project.masking.of(session)
        self._annotation = session.annotation
        self._labels = project.masking.labels
        self._clip.parts.timeline.strips.set_cover(self._masks.cover)
        self._show_state()

    def _on_closed(self) -> None:
        """What was lifted is covered at once, whatever else still has the clip open."""
        masks, self._masks = self._masks, None
        project = self._projects.project
        if project is not None and masks is not None:
            project.masking.restore(masks.clip_id)
        self._annotation, self._parts = Annotation(), ()
        self._clip.parts.timeline.strips.set_cover(_nothing_may_be_seen)
        if (dialog := self.dialog) is not None:
            dialog.reject()
        self._show_state()

    def _on_leaving(self) -> None:
        self._posters.stop()
        self._posters.setInterval(_POSTERS_AFTER_MS)
        self._labels = frozenset()

    def _on_index(self) -> None:
        """A clip whose frames have no numbers yet is covered; when they have, it need not be."""
        if self._masks is not None and self._parts is None:
            self._look_again()

    def _on_annotation(self, annotation: Annotation, touched: frozenset[UUID] | None) -> None:
        before, self._annotation = self._annotation, annotation
        project = self._projects.project
        if project is None or self._masks is None or not self._masks.in_force:
            return
        if touched is None or project.masking.touches(annotation, before, touched):
            self._look_again()

    def _on_people(self) -> None:
        """The rules may be others: posters of any clip show too much, or too little."""
        project = self._projects.project
        if project is None or project.masking.labels == self._labels:
            lifted = self._masks is not None and self._masks.is_lifted
            if lifted == self._was_lifted:
                self._show_state()
            else:
                # Whoever may not look behind masks any more sees them again at once.
                self._look_again()
            return
        self._labels = project.masking.labels
        self._posters.setInterval(_POSTERS_AFTER_MS)
        self._window.clip_list.drop_thumbnails()
        for companion in self._cameras.companions:
            companion.cover()
        self._look_again()

    def _look_again(self) -> None:
        """Cover what is on the screen by what holds now, and ask for it anew: it may be less."""
        masks, clip = self._masks, self._clip
        if masks is None:
            return
        picture, playback = clip.parts.canvas.picture, clip.playback
        if picture is not None:
            playback.present(picture)
        clip.parts.timeline.strips.set_cover(masks.cover)
        if self._is_stale(masks.clip_id):
            self._window.clip_list.drop_thumbnails([masks.clip_id])
        self._take_parts()
        if picture is not None and not (playback.state.playing or playback.awaits_picture):
            clip.go_to(picture.frame_index)
        self._show_state()

    def _on_list(self) -> None:
        if not self._posters.isActive() or self._posters.interval() != _POSTERS_AFTER_MS:
            self._posters.setInterval(_POSTERS_AFTER_MS)
            self._posters.start()

    def _on_withheld(self) -> None:
        """Ask again, and ever more seldom: it may be that it never comes."""
        if not self._posters.isActive():
            self._posters.start()

    def _look_at_posters(self) -> None:
        """Others may have drawn private objects in clips that are not open."""
        self._posters.setInterval(min(2 * self._posters.interval(), _LATEST_POSTERS_MS))
        project = self._projects.project
        if project is not None and project.masking.labels:
            self._jobs.submit(
                project.masked_pictures.stale_posters,
                done=partial(self._on_stale, project),
                failed=lambda _: None,
                owner=self,
            )

    def _on_stale(self, project: Project, clip_ids: frozenset[UUID]) -> None:
        if clip_ids and project is self._projects.project:
            self._window.clip_list.drop_thumbnails(clip_ids)

    def _take_parts(self) -> None:
        before = self._parts
        self._parts = () if self._masks is None else self._masks.parts_at(self._clip.frame_index)
        if (before is None) != (self._parts is None):
            self._show_state()

    def _is_stale(self, clip_id: UUID) -> bool:
        project, masks = self._projects.project, self._masks
        if project is None or masks is None or masks.clip_id != clip_id:
            return False
        return project.masked_pictures.poster_is_stale(clip_id, masks.parts_at)

    def _show_state(self) -> None:
        """Say whether anything is masked, and offer what can be done about it."""
        masks, registry = self._masks, self._window.registry
        lifted = self._was_lifted = masks is not None and masks.is_lifted
        in_force = masks is not None and masks.in_force
        registry.set_enabled("masks.lift", in_force)
        registry.set_enabled("masks.restore", lifted)
        status = self._window.status
        if lifted:
            tip = self.tr("Private objects are shown until you leave the clip or lock.")
            status.masks.show_answer("eye", self.tr("Masks lifted"), tone="warn", tip=tip)
        elif in_force and self._parts is None:
            tip = self.tr("Which objects of this frame are private is not known, or not yet.")
            if masks is not None and masks.needs_opening_again:
                tip += " " + self.tr("Open the clip again to see more of it.")
            status.masks.show_answer("eye-off", self.tr("All is masked"), tone="warn", tip=tip)
        elif in_force:
            tip = self.tr("Objects of private labels are covered in everything that is shown.")
            status.masks.show_answer("eye-off", self.tr("Private objects are masked"), tip=tip)
        else:
            status.masks.show_answer("", "")
        self.changed.emit()


def _nothing_may_be_seen(_pixels: object, _frame_index: int) -> bool:
    return False
