"""The rows of the inspector. Its controls show what is; they never switch by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls.buttons import PushButton
from app.ui.controls.tips import plain_tip
from app.ui.keys.tips import KeyText
from app.ui.keys.words import tell_key
from app.ui.panels.attribute_facts import attribute_facts, common_label
from app.ui.panels.attribute_field import QuietField
from app.ui.panels.attribute_provenance import (
    NameOf,
    author_line,
    author_tip,
    model_line,
    no_name,
    source_line,
)
from app.ui.panels.box_field import BoxField
from app.ui.panels.inspector_attributes import InspectorAttributes
from app.ui.panels.object_facts import ObjectFacts, Presence
from app.ui.panels.object_texts import keyframes_text
from app.ui.panels.state_button import StateButton
from app.ui.panels.swatch import swatch_icon
from app.ui.theme import Theme
from models.annotation import Kind, Label

_FIELD_PX = 28
_MOST_DIGITS = 7
_NAMES_PX = 60


class InspectorForm(QWidget):
    """Shows one object whole, and of several what they have in common.

    Signals:
        label_chosen(label_id: UUID)
        box_entered(box: Box)
        attribute_chosen(AttributeSpec, str): tell this of what is selected.
        ends_entered(frames: int | None): hold the track's last box for so long; None: for ever.
    """

    label_chosen = Signal(object)
    box_entered = Signal(object)
    attribute_chosen = Signal(object, str)
    ends_entered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[QLabel] = []
        self._shown_id: UUID | None = None
        self._label = QComboBox(self)
        self._track = _fact_field(self)
        self._ends = QuietField(self)
        self._box = BoxField(self)
        self._source = _fact_field(self)
        self._model = _fact_field(self)
        self._author = _fact_field(self)
        self._me: UUID | None = None
        self._name_of: NameOf = no_name
        self._labels: dict[UUID, Label] = {}
        self.attributes = InspectorAttributes(theme, self)
        self.keyframe = StateButton(self.tr("Keyframe"), self)
        self.outside = StateButton(self.tr("Outside"), self)
        self.occluded = StateButton(self.tr("Occluded"), self, icon=False)
        self.accept = PushButton(self.tr("Accept"), self)
        self.reject = PushButton(self.tr("Reject"), self)
        self._states = self._row(self.keyframe, self.outside, self.occluded, stretch=True)
        self._verdict = self._row(self.accept, self.reject, stretch=False)
        self._lay_out()
        self._label.activated.connect(self._on_label_activated)
        self._box.box_requested.connect(self.box_entered)
        self._ends.allows = _is_a_count
        self._ends.entered.connect(lambda text: self.ends_entered.emit(int(text) if text else None))
        self.attributes.attribute_chosen.connect(self.attribute_chosen)
        theme.changed.connect(self._dress)
        self._dress()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell in the tooltips by which keys the same is done."""
        for button, action_id in (
            (self.keyframe, "track.keyframe"),
            (self.outside, "track.outside"),
            (self.occluded, "track.occluded"),
            (self.accept, "track.accept"),
            (self.reject, "suggestion.reject"),
        ):
            tell_key(button, key_text(action_id))
        first, last = key_text("label.give_1"), key_text("label.give_9")
        tell_key(self._label, f"{first} … {last}" if first and last else first)

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Offer these labels, in the order of their positions."""
        self._label.clear()
        self._labels = {label.id: label for label in labels}
        for label in sorted(self._labels.values(), key=lambda label: label.position):
            self._label.addItem(swatch_icon(QColor(label.color)), label.name, str(label.id))

    def set_author(self, author: UUID | None) -> None:
        """Say who looks: what they set themselves is said to be theirs."""
        self._me = author

    def set_names(self, name_of: NameOf) -> None:
        """Say what the others are called."""
        self._name_of = name_of

    def show_facts(self, selected: Sequence[ObjectFacts], *, frame: int) -> None:
        """Show one or several objects as they are on a frame."""
        one = selected[0] if len(selected) == 1 else None
        labels = {facts.track.label_id for facts in selected}
        # Without a label in common the box shows none, which offers all of them.
        # Ids are kept as text: Qt finds Python objects by identity, and equal ids are two objects.
        row = self._label.findData(str(labels.pop())) if len(labels) == 1 else -1
        self._label.setCurrentIndex(row)
        locked = any(facts.track.locked for facts in selected)
        self._label.setEnabled(not locked)
        for shown in (self._track, self._box, self._source, self._states, *self._names[1:5]):
            shown.setVisible(one is not None)
        for shown in (self._ends, self._names[2]):
            shown.setVisible(one is not None and one.track.kind is Kind.TRACK)
        tracks = [facts.track for facts in selected]
        told = attribute_facts(tracks, common_label(tracks, self._labels), frame)
        ids = frozenset(track.id for track in tracks)
        self.attributes.show_facts(told, of=ids, locked=locked)
        self._show_lines(
            self._model, self._names[5], "" if one is None else model_line(one.track, frame)
        )
        self._show_lines(
            self._author,
            self._names[6],
            "" if one is None else author_line(one.track, frame, self._me, name_of=self._name_of),
            "" if one is None else author_tip(one.track, frame, self._me, name_of=self._name_of),
        )
        suggested = any(facts.presence is Presence.SUGGESTED for facts in selected)
        self._verdict.setVisible(suggested and not locked)
        if one is not None:
            self._show_one(one, frame=frame)

    def forget(self) -> None:
        """Keep nothing of what was shown: nothing is selected, or the window is locked."""
        self._shown_id = None
        self._box.set_box(None)
        self._box.drop_draft()
        self._ends.drop_draft()
        self._ends.show_text("")
        for field in (self._track, self._source):
            field.clear()
        for field, name in ((self._model, self._names[5]), (self._author, self._names[6])):
            self._show_lines(field, name, "")
        self.attributes.show_facts((), of=frozenset(), locked=False)

    def sizeHint(self) -> QSize:
        return QSize(280, super().sizeHint().height())

    def _show_one(self, facts: ObjectFacts, *, frame: int) -> None:
        track, shape = facts.track, facts.shape
        kind = keyframes_text(facts.key_count)
        if track.kind is Kind.BOX:
            kind = self.tr("single frame")
        self._track.setText(f"{track.number} \N{MIDDLE DOT} {kind}")
        self._box.set_box(None if shape is None else shape.box)
        if track.id != self._shown_id:
            self._shown_id = track.id
            self._box.drop_draft()
            self._ends.drop_draft()
        self._show_end(facts)
        self._source.setText(source_line(track, frame))
        keyframe = track.keyframe_at(frame)
        free = not track.locked
        self._box.setEnabled(free and shape is not None)
        self.keyframe.show_state(on=keyframe is not None)
        self.outside.show_state(on=shape is None and facts.key_count > 0)
        self.occluded.show_state(on=shape is not None and shape.occluded)
        self.keyframe.setEnabled(free and track.kind is Kind.TRACK)
        self.outside.setEnabled(free and track.kind is Kind.TRACK)
        self.occluded.setEnabled(free and shape is not None)

    def _show_end(self, facts: ObjectFacts) -> None:
        """Show for how long the last box is held, or from where on the object is away."""
        track, gone = facts.track, facts.gone_from
        held = self.tr("held to the end")
        away = self.tr("gone from frame %1").replace("%1", str(gone))
        self._ends.setPlaceholderText(held if gone is None else away)
        is_held = gone is None and track.ends_after is not None
        self._ends.show_text(str(track.ends_after) if is_held else "")
        self._ends.setEnabled(gone is None and not track.locked)

    def _show_lines(self, field: QLineEdit, name: QLabel, text: str, tip: str = "") -> None:
        """Show a row that only some objects have."""
        field.setText(text)
        field.setToolTip(plain_tip(tip))
        field.setCursorPosition(0)
        for shown in (field, name):
            shown.setVisible(bool(text))

    def _on_label_activated(self, row: int) -> None:
        self.label_chosen.emit(UUID(self._label.itemData(row)))

    def _row(self, *widgets: QWidget, stretch: bool) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in widgets:
            layout.addWidget(widget, 0 if stretch else 1)
        if stretch:
            layout.addStretch()
        return row

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _NAMES_PX)
        grid.setColumnStretch(1, 1)
        fields: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Label"), self._label),
            (self.tr("Track"), self._track),
            (self.tr("Ends after"), self._ends),
            (self.tr("Box"), self._box),
            (self.tr("Source"), self._source),
            (self.tr("Model"), self._model),
            (self.tr("Set by"), self._author),
        )
        for row, (name, field) in enumerate(fields):
            caption = QLabel(name, self)
            caption.setProperty("tone", "dim")
            caption.setBuddy(field)
            self._names.append(caption)
            field.setAccessibleName(name)
            field.setFixedHeight(_FIELD_PX)
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
        self._label.setToolTip(self.tr("What the object is"))
        self.keyframe.setToolTip(self.tr("Set a keyframe on this frame, or take it away"))
        self.outside.setToolTip(self.tr("The object is not in the picture from here on"))
        self.occluded.setToolTip(self.tr("Something hides the object from here on"))
        self.accept.setToolTip(self.tr("Keep the suggestion as it is"))
        self.reject.setToolTip(self.tr("Reject the suggestion"))
        self._ends.setToolTip(self.tr("Ends after so many frames without a keyframe"))
        self._ends.setAccessibleDescription(self._ends.toolTip())
        self._box.setToolTip(self.tr("x, y, width and height in pixels of the frame"))
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._label.setIconSize(QSize(12, 12))
        self._label.setPlaceholderText(self.tr("several"))
        self.accept.setProperty("kind", "primary")
        self.reject.setProperty("kind", "danger")
        self.accept.setAccessibleDescription(self.tr("Keep the suggestion as it is"))
        self.reject.setAccessibleDescription(self.tr("Reject the suggestion"))
        self._theme.set_icon(self.keyframe, "diamond", "dim", size_px=14)
        self._theme.set_icon(self.outside, "log-out", "dim", size_px=14)
        self._theme.set_icon(self.accept, "check", "onaccent", size_px=14)
        self._theme.set_icon(self.reject, "x", "bad", size_px=14)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self._states)
        column.addWidget(self._verdict)
        column.addWidget(self.attributes)
        column.addStretch()

    def _dress(self) -> None:
        for caption in self._names:
            caption.setFont(self._theme.font("small"))
        for field in (
            self._label,
            self._track,
            self._ends,
            self._source,
            self._model,
            self._author,
        ):
            field.setFont(self._theme.font("body", tabular=True))
        # Four numbers of four digits fit where the dock is as narrow as it gets.
        self._box.setFont(self._theme.font("small", tabular=True))
        for button in (self.keyframe, self.outside, self.occluded):
            button.setFont(self._theme.font("small"))


def _is_a_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS)


def _fact_field(parent: QWidget) -> QLineEdit:
    """Make a field that looks like its neighbours but is only read."""
    field = QLineEdit(parent)
    field.setReadOnly(True)
    field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    field.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return field
