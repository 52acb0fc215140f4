"""Suggestions taken or left: one by one, or all that are shown.

What a person has set or moved of a suggested track is theirs: rejecting leaves it.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.assist.suggestions import neighbour, suggestions, waiting_among
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.keys.words import sentences, told
from app.ui.window.main_window import MainWindow
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.gestures import reject_suggestions
from models.annotation.track import Track


class SuggestionReview(QObject):
    """Joins the actions on suggestions to the editor of the open clip."""

    def __init__(self, window: MainWindow, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._window, self._clip, self._editor = window, clip, clip.editor
        self._shown: frozenset[UUID] | None = None
        connect = window.registry.connect_action
        connect("suggestion.next", self.go_to_next)
        connect("suggestion.previous", lambda: self.go_to_next(back=True))
        connect("track.accept", self.accept)
        connect("suggestion.reject", self.reject)
        connect("suggestion.accept_all", self.accept_all)
        connect("suggestion.reject_all", self.reject_all)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Act on suggestions among these tracks only, as a filter asks; None: on all."""
        self._shown = ids

    def lead_to_first(self, track_ids: frozenset[UUID]) -> None:
        """Select the first of these suggestions and go to where it begins."""
        for track in suggestions(self._editor.annotation, track_ids)[:1]:
            self._lead_to(track)

    def go_to_next(self, *, back: bool = False) -> None:
        """Select the next suggestion and go to where it begins."""
        track = self._neighbour(self._editor.selection, back=back)
        if track is None:
            self._say(self.tr("No suggestions are waiting."))
            return
        self._lead_to(track)

    def accept(self) -> None:
        """Accept the selected suggestions, and go to the next."""
        chosen = self._chosen()
        following = self._neighbour(chosen)
        self._editor.accept_suggestions(told=lambda edit: self._go_on(edit, chosen, following))

    def reject(self) -> None:
        """Reject the selected suggestions, and go to the next."""
        chosen = self._chosen()
        if not chosen:
            key = self._editor.key_text("suggestion.next")
            next_one = told(self.tr("{key} goes to the next."), key)
            self._say(sentences(self.tr("Select a suggestion to reject it."), next_one))
            return
        following = self._neighbour(chosen)
        self._reject(chosen, lambda edit: self._go_on(edit, chosen, following))

    def accept_all(self) -> None:
        """Take over all suggestions that are shown."""
        waiting = self._waiting()
        if not waiting:
            return
        one = self.tr("1 suggestion accepted.") if len(waiting) == 1 else ""
        many = self.tr("%n suggestions accepted.", "", len(waiting))
        self._editor.accept_suggestions(waiting, lambda edit: self._tell_of_step(edit, one or many))

    def reject_all(self) -> None:
        """Reject all suggestions that are shown. Undo brings them back."""
        waiting = self._waiting()
        if not waiting:
            return
        one = self.tr("1 suggestion rejected.") if len(waiting) == 1 else ""
        many = self.tr("%n suggestions rejected.", "", len(waiting))
        self._reject(waiting, lambda edit: self._tell_of_step(edit, one or many))

    def _chosen(self) -> list[UUID]:
        """Return the selected suggestions."""
        return waiting_among(self._editor.annotation, self._editor.selection)

    def _waiting(self) -> list[UUID]:
        """Return the suggestions that are shown; say so where there are none."""
        waiting = [track.id for track in suggestions(self._editor.annotation, self._shown)]
        if not waiting:
            self._say(self.tr("No suggestions are waiting."))
        return waiting

    def _neighbour(self, selection: Iterable[UUID], *, back: bool = False) -> Track | None:
        return neighbour(
            self._editor.annotation,
            self._shown,
            frame_index=self._clip.frame_index,
            selection=selection,
            back=back,
        )

    def _lead_to(self, track: Track) -> None:
        self._editor.select([track.id])
        self._clip.go_to(track.keyframes[0].frame_index)

    def _go_on(self, edit: Edit | None, chosen: list[UUID], following: Track | None) -> None:
        """Go to the next suggestion after an edit of the chosen ones."""
        if edit is not None and chosen and following is not None and following.id not in chosen:
            self._lead_to(following)

    def _reject(self, chosen: list[UUID], told: Callable[[Edit | None], object]) -> None:
        """Reject these; `told` hears of it unless it was refused."""
        frame, _ = self._editor.moment

        def rejection(annotation: Annotation) -> Edit:
            there = [track_id for track_id in chosen if track_id in annotation.tracks]
            return reject_suggestions(annotation, there, frame_index=frame)

        title = self.tr("Rejecting {0} suggestions").format(len(chosen))
        self._editor.perform_on(chosen, rejection, told, title=title)

    def _tell_of_step(self, edit: Edit | None, text: str) -> None:
        if edit is not None:
            self._window.toast.show_note(text, icon="circle-check", until_undone=True)

    def _say(self, text: str, icon: str = "info") -> None:
        self._window.toast.show_note(text, icon=icon)
