"""Undoing across the end of a label: objects come back with its heir, or it is said why not."""

from PySide6.QtCore import QObject

from app.ui.desk.clip_desk import ClipDesk
from app.ui.desk.label_desk import LabelDesk
from app.ui.main_window import MainWindow
from models.annotation.edits import Edit


class HeirsDesk(QObject):
    """Lets the history know what became of labels that ended."""

    def __init__(self, window: MainWindow, *, labels: LabelDesk, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._window = window
        self._labels = labels
        undoing = clip.editor.undoing
        undoing.inherited = self._inherited
        undoing.turned.connect(self._on_turned)

    def _inherited(self, edit: Edit) -> Edit:
        return self._labels.heirs.inherited(edit)

    def _on_turned(self, edit: Edit) -> None:
        """Say so where objects came back without a label: nothing else tells why."""
        there = {label.id for label in self._labels.labels}
        bare = [
            change.after.label_id
            for change in edit.changes
            if change.before is None and change.after is not None
            if change.after.label_id not in there
        ]
        if not bare:
            return
        name = self._labels.heirs.name_of(bare[0])
        if name is None:
            text = self.tr("Back without a label: theirs was deleted. Give it another one.")
        elif len(bare) == 1:
            text = self.tr("Back without a label: “{0}” was deleted. Give it another one.")
        else:
            text = self.tr("{1} objects are back without a label: “{0}” was deleted.")
        self._window.toast.show_note(text.format(name, len(bare)), icon="triangle-alert")
