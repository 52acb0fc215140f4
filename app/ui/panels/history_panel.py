"""The list of steps: what was done, where and when, and a way back to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.session.editing.history import History
from app.ui.panels.history_delegate import ROW_PX, HistoryDelegate
from app.ui.panels.history_model import HistoryModel
from app.ui.panels.row_view import RowView
from app.ui.theme import Theme
from models.annotation.labels import Label
from models.label_deeds import LabelChange

_HEADER_PX = 36


class HistoryPanel(QWidget):
    """The steps of the open project, the newest first.

    Signals:
        state_requested(step_id: UUID | None): lead to the state after this step; None: before all.
    """

    state_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_open = False
        self._model = HistoryModel(self)
        self._list = RowView(self)
        self._list.setItemDelegate(HistoryDelegate(theme, self._list))
        self._list.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("History"))
        self._list.setAccessibleDescription(
            self.tr("Enter leads to the state after a step; nothing is lost by it.")
        )
        self._title = QLabel(self.tr("History"), self)
        self._count = QLabel(self)
        self._empty = QLabel(self)
        self._lay_out()
        self._list.clicked.connect(self._on_chosen)
        self._list.activated.connect(self._on_chosen)
        theme.changed.connect(self._dress)
        self._dress()
        self._tell()

    def set_history(self, history: History) -> None:
        """Show these steps, and scroll to the state that is now."""
        self._model.set_history(history)
        self._tell()
        if (row := self._model.now_row) is not None:
            self._list.scrollTo(self._model.index(row))
            self._list.setCurrentIndex(self._model.index(row))

    def set_notes(self, changes: Iterable[LabelChange]) -> None:
        """Tell between the steps what this person did to labels; the oldest first."""
        self._model.set_notes(changes)
        self._tell()

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._model.set_labels(labels)

    def set_clips(self, names: Mapping[UUID, str]) -> None:
        """Tell how the clips are called."""
        self._model.set_clips(names)

    def set_open_clip(self, clip_id: UUID | None) -> None:
        """Tell which clip is open: steps in it need not say where they are."""
        self._model.set_open_clip(clip_id)

    def set_usable(self, *, open_project: bool) -> None:
        """Say whether a project is open: an empty list leads on accordingly."""
        self._is_open = open_project
        self._tell()

    def take_focus(self) -> None:
        """Give the keys to the list."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEADER_PX + 7 * ROW_PX)

    def _lay_out(self) -> None:
        self._title.setProperty("tone", "dim")
        self._count.setProperty("tone", "faint")
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 12, 0)
        header.addWidget(self._title)
        header.addStretch()
        header.addWidget(self._count)
        top = QWidget(self)
        top.setFixedHeight(_HEADER_PX)
        top.setLayout(header)
        self._empty.setProperty("tone", "faint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setContentsMargins(12, 4, 12, 12)
        self._empty.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)

    def _tell(self) -> None:
        rows, steps = self._model.rowCount(), self._model.step_count
        one = self.tr("1 step") if steps == 1 else self.tr("%1 steps")
        self._count.setText(one.replace("%1", str(steps)) if steps else "")
        self._empty.setText(
            self.tr(
                "Nothing to undo yet. Each change becomes a step here, in all clips, and stays "
                "when you lock or quit."
            )
            if self._is_open
            else self.tr("Open a project to see what was done in it.")
        )
        self._empty.setVisible(rows == 0)
        self._list.setVisible(rows > 0)

    def _on_chosen(self, index: QModelIndex) -> None:
        if not self._model.is_note(index.row()):
            self.state_requested.emit(self._model.step_id_at(index.row()))

    def _dress(self) -> None:
        self._title.setFont(self._theme.font("small", bold=True))
        self._count.setFont(self._theme.font("small", tabular=True))
        self._empty.setFont(self._theme.font("small"))
        self._list.viewport().update()
