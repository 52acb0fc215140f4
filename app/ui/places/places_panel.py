"""The panel that leads from place to place: a tab beside the inspector while it is needed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import heading, icon_button, text_label
from app.ui.controls.plain_table import dress_table
from app.ui.places.place import Place
from app.ui.places.places_model import FRAME, TEXT, PlacesModel
from app.ui.theme import theme
from app.ui.window.workbench import Workbench

# Beside the number of a frame, from the text before it and to the edge.
_BESIDE_FRAME_PX = 14
_ROW_TEXT_PX = 3
# What has no text of its own in front of it begins so far from the panel's margin.
INDENT_PX = 6


class PlacesPanel(QWidget):
    """Shows places; the chosen one is where the person is.

    Signals:
        chosen(Place): go there.
        dismissed(Place): the person has seen it and it is all right; without `can_dismiss`, never.
        again_requested(): look anew.
        closed(): the person closed the panel.
    """

    chosen = Signal(object)
    dismissed = Signal(object)
    again_requested = Signal()
    closed = Signal()

    def __init__(
        self, workbench: Workbench, key: str, title: str, *, can_dismiss: str = ""
    ) -> None:
        """`can_dismiss` names the button that says a place is all right; "" is none."""
        super().__init__()
        self.setAccessibleName(title)
        self._model = PlacesModel(self)
        self._count = text_label("", "small", tone="dim", tabular=True)
        self._sentence = text_label("", "small", tone="dim", wrap=True)
        self._list = QTreeView()
        self._foot = QHBoxLayout()
        self._dismiss = icon_button("check", can_dismiss) if can_dismiss else None
        self._build(title)
        self._workbench = workbench
        self._dock = workbench.add_guest(key, title, self)

    @property
    def is_open(self) -> bool:
        """Whether it is one of the tabs, in front or not."""
        return not self._dock.isHidden()

    @property
    def places(self) -> tuple[Place, ...]:
        return self._model.places

    @property
    def current(self) -> Place | None:
        at = self._list.currentIndex()
        return self._model.places[at.row()] if at.isValid() else None

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def open(self) -> None:
        """Come to the front."""
        self._dock.show()
        self._dock.raise_()

    def close_by_hand(self) -> None:
        """Go away, as the person's own wish."""
        self.leave()
        self._workbench.take_focus()
        self.closed.emit()

    def leave(self) -> None:
        """Go away, and forget the places."""
        self._dock.hide()
        self.set_places(())
        self.set_sentence("")

    def set_sentence(self, text: str) -> None:
        """Say what the list is, or why it is empty."""
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the foot."""
        self._foot.addWidget(button)

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these; the one that was chosen stays so, or the one that took its row."""
        before, row = self.current, self._list.currentIndex().row()
        self._model.set_places(places)
        self._fit_numbers()
        if before is not None and places:
            same = (at for at, place in enumerate(places) if place.key == before.key)
            self._choose(next(same, min(row, len(places) - 1)), tells=False)
        self._tell()

    def step(self, delta: int) -> None:
        """Go on to the next place or back to the one before, round the end."""
        count = len(self._model.places)
        if not count:
            return
        at = self._list.currentIndex()
        if at.isValid():
            self._choose((at.row() + delta) % count)
        else:
            self._choose(0 if delta > 0 else count - 1)

    def dismiss(self) -> None:
        """Say of the chosen place that it is all right."""
        if self.current is not None and self._dismiss is not None:
            self.dismissed.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_by_hand()
        else:
            super().keyPressEvent(event)

    def _build(self, title: str) -> None:
        again = icon_button("refresh-cw", self.tr("Look again"))
        again.clicked.connect(lambda _on=False: self.again_requested.emit())
        close = icon_button("x", self.tr("Close"))
        close.clicked.connect(lambda _on=False: self.close_by_hand())
        head = QHBoxLayout()
        head.setSpacing(4)
        head.setContentsMargins(INDENT_PX, 0, 0, 0)
        head.addWidget(heading(title))
        head.addSpacing(4)
        head.addWidget(self._count, 1)
        if self._dismiss is not None:
            self._dismiss.clicked.connect(lambda _on=False: self.dismiss())
            head.addWidget(self._dismiss)
        head.addWidget(again)
        head.addWidget(close)
        self._build_list(title)
        self._foot.setContentsMargins(INDENT_PX, 0, 8, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12 - INDENT_PX, 6, 4, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        self._sentence.setContentsMargins(INDENT_PX, 0, 8, 0)
        layout.addWidget(self._sentence)
        rows = QHBoxLayout()
        # Qt draws the text of a row so far from its edge: it stands below the heading then.
        rows.setContentsMargins(INDENT_PX - _ROW_TEXT_PX, 0, 0, 0)
        rows.addWidget(self._list)
        layout.addLayout(rows, 1)
        layout.addLayout(self._foot)

    def _build_list(self, title: str) -> None:
        table = self._list
        table.setModel(self._model)
        dress_table(table, name=title, stretched=TEXT, widths_px={FRAME: _BESIDE_FRAME_PX})
        table.setHeaderHidden(True)
        table.setFrameShape(QTreeView.Shape.NoFrame)
        table.clicked.connect(self._on_row)
        table.activated.connect(self._on_row)

    def _fit_numbers(self) -> None:
        """Give the frames' numbers the room of the longest, and all else to the texts."""
        last = max((place.frame_index for place in self._model.places), default=0)
        metrics = QFontMetrics(theme.font("small", tabular=True))
        room_px = metrics.horizontalAdvance(str(last)) + _BESIDE_FRAME_PX
        self._list.header().resizeSection(FRAME, room_px)

    def _choose(self, row: int, *, tells: bool = True) -> None:
        at = self._model.index(row, TEXT)
        self._list.setCurrentIndex(at)
        if tells:
            self._on_row(at)

    def _on_row(self, at: QModelIndex) -> None:
        self._tell()
        self.chosen.emit(self._model.places[at.row()])

    def _tell(self) -> None:
        count, at = len(self._model.places), self._list.currentIndex()
        self._count.setText(f"{at.row() + 1} / {count}" if at.isValid() else str(count or ""))
        if self._dismiss is not None:
            self._dismiss.setEnabled(at.isValid())
