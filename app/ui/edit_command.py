"""An edit on the undo stack. It only forwards; what an edit does is the domain's business."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from models.annotation.edits import Edit

_MERGE_ID = 1


class EditCommand(QUndoCommand):
    """Holds an edit that has been applied already: the push's own `redo` does nothing."""

    def __init__(self, edit: Edit, forward: Callable[[Edit], None]) -> None:
        super().__init__(edit.name)
        self.edit = edit
        self._forward = forward
        self._applied = True

    def redo(self) -> None:
        if self._applied:
            self._applied = False
            return
        self._forward(self.edit.renewed())

    def undo(self) -> None:
        self._forward(self.edit.inverse())

    def id(self) -> int:
        return _MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following nudge of the same boxes into this step."""
        if not isinstance(other, EditCommand):
            return False
        merged = self.edit.merged_with(other.edit)
        if merged is None:
            return False
        self.edit = merged
        return True
