"""The panel that leads from place to place, over the canvas at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import WrappedLabel, heading, icon_button, text_label
from app.ui.controls.no_copying import refuse_copying
from app.ui.places.place import Place
from app.ui.places.places_model import FRAME, TEXT, PlacesModel

_INSET_PX, _WIDTH_PX, _ROWS_PX = 12, 340, 10 * 28
_FRAME_PX = 72


class PlacesPanel(QFrame):
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

    def __init__(self, parent: QWidget, title: str, *, can_dismiss: str = "") -> None:
        """`can_dismiss` names the button that says a place is all right; "" is none."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(title)
        self.setFixedWidth(_WIDTH_PX)
        self._over = parent
        self._model = PlacesModel(self)
        self._count = text_label("", "small", tone="dim", tabular=True)
        self._sentence = WrappedLabel(_WIDTH_PX - 28, "small", tone="dim")
        self._list = QTreeView()
        self._foot = QHBoxLayout()
        self._dismiss = icon_button("check", can_dismiss) if can_dismiss else None
        self._build(title)
        parent.installEventFilter(self)
        self.hide()

    @property
    def places(self) -> tuple[Place, ...]:
        return self._model.places

    @property
    def current(self) -> Place | None:
        at = self._list.currentIndex()
        return self._model.places[at.row()] if at.isValid() else None

    def set_sentence(self, text: str) -> None:
        """Say what the list is, or why it is empty."""
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))
        self._place()

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the foot."""
        self._foot.addWidget(button)

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these; the one that was chosen stays so, or the one that took its row."""
        before, row = self.current, self._list.currentIndex().row()
        self._model.set_places(places)
        kept = next(
            (at for at, place in enumerate(places) if before and place.key == before.key), None
        )
        if before is not None and places:
            self._choose(kept if kept is not None else min(row, len(places) - 1), tells=False)
        self._list.setVisible(bool(places))
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the corner when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_by_hand()
        else:
            super().keyPressEvent(event)

    def close_by_hand(self) -> None:
        """Close as the person's own wish, and give the keys back to what is beneath."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._over)
        self.hide()
        if had_focus:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self.raise_()

    def _build(self, title: str) -> None:
        again = icon_button("refresh-cw", self.tr("Look again"))
        again.clicked.connect(lambda _on=False: self.again_requested.emit())
        close = icon_button("x", self.tr("Close"))
        close.clicked.connect(lambda _on=False: self.close_by_hand())
        head = QHBoxLayout()
        head.addWidget(heading(title))
        head.addWidget(self._count, 1)
        if self._dismiss is not None:
            self._dismiss.clicked.connect(lambda _on=False: self.dismiss())
            head.addWidget(self._dismiss)
        head.addWidget(again)
        head.addWidget(close)
        self._build_list(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._sentence)
        layout.addWidget(self._list)
        layout.addLayout(self._foot)

    def _build_list(self, title: str) -> None:
        table = self._list
        table.setModel(self._model)
        table.setAccessibleName(title)
        table.setHeaderHidden(True)
        table.setRootIsDecorated(False)
        table.setItemsExpandable(False)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setFixedHeight(_ROWS_PX)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FRAME, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(FRAME, _FRAME_PX)
        refuse_copying(table)
        table.clicked.connect(self._on_row)
        table.activated.connect(self._on_row)

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
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max(self._over.width() - self.width() - _INSET_PX, 0), _INSET_PX)
