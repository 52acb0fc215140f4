"""Tells who looks at objects one by one that one of them is masked, and what can be done."""

from PySide6.QtCore import QObject

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.mask_desk import MaskDesk
from app.ui.desk.review.single_desk import SingleDesk
from app.ui.review.single.masked_note import MaskedNote
from app.ui.window.main_window import MainWindow
from models.review.rights import Right


class MaskedObjects(QObject):
    """Follows the walk, and what is masked, by itself."""

    def __init__(
        self,
        window: MainWindow,
        *,
        clip: ClipDesk,
        single: SingleDesk,
        masks: MaskDesk,
        people: PeopleDesk,
    ) -> None:
        super().__init__(clip)
        self._registry, self._canvas = window.registry, clip.parts.canvas
        self._clip, self._single, self._masks, self._people = clip, single, masks, people
        self.note = MaskedNote(self._canvas, below=single.bar)
        self.note.lift_requested.connect(self._registry.action("masks.lift").trigger)
        single.looked_at.connect(self._follow)
        masks.changed.connect(self._follow)
        people.changed.connect(self._follow)
        window.registry.keys_changed.connect(self._follow)

    def _follow(self) -> None:
        """Say it of a masked object, and nothing of one that is seen."""
        current = self._single.current
        track = None if current is None else self._clip.editor.annotation.tracks.get(current)
        if track is None or not self._masks.hides(track.label_id):
            self.note.put_away()
            if current is not None:
                self._canvas.keep_clear(self._single.bar.geometry().bottom())
            return
        why_not = self._people.why_not(Right.LIFT_MASKS)
        text = self.tr("{0} is masked: its label is private.").format(self._single.name)
        self.note.say(
            f"{text} {why_not}".strip(),
            key="" if why_not else self._registry.key_text("masks.lift"),
            offers_lift=not why_not,
        )
        self._canvas.keep_clear(self.note.geometry().bottom())
