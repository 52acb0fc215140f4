"""All controllers, made and joined to each other."""

from contextlib import ExitStack
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.demo import SAMPLE_CLIPS
from app.session.clip_listing import ClipListing
from app.session.project import Project
from app.settings.last_place import LastPlace
from app.settings.paths import Paths
from app.settings.preferences import Preferences
from app.ui.desk.clip.arrangement_desk import ArrangementDesk
from app.ui.desk.clip.cameras_desk import CamerasDesk
from app.ui.desk.clip.canvas_desk import CanvasDesk
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clip.clock_desk import ClockDesk
from app.ui.desk.clip.damage_desk import DamageDesk
from app.ui.desk.clip.picture_desk import PictureDesk
from app.ui.desk.clip.playback_desk import PlaybackDesk
from app.ui.desk.clip.sound_desk import SoundDesk
from app.ui.desk.clip.strips_desk import StripsDesk
from app.ui.desk.clip.timeline_desk import TimelineDesk
from app.ui.desk.clip.units_desk import UnitsDesk
from app.ui.desk.clips.adopt_desk import AdoptDesk
from app.ui.desk.clips.box_files_desk import BoxFilesDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.clips.copy_desk import CopyDesk
from app.ui.desk.clips.find_desk import FindDesk
from app.ui.desk.clips.proof_desk import ProofDesk
from app.ui.desk.clips.search_desk import SearchDesk
from app.ui.desk.clips.transfer_desk import TransferDesk
from app.ui.desk.objects.assist_desk import AssistDesk
from app.ui.desk.objects.attribute_desk import AttributeDesk
from app.ui.desk.objects.edit_desk import EditDesk
from app.ui.desk.objects.filter_desk import FilterDesk
from app.ui.desk.objects.history_desk import HistoryDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.objects.track_desk import TrackDesk
from app.ui.desk.people.people_desks import PeopleDesks
from app.ui.desk.people.queue_desk import QueueDesk
from app.ui.desk.project.audit_desk import AuditDesk
from app.ui.desk.project.diagnostics_desk import DiagnosticsDesk
from app.ui.desk.project.keys_desk import KeysDesk
from app.ui.desk.project.last_place_desk import LastPlaceDesk
from app.ui.desk.project.link_desk import LinkDesk
from app.ui.desk.project.program_desk import ProgramDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.project.safety_desks import SafetyDesks
from app.ui.desk.project.schema_desk import SchemaDesk
from app.ui.desk.project.store_desk import StoreDesk
from app.ui.desk.project.watch_desk import WatchDesk
from app.ui.desk.project.wizard_desk import WizardDesk
from app.ui.desk.review.masked_objects import MaskedObjects
from app.ui.desk.review.review_desks import ReviewDesks
from app.ui.desk.review.status_desk import StatusDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.presence.idle import IdleWatch
from app.ui.window.main_window import MainWindow
from app.ui.window.parts import ClipParts
from app.workers.jobs import Jobs
from models.records import ClipRecord


class Desk(QObject):
    """What stands behind one window."""

    def __init__(
        self,
        window: MainWindow,
        parts: ClipParts,
        *,
        jobs: Jobs,
        idle: IdleWatch,
        paths: Paths,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window = window
        registry = window.registry
        self.projects = ProjectDesk(window, jobs, paths=paths, preferences=preferences)
        self.labels = LabelDesk(window, jobs)
        self.transfers = TransferDesk(window)
        self.clips = ClipsDesk(window, jobs, self.transfers)
        self.clip = ClipDesk(window, parts, jobs=jobs, cache_mib=preferences.cache_mib)
        self.copies = CopyDesk(window, jobs, clip=self.clip, transfers=self.transfers)
        self.link = LinkDesk(window, clip=self.clip, clips=self.clips)
        self.playback = PlaybackDesk(registry, self.clip)
        self.playback.set_low_end(preferences.low_end)
        self.clock = ClockDesk(window, jobs, clip=self.clip, clips=self.clips)
        self.sound = SoundDesk(window, self.clip, jobs=jobs)
        self.diagnostics = DiagnosticsDesk(window, self.clip)
        self.units = UnitsDesk(parts, projects=self.projects)
        self.arrangement = ArrangementDesk(parts, projects=self.projects)
        self.strips = StripsDesk(window, self.clip, projects=self.projects)
        self.damage = DamageDesk(window, self.clip, jobs=jobs, projects=self.projects)
        self.edits = EditDesk(registry, self.clip, self.labels)
        self.tracks = TrackDesk(window, self.clip, self.labels)
        self.timeline = TimelineDesk(registry, self.clip)
        self.assist = AssistDesk(window, jobs, clip=self.clip, labels=self.labels)
        self.canvas = CanvasDesk(registry, self.clip)
        self.review = ReviewDesks(
            window,
            jobs,
            clip=self.clip,
            clips=self.clips,
            playback=self.playback,
            labels=self.labels,
            projects=self.projects,
        )
        self.picture = PictureDesk(window, self.clip, jobs=jobs, projects=self.projects)
        self.attributes = AttributeDesk(window, self.clip, self.labels)
        follow = (self.playback.set_shown, self.assist.set_shown, self.attributes.set_shown)
        self.filter = FilterDesk(window, jobs, clip=self.clip, labels=self.labels, also=follow)
        self.search = SearchDesk(
            window,
            jobs,
            clip=self.clip,
            clips=self.clips,
            labels=self.labels,
            in_force=lambda: self.filter.field.wanted,
        )
        self.schema = SchemaDesk(window, jobs, labels=self.labels, clip=self.clip)
        self.history = HistoryDesk(window, jobs, clip=self.clip, panel=parts.history)
        self.cameras = CamerasDesk(window, jobs, clip=self.clip, paths=paths)
        self.box_files = BoxFilesDesk(window, jobs, clip=self.clip, labels=self.labels)
        self.proof = ProofDesk(window, jobs, clip=self.clip, labels=self.labels)
        self.queue = QueueDesk(window, jobs, clip=self.clip, clips=self.clips, labels=self.labels)
        self.program = ProgramDesk(
            window, jobs, projects=self.projects, clips=self.clips, clip=self.clip, idle=idle
        )
        self.keys = KeysDesk(window, jobs, paths=paths)
        self.watch = WatchDesk(window, jobs)
        self.store = StoreDesk(window, jobs, paths=paths, projects=self.projects)
        self.adopting = AdoptDesk(window, transfers=self.transfers, clips=self.clips)
        self.find = FindDesk(window, jobs, projects=self.projects, add=self.adopting.add)
        self.audit = AuditDesk(window, jobs, projects=self.projects, clip=self.clip)
        self.wizard = WizardDesk(window, jobs, paths=paths, projects=self.projects)
        self.people = PeopleDesks(
            window,
            jobs,
            projects=self.projects,
            labels=self.labels,
            clips=self.clips,
            clip=self.clip,
            queue=self.queue,
            watch=self.watch,
            workspace=self.workspace,
        )
        self.places = LastPlaceDesk(jobs, paths=paths, parent=self)
        self._reopen: tuple[str, UUID, int] | None = None
        self._opens_by_itself = False
        self._listed: ClipListing | None = None
        self._join(idle, jobs, paths)

    @property
    def workspace(self) -> WorkspaceDesk:
        """Whether boxes are drawn in the window, or judged."""
        return self.review.workspace

    def _join(self, idle: IdleWatch, jobs: Jobs, paths: Paths) -> None:
        """Let the controllers hear of each other."""
        self.review.tell_filter(self.filter)
        verdicts = self.review.verdicts
        self.people.people.changed.connect(verdicts.show_rights)
        verdicts.on_clip.look_for_next = self.queue.look_for_review
        self.statuses = StatusDesk(self._window, jobs, clip=self.clip, keeper=verdicts.keeper)
        self.safety = SafetyDesks(
            self._window,
            jobs,
            projects=self.projects,
            people=self.people.people,
            clips=self.clips,
            clip=self.clip,
            cameras=self.cameras,
            idle=idle,
            paths=paths,
        )
        self.masked = MaskedObjects(
            self._window,
            clip=self.clip,
            single=self.review.single,
            masks=self.safety.masks,
            people=self.people.people,
        )
        self.projects.opened.connect(self._on_opened)
        self.projects.leaving.connect(self._on_leaving)
        self.clips.clips_changed.connect(self._on_clips)
        self.clips.clips_changed.connect(self.copies.set_clips)
        self.clips.clips_changed.connect(self.cameras.set_clips)
        self.labels.labels_changed.connect(self.cameras.set_labels)
        self.labels.labels_changed.connect(self.history.set_labels)
        self.clips.clips_changed.connect(self.history.set_clips)
        self.schema.objects_changed.connect(self.cameras.refresh)
        self.schema.rules_changed.connect(self.people.people.changed)
        self.link.came_back.connect(self._window.clip_list.ask_thumbnails_again)
        self.link.came_back.connect(self.clip.try_again)
        self.clip.clip_edited.connect(self.clips.begin_work)
        self.clip.clip_opened.connect(lambda _clip: self._keep_place())
        self.clips.deleted.connect(self._on_deleted)
        self.watch.changed.connect(self._on_changed_elsewhere)
        self.clips.sample_made.connect(self._on_changed_elsewhere)
        self._window.clip_list.open_requested.connect(self.clip.open)

    def start(self, project_id: str | None) -> None:
        """Lead to a project."""
        self.projects.start(project_id)

    def stop(self) -> None:
        """Save what is pending and let go of everything; waits for it.

        What fails keeps nothing else running: no thread may outlive the window.
        """
        with ExitStack() as ends:
            ends.callback(self.sound.wait_closed)
            ends.callback(self.clip.playback.wait_closed)
            ends.callback(self.strips.wait_closed)
            ends.callback(self.cameras.wait_closed)
            self.projects.stop()

    def _on_opened(self, project: Project) -> None:
        self._opens_by_itself = project.config.sample
        if self._reopen is not None and self._reopen[0] != project.config.id:
            self._reopen = None
        if self._reopen is None and self.projects.preferences.reopens:
            self.places.read(project.config.id, self._on_place)
        if project.read_only is None and project.replayed.problem is None:
            self._window.status.show_saved(0)
        self.clip.set_project(project)
        self.history.set_project(project)
        self.clock.set_project(project)
        self.cameras.set_project(project)
        self.labels.set_project(project)
        self.copies.set_project(project)
        self.clips.set_project(project)
        self.link.set_project(project)
        self.diagnostics.set_project(project)
        self.transfers.set_project(project)
        self.queue.set_project(project)
        self.watch.set_project(project)

    def _on_leaving(self) -> None:
        """Drop all that belongs to the project; remember only where the person was."""
        for widget in QApplication.topLevelWidgets():
            if not widget.isVisible():
                continue
            if isinstance(widget, QDialog):
                widget.reject()
            elif widget.windowType() is Qt.WindowType.Popup:
                # A menu or a list to choose from would lie on top of the lock screen.
                widget.close()
        config, clip = self.projects.config, self.clip.clip
        if config is not None and clip is not None:
            self._reopen = (config.id, clip.id, self.clip.frame_index)
        self._listed = None
        self.places.forget()
        if self.projects.project is not None:
            self._keep_place()
        self.projects.close_after(self.transfers.let_go())
        self.watch.set_project(None)
        self.link.set_project(None)
        self.diagnostics.set_project(None)
        self.transfers.set_project(None)
        self.queue.set_project(None)
        self.copies.set_project(None)
        self.cameras.set_project(None)
        self.clip.set_project(None)
        self.history.set_project(None)
        self.clock.set_project(None)
        self.labels.set_project(None)
        self.clips.set_project(None)

    def _on_clips(self, clips: ClipListing) -> None:
        """Let go of a clip that is gone; after unlocking, lead back to where the person was."""
        open_clip = self.clip.clip
        if open_clip is not None and open_clip.id not in clips.by_id:
            self.clip.close()
            self._window.toast.show_note(self.tr("The clip was deleted in another window."))
        self._listed = clips
        self._lead_on()

    def _keep_place(self) -> None:
        """Remember for the next start where the person is, be it at no clip."""
        config, clip = self.projects.config, self.clip.clip
        if config is not None and self.projects.preferences.reopens:
            clip_id = None if clip is None else clip.id
            self.places.keep(config.id, clip_id, self.clip.frame_index)

    def _on_place(self, place: LastPlace | None) -> None:
        """Lead to where the person was the last time, unless they have gone elsewhere since."""
        config = self.projects.config
        is_elsewhere = self.clip.clip is not None or self.clip.opening_id is not None
        if place is not None and config is not None and not is_elsewhere:
            self._reopen = (config.id, place.clip_id, place.frame_index)
        self._lead_on()

    def _lead_on(self) -> None:
        """Open the clip that a start or an unlocking leads to, once it is known which."""
        clips, open_clip = self._listed, self.clip.clip
        if clips is None or self.places.is_reading:
            return
        reopen, self._reopen = self._reopen, None
        config = self.projects.config
        if reopen is not None and config is not None and reopen[0] == config.id:
            _, clip_id, frame_index = reopen
            if clip_id in clips.by_id:
                self._opens_by_itself = False
                self.clip.open(clip_id, frame_index=frame_index)
        if self._opens_by_itself and clips:
            self._opens_by_itself = False
            if open_clip is None and self.clip.opening_id is None:
                self.clip.open(_first_to_see(clips).id)

    def _on_changed_elsewhere(self) -> None:
        """Another window, or another person, has written: show it."""
        self.labels.refresh()
        self.clips.refresh()
        self.clip.refresh()
        self.review.refresh()
        self.cameras.refresh()

    def _on_deleted(self, clip_id: object) -> None:
        if self.clip.clip is not None and self.clip.clip.id == clip_id:
            self.clip.close()


def _first_to_see(clips: tuple[ClipRecord, ...]) -> ClipRecord:
    """Return the sample clip that shows most, or the first clip where it is gone."""
    wanted = SAMPLE_CLIPS[0].event_id
    return next((clip for clip in clips if clip.event_id == wanted), clips[0])
