"""What the person is told when steps are undone or done again, and what becomes of their labels."""

from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.window.main_window import MainWindow
from models.annotation.edits import Edit

_IMPORT = "Import "
_MOST_NAMES = 3


class UndoneDesk(QObject):
    """Lets the history know what became of labels that ended; takes back what was told of steps."""

    def __init__(self, window: MainWindow, *, labels: LabelDesk, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._window, self._labels, self._clip = window, labels, clip
        # The labels that were there when the project was opened; None before they are read.
        self._first: frozenset[UUID] | None = None
        undoing = clip.editor.undoing
        undoing.heirs = lambda: labels.heirs.inherited
        undoing.turned.connect(self._on_turned)
        labels.project_changed.connect(self._on_project)
        labels.labels_read.connect(self._on_labels)

    def _on_project(self) -> None:
        self._first = None
        self._clip.parts.history.set_notes(())

    def _on_labels(self) -> None:
        self._clip.parts.history.set_notes(self._labels.changes)
        if self._first is None:
            self._first = frozenset(label.id for label in self._labels.labels)

    def _on_turned(self, edit: Edit) -> None:
        self._window.toast.withdraw()
        text = self._without_label(edit) or self._labels_left(edit)
        if text:
            self._window.toast.show_note(text, icon="triangle-alert", until_undone=True)

    def _without_label(self, edit: Edit) -> str:
        """Say that objects came back without a label: nothing else tells why."""
        there = {label.id for label in self._labels.labels}
        bare = [
            change.after.label_id
            for change in edit.changes
            if change.before is None and change.after is not None
            if change.after.label_id not in there
        ]
        if not bare:
            return ""
        name = self._labels.heirs.name_of(bare[0])
        if name is None:
            text = self.tr("Back without a label: theirs was deleted. Give it another one.")
        elif len(bare) == 1:
            text = self.tr("Back without a label: “{0}” was deleted. Give it another one.")
        else:
            text = self.tr("{1} objects are back without a label: “{0}” was deleted.")
        return text.format(name, len(bare))

    def _labels_left(self, edit: Edit) -> str:
        """Say that labels stay which came with an import that is undone."""
        if not edit.name.startswith(_IMPORT) or any(change.after for change in edit.changes):
            return ""
        gone = {change.before.label_id for change in edit.changes if change.before is not None}
        gone -= self._first or frozenset()
        borne = {track.label_id for track in self._clip.editor.annotation.tracks.values()}
        names = [label.name for label in self._labels.labels if label.id in gone - borne]
        if not names:
            return ""
        if len(names) > _MOST_NAMES:
            return self.tr("{0} labels that came with it stay.").format(len(names))
        listed = ", ".join(f"“{name}”" for name in names)
        if len(names) == 1:
            return self.tr("The label {0} that came with it stays.").format(listed)
        return self.tr("The labels {0} that came with it stay.").format(listed)
