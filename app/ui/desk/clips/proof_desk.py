"""Proofreading: leads to where tracks begin and end, and to what is suspect of being exchanged."""

from bisect import bisect_left, bisect_right
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.ui.controls import push_button
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.keys.words import sentences, told
from app.ui.places.place import Place
from app.ui.places.places_panel import PlacesPanel
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation import Annotation
from models.annotation.gestures import swap_tracks
from models.annotation.suspects import Suspect, SuspectKind, ends, starts, suspects

# Who edits looks at the picture first; the list may follow a moment later.
_LOOK_AGAIN_MS = 700


class ProofDesk(QObject):
    """Joins the list of suspects to the open clip."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, labels: LabelDesk
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._labels = window, jobs, clip, labels
        self._looking: JobHandle | None = None
        self._action = window.registry.action("proof.suspects")
        self.panel = PlacesPanel(window.workbench, "suspects", self.tr("Suspects"))
        self._swap = push_button(self.tr("Swap the two from here on"))
        self._swap.clicked.connect(lambda _on=False: self.swap())
        self.panel.add_button(self._swap)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.again_requested.connect(self._look)
        self.panel.closed.connect(lambda: self._action.setChecked(False))
        clip.editor.annotation_changed.connect(lambda _a, _ids: self._on_changed())
        clip.clip_closed.connect(self._on_closed)
        window.registry.keys_changed.connect(self._look)
        connect = window.registry.connect_action
        connect("proof.suspects", self._on_action)
        connect("proof.next", lambda: self._step(1))
        connect("proof.previous", lambda: self._step(-1))
        connect("proof.next_start", lambda: self._jump(self._starts(), forward=True))
        connect("proof.previous_start", lambda: self._jump(self._starts(), forward=False))
        connect("proof.next_end", lambda: self._jump(self._ends(), forward=True))
        connect("proof.previous_end", lambda: self._jump(self._ends(), forward=False))

    def swap(self) -> None:
        """Give the two tracks of the chosen place each other's way from there on."""
        place = self.panel.current
        if place is None or len(place.track_ids) != 2:
            return
        one, other = place.track_ids
        frame, pts_of = place.frame_index, self._clip.editor.pts_of
        self._clip.editor.perform(
            lambda a: swap_tracks(a, one, other, frame_index=frame, pts_of=pts_of)
        )

    def _on_action(self) -> None:
        if self._action.isChecked() and self._clip.session is not None:
            self.panel.open()
            self._look()
        else:
            self._action.setChecked(False)
            self.panel.leave()

    def _step(self, delta: int) -> None:
        if not self._action.isChecked():
            self._action.setChecked(True)
            self._on_action()
            return
        self.panel.step(delta)

    def _look(self) -> None:
        """Look for suspects on a worker; of several looks the newest wins."""
        if self._looking is not None:
            self._looking.cancel()
        if self._clip.session is None or not self._action.isChecked():
            return
        annotation = self._clip.session.annotation
        self._looking = self._jobs.submit(
            partial(suspects, annotation),
            done=self._on_found,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_found(self, found: tuple[Suspect, ...]) -> None:
        session, self._looking = self._clip.session, None
        if session is None:
            return
        annotation = session.annotation
        places = [
            self._place(annotation, one)
            for one in found
            if one.track_id in annotation.tracks
            and (one.other_id is None or one.other_id in annotation.tracks)
        ]
        key = self._clip.editor.key_text("proof.next")
        following = told(self.tr("{key} leads to the next."), key)
        self.panel.set_sentence(
            sentences(self.tr("The most suspect first."), following)
            if places
            else self.tr("No track jumps, and none seems to have been exchanged.")
        )
        self.panel.set_places(places)
        self._tell()

    def _place(self, annotation: Annotation, one: Suspect) -> Place:
        ids = (one.track_id,) if one.other_id is None else (one.track_id, one.other_id)
        names = " ⇄ ".join(self._name(annotation, track_id) for track_id in ids)
        return Place((one.kind, *ids, one.frame_index), one.frame_index, ids, names, self._why(one))

    def _why(self, one: Suspect) -> str:
        match one.kind:
            case SuspectKind.EXCHANGED:
                return self.tr("exchanged?")
            case SuspectKind.JUMP:
                return self.tr("jumps")
            case SuspectKind.SIZE:
                return self.tr("another size")

    def _name(self, annotation: Annotation, track_id: UUID) -> str:
        track = annotation.track(track_id)
        return f"{self._labels.name_of(track.label_id)} {track.number}"

    def _on_chosen(self, place: Place) -> None:
        self._clip.editor.select(place.track_ids)
        self._clip.go_to(place.frame_index)
        self._tell()

    def _tell(self) -> None:
        place = self.panel.current
        two = place is not None and len(place.track_ids) == 2
        self._swap.setVisible(two)
        self._swap.setEnabled(two and self._clip.editor.editable)

    def _on_changed(self) -> None:
        if self._action.isChecked() and self._clip.session is not None:
            self._again.start()

    def _on_closed(self) -> None:
        self._again.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.panel.leave()
        self._action.setChecked(False)

    def _starts(self) -> tuple[tuple[int, UUID], ...]:
        return starts(self._clip.editor.annotation)

    def _ends(self) -> tuple[tuple[int, UUID], ...]:
        return ends(self._clip.editor.annotation, self._clip.last_frame + 1)

    def _jump(self, places: tuple[tuple[int, UUID], ...], *, forward: bool) -> None:
        """Go to the next frame among these, and select what begins or ends there."""
        frames, here = [frame for frame, _ in places], self._clip.frame_index
        at = bisect_right(frames, here) if forward else bisect_left(frames, here) - 1
        if 0 <= at < len(frames):
            frame = frames[at]
            self._clip.editor.select(one for other, one in places if other == frame)
            self._clip.go_to(frame)
