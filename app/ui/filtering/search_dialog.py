"""Boxes in all clips: what is asked, what is found, and the way there."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QTreeView,
    QWidget,
)

from app.failures import Problem
from app.session.searching import MOST_HITS, Searched
from app.ui.controls import ElidedLabel, WrappedLabel, push_button
from app.ui.controls.plain_table import dress_table
from app.ui.controls.spinner import Spinner
from app.ui.dialogs.frame import Dialog
from app.ui.filtering.field import FilterField
from app.ui.filtering.search_model import CLIP, FRAME, OBJECT, FoundBoxesModel
from app.ui.theme import theme
from models.box_search import BoxHit

_WIDTH_PX, _HEADER_PX = 640, 30
_TABLE_PX = _HEADER_PX + 12 * 26
_COLUMNS_PX = {OBJECT: 170, FRAME: 90}


class SearchDialog(Dialog):
    """Stays open while its hits are gone through; searches nothing itself.

    Signals:
        search_requested(): with the filter in `field`.
        stopped(): stop the search, if one is under way.
        hit_chosen(BoxHit): go there.
    """

    search_requested = Signal()
    stopped = Signal()
    hit_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self.field = FilterField(whole_tracks=False)
        self.model = FoundBoxesModel(self)
        self.table = QTreeView()
        self._spinner = Spinner(14)
        self._state = ElidedLabel("", "small", tone="dim", tabular=True)
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._stop = push_button(self.tr("Stop"), "ghost")
        self._close = push_button(self.tr("Close"))
        self._search = push_button(self.tr("Search"), "primary", icon="search")
        self._searching = False
        self._build()
        self._refresh()

    @property
    def state(self) -> str:
        """What is said of the search."""
        return self._state.text()

    @property
    def searching(self) -> bool:
        return self._searching

    def show_searching(self) -> None:
        """Begin anew."""
        self.model.forget()
        self._searching = True
        self._problem.setVisible(False)
        self.show_progress((), 0)
        self._refresh()

    def show_progress(self, hits: Sequence[BoxHit], looked_at: int) -> None:
        """Show more hits; so many boxes have been looked at."""
        self.model.append(hits)
        count = self.model.rowCount()
        self._state.setText(
            self.tr("Found {0} so far, looked at {1} boxes").format(f"{count:,}", f"{looked_at:,}")
        )

    def show_searched(self, searched: Searched) -> None:
        """Say how it ended, and let the hits be gone through."""
        self._searching = False
        count = self.model.rowCount()
        if count >= MOST_HITS and not searched.complete:
            text = self.tr("The first {0} boxes. Ask for less to see the others.")
        elif not count:
            text = self.tr("No box in any clip is like that.")
        else:
            text = self.tr("{0} boxes. Enter goes there.")
        self._state.setText(text.format(f"{count:,}"))
        self._refresh()
        if count and self.field.edit.hasFocus():
            self.go_into_hits()

    def show_failure(self, problem: Problem) -> None:
        """Say why it ended early; what was found stays."""
        self._searching = False
        self._problem.setText(problem.line)
        self._problem.setVisible(True)
        self._state.setText("")
        self._refresh()

    def go_into_hits(self) -> None:
        """Give the keys to the list."""
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, CLIP))

    def done(self, result: int) -> None:
        """Stop and forget, however the dialog ends."""
        self.stopped.emit()
        self.model.forget()
        self._state.setText("")
        self._searching = False
        self._refresh()
        super().done(result)

    def _build(self) -> None:
        self.set_words(
            self.tr("Find boxes in all clips"),
            self.tr(
                "Every box of the project that is like this: label:car source:suggested size:<20"
            ),
        )
        self.field.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.field.edit.setAccessibleName(self.tr("Which boxes"))
        self.field.submitted.connect(self._on_search)
        self.field.entered_below.connect(self.go_into_hits)
        self.field.left.connect(self.reject)
        self._build_table()
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self._spinner)
        under.addWidget(self._state, 1)
        under.addWidget(self._stop)
        self.body.addWidget(self.field)
        self.body.addWidget(self.table)
        self.body.addLayout(under)
        self.body.addWidget(self._problem)
        self._problem.setVisible(False)
        self._stop.clicked.connect(lambda _on=False: self._on_stop())
        self._close.clicked.connect(lambda _on=False: self.reject())
        self._search.clicked.connect(lambda _on=False: self._on_search())
        self.add_buttons(self._close, self._search)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        dress_table(
            table, name=self.tr("Boxes that were found"), stretched=CLIP, widths_px=_COLUMNS_PX
        )
        table.setFont(theme.font("body", tabular=True))
        table.setFixedHeight(_TABLE_PX)
        header = table.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setFixedHeight(_HEADER_PX)
        table.activated.connect(self._on_activated)

    def _on_search(self) -> None:
        self.stopped.emit()
        self.search_requested.emit()

    def _on_stop(self) -> None:
        self.stopped.emit()
        self._searching = False
        count = self.model.rowCount()
        self._state.setText(self.tr("Stopped. Boxes so far: {0}").format(f"{count:,}"))
        self._refresh()

    def _on_activated(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(self.model.hit_at(index.row()))

    def _refresh(self) -> None:
        self._spinner.setVisible(self._searching)
        self._stop.setVisible(self._searching)
