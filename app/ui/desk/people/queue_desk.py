"""The queue of work: my next clip, and handing one in after what should be looked at was seen."""

import threading
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.session.people.assigning import take_on
from app.session.people.queue import NextClip, Waived, left_to_check, waive, waived_in
from app.session.project import Project
from app.session.review.workflow import HANDED_IN, hand_in
from app.ui.controls import push_button
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.review.next_clips import NextClips
from app.ui.keys.words import sentences, told
from app.ui.places.finding_places import places_of
from app.ui.places.place import Place
from app.ui.places.places_panel import PlacesPanel
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.checks import Finding
from models.records import ClipRecord, ClipState

# Who edits looks at the picture first; the list may follow a moment later.
_LOOK_AGAIN_MS = 700


class QueueDesk(QObject):
    """Joins clip list, checks and the state of the open clip."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        labels: LabelDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._labels = window, jobs, clip, labels
        self._clips_desk = clips
        self._project: Project | None = None
        # Asking whether there is one takes nothing from who wants to be led there.
        self._next, self._next_offered = (NextClips(window, jobs, clip) for _ in range(2))
        # Whether the next clip is one to review.
        self.reviews: Callable[[], bool] = lambda: False
        self._clips: tuple[ClipRecord, ...] = ()
        self._waived: Waived = frozenset()
        self._looking: JobHandle | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        # Of two who wait for the database, either may come first.
        self._waiving = threading.Lock()
        self.panel = PlacesPanel(
            window.workbench,
            "findings",
            self.tr("To check"),
            can_dismiss=self.tr("This is all right"),
        )
        self._submit = push_button(self.tr("Hand in"), "primary")
        self._submit.clicked.connect(lambda _on=False: self._hand_in())
        self.panel.add_button(self._submit)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.dismissed.connect(self._on_dismissed)
        self.panel.again_requested.connect(self.check)
        clip.clip_closed.connect(self._on_closed)
        # Also what others edit, and what the database refuses.
        clip.editor.annotation_changed.connect(lambda _a, _ids: self._on_edited())
        clips.clips_changed.connect(self._on_clips)
        window.registry.keys_changed.connect(self._on_edited)
        connect = window.registry.connect_action
        connect("queue.next", self.open_next)
        connect("queue.take", self.take)
        connect("queue.submit", self.check)
        connect("queue.next_finding", lambda: self._step(1))
        connect("queue.previous_finding", lambda: self._step(-1))

    def set_project(self, project: Project | None) -> None:
        """Work through another project's clips, or none."""
        self._project, self._clips = project, ()
        self._next.leave()
        self._next_offered.leave()
        self._on_closed()

    def open_next(self) -> None:
        """Open the clip that the person should work on next."""
        if self._project is None:
            return
        if self.reviews():
            self._next.to_review(self._project, self._clips, self._on_next_to_review)
        else:
            self._next.to_work_on(self._project, self._clips, self._on_next)

    def look_for_review(self, told: Callable[[bool], object]) -> None:
        """Tell, when it is known, whether another clip waits for the person's review.

        Where nobody can say, there may be one.
        """
        if self._project is not None:
            self._next_offered.to_review(
                self._project,
                self._clips,
                lambda found: told(found is not None),
                failed=lambda: told(True),
            )

    def take(self) -> None:
        """Make the open clip the person's own work."""
        project, clip = self._project, self._clip.clip
        if project is None or clip is None:
            return
        self._jobs.submit(
            lambda: take_on(project, clip.id),
            done=lambda _: self._on_taken(),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def check(self) -> None:
        """Look on a worker for what should be seen before the clip is handed in."""
        self._check(comes_forward=True)

    def _check(self, *, comes_forward: bool) -> None:
        project, session = self._project, self._clip.session
        if project is None or session is None:
            return
        self._again.stop()
        state = self._state_of(session.clip.id)
        if state in HANDED_IN:
            self._window.toast.show_note(self.tr("This clip has been handed in already."))
            return
        if session.stopped is not None:
            self._window.toast.show_note(self.tr("This clip can't be handed in now."))
            return
        if self._looking is not None:
            self._looking.cancel()
        annotation, clip, index = session.annotation, session.clip, session.index
        label_ids = frozenset(label.id for label in self._labels.labels)

        # What was waived a moment ago may not be written yet.
        waived_here = self._waived

        def look(cancelled: Callable[[], bool]) -> tuple[Waived, tuple[Finding, ...]]:
            waived = waived_in(project, clip.id) | waived_here
            found = left_to_check(
                annotation, index, label_ids=label_ids, waived=waived, cancelled=cancelled
            )
            return waived, found

        self._looking = self._jobs.submit(
            look,
            done=lambda found: self._on_found(clip.id, *found, comes_forward=comes_forward),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_found(
        self, clip_id: UUID, waived: Waived, found: tuple[Finding, ...], *, comes_forward: bool
    ) -> None:
        self._looking = None
        session = self._clip.session
        if session is None or session.clip.id != clip_id:
            return
        self._waived = waived
        self._show(places_of(found, session.annotation, self._labels.name_of))
        if comes_forward:
            self.panel.open()

    def _show(self, places: list[Place]) -> None:
        if places:
            key = self._clip.editor.key_text("queue.next_finding")
            text = sentences(
                self.tr("Look at these, mend them, or tick what is all right."),
                told(self.tr("{key} leads to the next."), key),
            )
        else:
            text = self.tr("Nothing to look at: the clip can be handed in.")
        self.panel.set_sentence(text)
        self.panel.set_places(places)
        self._submit.setText(self.tr("Hand in as it is") if places else self.tr("Hand in"))

    def _on_next(self, found: NextClip | None) -> None:
        if found is None:
            self._window.toast.show_note(self.tr("There is no clip left to work on."))
            return
        if not found.is_mine:
            self._window.toast.show_note(
                self.tr("No clip is assigned to you: this is the next that nobody has.")
            )
        self._clip.open(found.clip.id)

    def _on_next_to_review(self, found: NextClip | None) -> None:
        if found is None:
            self._window.toast.show_note(self.tr("There is no clip left to review."))
        else:
            self._clip.open(found.clip.id)

    def _step(self, delta: int) -> None:
        if not self.panel.is_open:
            self.check()
        else:
            self.panel.step(delta)

    def _on_chosen(self, place: Place) -> None:
        self._clip.editor.select(place.track_ids)
        self._clip.go_to(place.frame_index)

    def _on_dismissed(self, place: Place) -> None:
        """Keep that it is all right, at once."""
        project, clip = self._project, self._clip.clip
        if project is None or clip is None or not isinstance(place.key, tuple):
            return
        check, about = place.key
        self._waived = waived = self._waived | {(check, about)}
        self._show([one for one in self.panel.places if one.key != place.key])

        def work() -> None:
            with self._waiving:
                waive(project, clip.id, waived)

        self._jobs.submit(
            work,
            done=lambda _: None,
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
        )

    def _hand_in(self) -> None:
        """Mark the clip as submitted, once all its edits are in the database."""
        project, session = self._project, self._clip.session
        if project is None or session is None:
            return
        clip_id = session.clip.id

        def work() -> ClipRecord | None:
            session.flush()
            # It does not wait for a database that is away.
            return None if session.pending else hand_in(project, clip_id)

        self._jobs.submit(
            work,
            done=self._on_handed_in,
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
        )

    def _on_handed_in(self, clip: ClipRecord | None) -> None:
        if clip is None:
            self._window.toast.show_note(
                self.tr("Not handed in: some changes are not in the database yet. Try again soon.")
            )
            return
        self.panel.leave()
        self._clips_desk.refresh()
        key = self._clip.editor.key_text("queue.next")
        opens = told(self.tr("{key} opens your next clip."), key)
        said = self.tr("{0} is handed in.").format(clip.name)
        self._window.toast.show_note(sentences(said, opens))

    def _on_taken(self) -> None:
        self._clips_desk.refresh()
        self._window.toast.show_note(self.tr("The clip is yours to work on."))

    def _on_clips(self, clips: tuple[ClipRecord, ...]) -> None:
        self._clips = clips

    def _state_of(self, clip_id: UUID) -> ClipState | None:
        return next((clip.state for clip in self._clips if clip.id == clip_id), None)

    def _on_edited(self) -> None:
        """What was mended goes from the list, which stays behind the panel that is in use."""
        if self.panel.is_open and self._clip.session is not None:
            self._again.start()

    def _look_again(self) -> None:
        session = self._clip.session
        if not self.panel.is_open or session is None or session.stopped is not None:
            return
        if self._state_of(session.clip.id) not in HANDED_IN:
            self._check(comes_forward=False)

    def _on_closed(self) -> None:
        self._again.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._waived = frozenset()
        self.panel.leave()
