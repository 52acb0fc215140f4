"""Clips that lie in the store and that the project does not know: which of them to add."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QTreeView,
    QWidget,
)

from app.failures import Problem
from app.session.adopting_many import FoundClip
from app.ui.controls import ElidedLabel, WrappedLabel, push_button, text_label
from app.ui.controls.empty_state import EmptyState
from app.ui.controls.plain_table import dress_table
from app.ui.controls.spinner import Spinner
from app.ui.dialogs.find_clips_model import NAME, SIZE, WRITTEN, FoundClipsModel
from app.ui.dialogs.frame import Dialog
from app.ui.theme import theme

_WIDTH_PX = 720
_HEADER_PX = 30
_TABLE_PX = _HEADER_PX + 11 * 26
_COLUMNS_PX = {SIZE: 96, WRITTEN: 156}


class FindClipsDialog(Dialog):
    """Shows what is found while it is found; `choice` is the answer once it was accepted.

    Signals:
        stopped(): stop the listing, if it is still under way.
        again_requested(): list once more, from the start.
    """

    stopped = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._model = FoundClipsModel(self)
        self._filter = QLineEdit()
        self._table = QTreeView()
        self._pages = QStackedWidget()
        self._spinner = Spinner(14)
        self._state = ElidedLabel("", "small", tone="dim", tabular=True)
        self._ticked = text_label("", "small", tone="dim", tabular=True)
        self._all = push_button(self.tr("Select all"), "ghost")
        self._none = push_button(self.tr("Select none"), "ghost")
        self._stop = push_button(self.tr("Stop"), "ghost")
        self._again = push_button(self.tr("Look again"), "ghost", icon="refresh-cw")
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._close = push_button(self.tr("Close"))
        self._add = push_button(self.tr("Add"), "primary")
        self._listing = True
        self._choice: tuple[FoundClip, ...] = ()
        self._looked_at = 0
        self._build()
        self._refresh()

    @property
    def choice(self) -> tuple[FoundClip, ...]:
        """The clips to add."""
        return self._choice

    def add_found(self, clips: Sequence[FoundClip], looked_at: int) -> None:
        """Show more unknown clips; `looked_at` clips of the store have been looked at so far."""
        self._looked_at = looked_at
        self._model.append(clips)
        self._refresh()

    def show_listed(self) -> None:
        """Say that the listing is complete."""
        self._listing = False
        self._refresh()
        if not self._model.total:
            self._pages.setCurrentIndex(1)
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failure(self, problem: Problem) -> None:
        """Say why the listing ended early; what was found stays."""
        self._listing = False
        self._problem.setText(problem.line)
        self._problem.setVisible(True)
        self._refresh()

    def _build(self) -> None:
        self.set_words(
            self.tr("Find clips in the store"),
            self.tr(
                "Clips in the store that this project does not know. Those that its key opens can "
                "be added."
            ),
        )
        self._build_table()
        top = QHBoxLayout()
        top.setSpacing(8)
        self._filter.setPlaceholderText(self.tr("Filter by event id"))
        self._filter.setAccessibleName(self.tr("Filter by event id"))
        self._filter.setClearButtonEnabled(False)
        self._filter.textChanged.connect(self._model.set_filter)
        self._filter.installEventFilter(self)
        top.addWidget(self._filter, 1)
        top.addWidget(self._all)
        top.addWidget(self._none)
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self._spinner)
        under.addWidget(self._state, 1)
        under.addWidget(self._stop)
        under.addWidget(self._again)
        under.addWidget(self._ticked)
        self.body.addLayout(top)
        self.body.addWidget(self._pages)
        self.body.addLayout(under)
        self.body.addWidget(self._problem)
        self._problem.setVisible(False)
        self._add.setDefault(True)
        self.add_buttons(self._close, self._add)
        self._connect()

    def _build_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        dress_table(
            table,
            name=self.tr("Clips that the project does not know"),
            stretched=NAME,
            widths_px=_COLUMNS_PX,
        )
        table.setFont(theme.font("body", tabular=True))
        header = table.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setFixedHeight(_HEADER_PX)
        table.installEventFilter(self)
        nothing = EmptyState(
            "circle-check",
            self.tr("Every clip is known"),
            text=self.tr("The store holds no clip that the project does not have already."),
        )
        self._pages.addWidget(table)
        self._pages.addWidget(nothing)
        self._pages.setFixedHeight(_TABLE_PX)

    def _connect(self) -> None:
        self._model.counts_changed.connect(self._refresh)
        self._all.clicked.connect(lambda _on=False: self._model.tick_matching(True))
        self._none.clicked.connect(lambda _on=False: self._model.tick_matching(False))
        self._stop.clicked.connect(lambda _on=False: self._on_stop())
        self._again.clicked.connect(lambda _on=False: self._on_again())
        self._close.clicked.connect(lambda _on=False: self.reject())
        self._add.clicked.connect(lambda _on=False: self._on_add())

    def done(self, result: int) -> None:
        """Stop the listing and forget the names, however the dialog ends."""
        self.stopped.emit()
        self._listing = False
        self._model.forget()
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space tick the current row, and Down lead from the filter into the list."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self._filter and event.key() == Qt.Key.Key_Down:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self._table.currentIndex().isValid():
                self._table.setCurrentIndex(self._model.index(0, NAME))
            return True
        if watched is self._table and event.key() == Qt.Key.Key_Space:
            self._model.toggle(self._table.currentIndex().row())
            return True
        return False

    def _on_stop(self) -> None:
        self.stopped.emit()
        self._listing = False
        self._refresh()
        self._state.setText(
            self.tr("Stopped. Unknown clips so far: {0}").format(_count(self._model.total))
        )

    def _on_again(self) -> None:
        self._listing, self._looked_at = True, 0
        self._problem.setVisible(False)
        self._pages.setCurrentIndex(0)
        self._model.forget()
        self._refresh()
        self.again_requested.emit()

    def _on_add(self) -> None:
        self._choice = self._model.ticked
        if self._choice:
            self.accept()

    def _refresh(self) -> None:
        model = self._model
        self._spinner.setVisible(self._listing)
        self._stop.setVisible(self._listing)
        self._again.setVisible(not self._listing)
        total = _count(model.total)
        if self._listing:
            seen = _count(self._looked_at)
            text = self.tr("Looking. Clips seen: {0}, unknown: {1}").format(seen, total)
        elif model.matching == model.total:
            text = self.tr("Unknown clips: {0}").format(total)
        else:
            matching = _count(model.matching)
            text = self.tr("Unknown clips: {0} of {1}").format(matching, total)
        self._state.setText(text)
        ticked = model.ticked_count
        self._ticked.setText(self.tr("{0} selected").format(_count(ticked)) if ticked else "")
        self._add.setText(self.tr("Add {0}").format(_count(ticked)) if ticked else self.tr("Add"))
        self._add.setAccessibleName(self._add.text())
        self._add.setEnabled(bool(ticked))
        self._all.setEnabled(bool(model.matching))
        self._none.setEnabled(bool(ticked))


def _count(number: int) -> str:
    return f"{number:,}"
