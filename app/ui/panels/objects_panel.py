"""The list of objects on the frame, or of all tracks of the clip."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import cast
from uuid import UUID

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.controls.buttons import ToolButton
from app.ui.editing.selection import Selection, ids_of
from app.ui.keys.tips import KeyText, no_keys
from app.ui.keys.words import sentences, told
from app.ui.panels.object_mark import MarkOf
from app.ui.panels.objects_delegate import ROW_PX
from app.ui.panels.objects_model import ObjectsModel
from app.ui.panels.objects_view import ObjectsView
from app.ui.theme import Theme
from models.annotation import Annotation, Label

_HEADER_PX = 36


class ObjectsPanel(QWidget):
    """Objects by track number; what is selected here is selected everywhere.

    Signals:
        selection_changed(ids: tuple[UUID, ...]): a person selected exactly these.
        visibility_toggled(id: UUID): hide this object, or show it again.
        lock_toggled(id: UUID): lock this object, or unlock it.
        activated(id: UUID): a double click or Enter: go to this object.
    """

    selection_changed = Signal(object)
    visibility_toggled = Signal(object)
    lock_toggled = Signal(object)
    activated = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._selection: frozenset[UUID] = frozenset()
        self._following = False
        self._key_text: KeyText = no_keys
        self._open = self._editable = self._filtered = False
        self._model = ObjectsModel(self)
        self._list = ObjectsView(theme, self)
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("Objects"))
        self._title = QLabel(self.tr("Objects"), self)
        self._count = QLabel(self)
        self._all = ToolButton(self)
        self._empty = QLabel(self)
        self._lay_out()
        self._list.visibility_clicked.connect(self.visibility_toggled)
        self._list.lock_clicked.connect(self.lock_toggled)
        self._list.activated.connect(self._on_activated)
        self._list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._all.toggled.connect(self._on_all_toggled)
        theme.changed.connect(self._dress)
        self._dress()
        self._tell()

    def set_annotation(
        self, annotation: Annotation, changed_ids: Iterable[UUID] | None = None
    ) -> None:
        """Show these objects; `changed_ids` says which differ from the annotation before."""
        with self._followed():
            self._model.set_annotation(annotation, changed_ids)
        self._tell()

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._model.set_labels(labels)

    def set_marks(self, mark_of: MarkOf) -> None:
        """Mark objects by this from now on; ask again when it answers otherwise."""
        self._model.set_marks(mark_of)

    def set_frame(self, frame_index: int) -> None:
        with self._followed():
            self._model.set_frame(frame_index)
        self._tell()

    def set_selection(self, ids: Collection[UUID]) -> None:
        """Mark these objects and scroll to the first of them; asks for nothing."""
        if ids_of(ids) == self._selection:
            return
        with self._followed():
            self._selection = ids_of(ids)
        stretches = self._model.stretches_of(self._selection)
        if stretches:
            self._list.scrollTo(self._model.index(stretches[0][0]))

    def set_usable(self, *, open_clip: bool, editable: bool) -> None:
        """Say whether a clip is open and may be changed: an empty list leads on accordingly."""
        self._open, self._editable = open_clip, editable
        self._tell()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell by which key a box is drawn; ask again when keys have changed."""
        self._key_text = key_text
        self._tell()

    def set_filter_field(self, field: QWidget) -> None:
        """Put the field between heading and list."""
        self._column.insertWidget(1, field)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """List these objects only, as a filter asks; None: all."""
        self._filtered = ids is not None
        with self._followed():
            self._model.set_shown(ids)
        self._tell()

    def take_focus(self) -> None:
        """Give the keys to the list, at its selected row or its first."""
        if not self._model.rowCount():
            return
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._model.index(0))

    def set_all_tracks(self, *, on: bool) -> None:
        """List all tracks of the clip, or only what is on the frame."""
        self._all.setChecked(on)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEADER_PX + 7 * ROW_PX)

    @contextmanager
    def _followed(self) -> Iterator[None]:
        """Let the list follow the program: what changes in here is nobody's request.

        Rows may have come and gone, so the selected ones are marked again at the end.
        """
        self._following = True
        try:
            yield
            self._mark_selected()
        finally:
            self._following = False

    def _mark_selected(self) -> None:
        wanted = QItemSelection()
        stretches = self._model.stretches_of(self._selection)
        for first, last in stretches:
            # To select them one by one would compare each with all before it.
            wanted.append(QItemSelectionRange(self._model.index(first), self._model.index(last)))
        chosen = self._list.selectionModel()
        if stretches != self._marked():
            chosen.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if stretches and not wanted.contains(chosen.currentIndex()):
            # Up and down go on from what is selected, wherever it was selected.
            top = self._model.index(stretches[0][0])
            chosen.setCurrentIndex(top, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _marked(self) -> list[tuple[int, int]]:
        """Return the stretches of rows that the list shows as selected, both ends included."""
        # A QItemSelection is a list of its ranges; PySide's stubs do not say so.
        ranges = cast("Iterable[QItemSelectionRange]", self._list.selectionModel().selection())
        marked: list[tuple[int, int]] = []
        for first, last in sorted((one.top(), one.bottom()) for one in ranges):
            if marked and first <= marked[-1][1] + 1:
                marked[-1] = marked[-1][0], max(last, marked[-1][1])
            else:
                marked.append((first, last))
        return marked

    def _lay_out(self) -> None:
        self._all.setCheckable(True)
        self._all.setFixedSize(24, 24)
        self._all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._all.setAccessibleName(self.tr("All tracks"))
        self._all.setToolTip(self.tr("List all tracks of the clip"))
        self._theme.set_icon(self._all, "layers", "faint", size_px=14)
        self._title.setProperty("tone", "dim")
        self._count.setProperty("tone", "faint")
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 8, 0)
        header.setSpacing(6)
        header.addWidget(self._title)
        header.addStretch()
        header.addWidget(self._count)
        header.addWidget(self._all)
        top = QWidget(self)
        top.setFixedHeight(_HEADER_PX)
        top.setLayout(header)
        self._empty.setProperty("tone", "faint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setContentsMargins(12, 4, 12, 12)
        self._empty.setWordWrap(True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)

    def _tell(self) -> None:
        rows = self._model.rowCount()
        if self._all.isChecked():
            text = self.tr("1 track") if rows == 1 else self.tr("%1 tracks")
            nothing = self.tr("No tracks yet.")
        else:
            text = self.tr("%1 on this frame")
            nothing = self.tr("Nothing on this frame.")
        if self._filtered and self._open:
            nothing = self.tr("The filter leaves nothing here.")
        elif not self._open:
            nothing = self.tr("Open a clip to see its objects.")
        elif self._editable:
            key = self._key_text("draw.repeat")
            nothing = sentences(nothing, told(self.tr("Press {key} and draw a box."), key))
        self._count.setText(text.replace("%1", str(rows)) if self._open or rows else "")
        self._all.setEnabled(self._open or rows > 0)
        self._empty.setText(nothing)
        self._empty.setVisible(rows == 0)
        self._list.setVisible(rows > 0)

    def _on_selection_changed(self) -> None:
        if self._following:
            return
        ids = Selection.of(
            one for first, last in self._marked() for one in self._model.ids_between(first, last)
        )
        self._selection = ids.ids
        self.selection_changed.emit(ids)

    def _on_activated(self, index: QModelIndex) -> None:
        self.activated.emit(self._model.id_at(index.row()))

    def _on_all_toggled(self, on: bool) -> None:
        with self._followed():
            self._model.set_all_tracks(on=on)
        self._tell()

    def _dress(self) -> None:
        self._title.setFont(self._theme.font("small", bold=True))
        self._count.setFont(self._theme.font("small", tabular=True))
        self._empty.setFont(self._theme.font("small"))
        self._list.viewport().update()
