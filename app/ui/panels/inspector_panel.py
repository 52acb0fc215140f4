"""The form for what is selected: label, box, source, and its keyframe's switches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls.buttons import ToolButton
from app.ui.editing.selection import ids_of
from app.ui.keys.tips import KeyText, no_keys
from app.ui.keys.words import tell_key, told
from app.ui.panels.attribute_provenance import NameOf
from app.ui.panels.inspector_form import InspectorForm
from app.ui.panels.object_facts import ObjectFacts, facts_at
from app.ui.theme import Theme
from models.annotation import Annotation, Label

_HEADER_PX = 36
# Beyond this it scrolls, so that the list of objects above keeps its room.
_MOST_PX = 360
# To look at each of more than these would hold up the window.
_MOST_TOLD_OF = 500


class InspectorPanel(QWidget):
    """Shows the selection on the frame and asks for changes to it; it changes nothing itself.

    Signals:
        label_requested(label_id: UUID): give the selected objects this label.
        attribute_requested(AttributeSpec, str): tell this of the selected objects.
        box_requested(box: Box): put the selected object's box there, on this frame.
        ends_after_requested(frames: int | None): hold the track's last box for so many frames;
            None: to the clip's end.
        keyframe_toggled(): make a keyframe here, or take it away.
        outside_toggled(): the object leaves the picture here, or does not.
        occluded_toggled(): the object is hidden by something from here on, or is not.
        accept_requested(), reject_requested(): take the selected suggestions, or don't.
        delete_requested(): delete what is selected.
    """

    label_requested = Signal(object)
    attribute_requested = Signal(object, str)
    box_requested = Signal(object)
    ends_after_requested = Signal(object)
    keyframe_toggled = Signal()
    outside_toggled = Signal()
    occluded_toggled = Signal()
    accept_requested = Signal()
    reject_requested = Signal()
    delete_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._annotation = Annotation()
        self._frame = 0
        self._key_text: KeyText = no_keys
        self._open = self._editable = False
        self._selection: Collection[UUID] = ()
        self._title = QLabel(self.tr("Selected"), self)
        self._note = QLabel(self)
        self._delete = ToolButton(self)
        self._form = InspectorForm(theme, self)
        self._scroll = _scrolling(self._form)
        self._empty = QLabel(self)
        self._pages = QStackedLayout()
        self._lay_out()
        form = self._form
        form.label_chosen.connect(self.label_requested)
        form.box_entered.connect(self.box_requested)
        form.ends_entered.connect(self.ends_after_requested)
        form.attribute_chosen.connect(self.attribute_requested)
        form.keyframe.clicked.connect(self.keyframe_toggled)
        form.outside.clicked.connect(self.outside_toggled)
        form.occluded.clicked.connect(self.occluded_toggled)
        form.accept.clicked.connect(self.accept_requested)
        form.reject.clicked.connect(self.reject_requested)
        self._delete.clicked.connect(self.delete_requested)
        theme.changed.connect(self._dress)
        self._dress()
        self.set_usable(open_clip=False, editable=False)
        self._show()

    def set_annotation(
        self, annotation: Annotation, changed_ids: Iterable[UUID] | None = None
    ) -> None:
        """Take over an annotation; `changed_ids` says which tracks differ from the one before."""
        self._annotation = annotation
        if changed_ids is None or not ids_of(self._selection).isdisjoint(changed_ids):
            self._show()

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._form.set_labels(labels)
        self._show()

    def set_author(self, author: UUID | None) -> None:
        """Say who looks: what they set themselves is said to be theirs."""
        self._form.set_author(author)
        self._show()

    def set_names(self, name_of: NameOf) -> None:
        """Say what people are called, to tell who set a box; ask again when that has changed."""
        self._form.set_names(name_of)
        self._show()

    def set_frame(self, frame_index: int) -> None:
        if frame_index != self._frame:
            self._frame = frame_index
            if self._selection:
                self._show()

    def set_selection(self, ids: Collection[UUID]) -> None:
        self._selection = ids
        self._show()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell by which keys things are done; ask again when keys have changed."""
        tell_key(self._delete, key_text("edit.delete"))
        self._form.set_keys(key_text)
        self._key_text = key_text
        self._tell_next()

    def set_usable(self, *, open_clip: bool, editable: bool) -> None:
        """Say whether a clip is open and may be changed: what to do next depends on it."""
        self._open, self._editable = open_clip, editable
        # What it tells can be read all the same.
        self._form.setEnabled(editable)
        self._show()
        self._tell_next()

    def _tell_next(self) -> None:
        text = self.tr("Select a box to see what it is.") if self._open else ""
        if self._editable:
            key = self._key_text("draw.repeat")
            text = told(self.tr("Select a box or press {key} to draw one."), key) or self.tr(
                "Select a box or draw one."
            )
        if self._is_of_many:
            text = self.tr("What you do now is done to all of them.") if self._editable else ""
        self._empty.setText(text)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEADER_PX + min(self._form.sizeHint().height(), _MOST_PX))

    @property
    def _is_of_many(self) -> bool:
        return len(self._selection) > _MOST_TOLD_OF

    def _selected(self) -> list[ObjectFacts]:
        tracks = self._annotation.tracks
        return [facts_at(tracks[i], self._frame) for i in self._selection if i in tracks]

    def _show(self) -> None:
        if self._is_of_many:
            self._show_many()
            return
        self._tell_next()
        selected = self._selected()
        self._pages.setCurrentWidget(self._scroll if selected else self._empty)
        self._delete.setVisible(bool(selected) and self._editable)
        self._note.setText(self._note_for(selected))
        if selected:
            self._form.show_facts(selected, frame=self._frame)
            self._delete.setEnabled(not any(facts.track.locked for facts in selected))
        else:
            self._form.forget()

    def _show_many(self) -> None:
        """Say how many there are, and no more."""
        many = self.tr("%1 objects").replace("%1", f"{len(self._selection):,}")
        self._pages.setCurrentWidget(self._empty)
        self._note.setText(many)
        self._tell_next()
        self._delete.setVisible(self._editable)
        self._delete.setEnabled(True)

    def _note_for(self, selected: list[ObjectFacts]) -> str:
        if len(selected) > 1:
            return self.tr("%1 objects").replace("%1", str(len(selected)))
        if selected and selected[0].track.locked:
            return self.tr("locked")
        if selected and selected[0].shape is None:
            return self.tr("not on this frame")
        return ""

    def _lay_out(self) -> None:
        self._title.setProperty("tone", "dim")
        self._note.setProperty("tone", "faint")
        self._empty.setProperty("tone", "faint")
        self._empty.setContentsMargins(12, 4, 12, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setWordWrap(True)
        self._delete.setFixedSize(24, 24)
        self._delete.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._delete.setAccessibleName(self.tr("Delete"))
        self._delete.setToolTip(self.tr("Delete what is selected"))
        self._theme.set_icon(self._delete, "trash-2", "faint", size_px=14)
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 8, 0)
        header.setSpacing(6)
        header.addWidget(self._title)
        header.addStretch()
        header.addWidget(self._note)
        header.addWidget(self._delete)
        top = QWidget(self)
        top.setFixedHeight(_HEADER_PX)
        top.setLayout(header)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(self._pages, 1)

    def _dress(self) -> None:
        self._title.setFont(self._theme.font("small", bold=True))
        self._note.setFont(self._theme.font("small", tabular=True))
        self._empty.setFont(self._theme.font("small"))


def _scrolling(form: QWidget) -> QScrollArea:
    """Let a form scroll where the panel is lower than it is."""
    scroll = QScrollArea()
    scroll.setWidget(form)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.viewport().setAutoFillBackground(False)
    form.setAutoFillBackground(False)
    return scroll
