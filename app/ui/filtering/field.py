"""The field above a list: a filter typed or ticked, what it leaves, and filters that were saved."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.session.filters import SavedFilter
from app.ui.controls import icon_button
from app.ui.controls.labels import ElidedLabel
from app.ui.controls.tips import plain_tip
from app.ui.filtering.edit import FilterEdit
from app.ui.filtering.popup import FilterPopup
from app.ui.filtering.texts import problem_text
from app.ui.theme import theme
from models.annotation.filter_text import (
    ReadFilter,
    Vocabulary,
    filter_from_text,
    filter_to_text,
)
from models.annotation.track_filter import TrackFilter


class FilterField(QWidget):
    """Says which filter is wanted; applies it to nothing.

    Signals:
        wanted_changed(TrackFilter): another filter than before.
        left(): the person is done with the field.
        submitted(): Return was pressed.
        entered_below(): the person wants to go on into what is below.
        save_requested(), delete_requested(UUID): of the menu of saved filters.
    """

    wanted_changed = Signal(object)
    left = Signal()
    submitted = Signal()
    entered_below = Signal()
    save_requested = Signal()
    delete_requested = Signal(object)

    def __init__(self, *, whole_tracks: bool, parent: QWidget | None = None) -> None:
        """With `whole_tracks` it is of tracks of a clip, else of boxes in all clips."""
        super().__init__(parent)
        self._vocabulary = Vocabulary()
        self._read = ReadFilter(TrackFilter())
        self._saved: Sequence[SavedFilter] = ()
        self.edit = FilterEdit(self)
        self._popup: FilterPopup | None = None
        self._whole_tracks = whole_tracks
        self._controls = icon_button("list-filter", self.tr("Choose what to filter by"))
        self._more = icon_button("chevron-down", self.tr("Saved filters"))
        self._clear = icon_button("x", self.tr("Clear the filter"))
        self._said = ElidedLabel("", "small", tone="faint", tabular=True)
        self._lay_out()

    @property
    def wanted(self) -> TrackFilter:
        return self._read.wanted

    @property
    def said(self) -> str:
        """What stands under the field."""
        return self._said.text()

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Read names by these labels; what is typed stays, and may mean something else."""
        self._vocabulary = vocabulary
        self.edit.set_vocabulary(vocabulary)
        if self._popup is not None:
            self._popup.set_labels(vocabulary.labels)
        self._on_text()

    def set_saved(self, saved: Sequence[SavedFilter]) -> None:
        """Offer these filters in the menu."""
        self._saved = saved

    def set_wanted(self, wanted: TrackFilter) -> None:
        """Put a filter in the place of what stands there."""
        self.edit.setText(filter_to_text(wanted, self._vocabulary))
        self._on_text()

    def clear(self) -> None:
        self.edit.clear()
        self._on_text()

    def begin(self) -> None:
        """Put the cursor into the field."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def say(self, text: str) -> None:
        """Tell what the filter leaves; words that were passed over are told instead."""
        problems = self._read.problems
        self._said.setText(problem_text(problems[0]) if problems else text)
        self._said.setToolTip(plain_tip("\n".join(map(problem_text, problems))))
        self._said.setVisible(bool(problems) or bool(text))

    def _lay_out(self) -> None:
        self.edit.setPlaceholderText(self.tr("Filter: label:car size:<20"))
        self.edit.setAccessibleName(self.tr("Filter the objects"))
        self.edit.setTextMargins(0, 0, 66, 0)
        self.edit.textChanged.connect(lambda _text: self._on_text())
        self.edit.left.connect(self.left)
        self.edit.entered_below.connect(self.entered_below)
        self.edit.returnPressed.connect(self.submitted)
        self._controls.clicked.connect(lambda _on=False: self._open_popup())
        self._more.clicked.connect(lambda _on=False: self._open_menu())
        self._clear.clicked.connect(lambda _on=False: self.clear())
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 3, 0)
        inside.setSpacing(0)
        inside.addStretch(1)
        for button in (self._clear, self._controls, self._more):
            button.setFixedSize(22, 22)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            inside.addWidget(button)
        self._clear.setVisible(False)
        if not self._whole_tracks:
            self._more.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 6)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self._said)
        self._said.setVisible(False)

    def _on_text(self) -> None:
        before = self._read.wanted
        self._read = filter_from_text(self.edit.text(), self._vocabulary)
        self._clear.setVisible(bool(self.edit.text()))
        theme.set_icon(
            self._controls, "list-filter", "dim" if self.wanted.is_empty else "accent", size_px=16
        )
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_filter(self.wanted)
        self.say("" if self.wanted != before or self.wanted.is_empty else self._said.text())
        if self.wanted != before:
            self.wanted_changed.emit(self.wanted)

    @property
    def popup(self) -> FilterPopup:
        """The controls; made when they are first asked for."""
        if self._popup is None:
            self._popup = FilterPopup(self, whole_tracks=self._whole_tracks)
            self._popup.set_labels(self._vocabulary.labels)
            self._popup.wanted_changed.connect(self.set_wanted)
        return self._popup

    def _open_popup(self) -> None:
        self.popup.show_filter(self.wanted)
        self.popup.open_below(self.edit)

    def _open_menu(self) -> None:
        menu = self.saved_menu()
        menu.exec(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        menu.deleteLater()

    def saved_menu(self) -> QMenu:
        """Return the menu of saved filters: pick one, save this one, delete one."""
        menu = QMenu(self)
        for one in self._saved:
            pick = menu.addAction(one.name.replace("&", "&&"))
            pick.triggered.connect(lambda _on=False, one=one: self.set_wanted(one.wanted))
        if self._saved:
            menu.addSeparator()
        save = menu.addAction(self.tr("Save this filter…"))
        save.setEnabled(not self.wanted.is_empty)
        save.triggered.connect(lambda _on=False: self.save_requested.emit())
        if self._saved:
            deleting = menu.addMenu(self.tr("Delete"))
            for one in self._saved:
                delete = deleting.addAction(one.name.replace("&", "&&"))
                delete.triggered.connect(lambda _on=False, which=one.id: self._delete(which))
        return menu

    def _delete(self, filter_id: UUID) -> None:
        self.delete_requested.emit(filter_id)
