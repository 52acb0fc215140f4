"""What the canvas tells of its state: mode, tool, the pointer's shape, marks on the view."""

from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.canvas.cursors import cursor_for
from app.ui.canvas.looking import Looking
from app.ui.canvas.mode_texts import mode_text
from app.ui.canvas.stage import Stage
from app.ui.canvas.tools import Tool


class Telling(QObject):
    """Looks at the stage after each thing that was done, and says what is another now.

    Signals:
        mode_changed(text: str)
        tool_changed(tool: Tool)
    """

    mode_changed = Signal(str)
    tool_changed = Signal(object)

    def __init__(self, stage: Stage, looking: Looking, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._stage = stage
        self._looking = looking
        self._canvas = canvas
        self._tool = Tool.SELECT
        self.mode = ""

    def tool_moved(self) -> None:
        """The hand may hold another tool."""
        tool = self._stage.hand.tool
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)
        self.refresh()

    def refresh(self) -> None:
        """Repaint, and say what the mode is."""
        stage = self._stage
        text = "" if stage.view is None else mode_text(stage.mode(), stage.key_text)
        if text != self.mode:
            self.mode = text
            self.mode_changed.emit(text)
        target = stage.hand.target or stage.target
        item = None if target is None else stage.scene.item(target.track_id)
        self._canvas.setCursor(
            cursor_for(
                stage.hand.doing,
                target,
                panning=stage.hand.panning,
                movable=item is not None and stage.movable(item),
                leads=stage.leads is not None,
            )
        )
        self._canvas.update()

    def marks(self) -> list[str]:
        """Say what is not as usual about the view."""
        marks = []
        scene = self._stage.scene
        followed = scene.annotation.tracks.get(self._looking.following or UUID(int=0))
        if followed is not None:
            marks.append(_tr("Following {0}").format(scene.name_of(followed)))
        if not self._looking.adjustment.is_none:
            marks.append(_tr("Picture adjusted"))
        return marks


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
