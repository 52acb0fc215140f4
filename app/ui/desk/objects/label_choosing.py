"""Which label the next box gets, or the selected ones: by a digit, or picked from a list."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QPoint

from app.ui.actions import ActionRegistry
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.panels.label_picker import LabelPicker
from app.ui.theme import theme
from models.annotation.labels import Label


class LabelChoosing(QObject):
    """Joins digits and the picker to the labels and to the editor."""

    def __init__(
        self,
        registry: ActionRegistry,
        clips: ClipDesk,
        labels: LabelDesk,
        *,
        begin_drawing: Callable[[], object],
    ) -> None:
        """`begin_drawing` goes on with what a label was missing for."""
        super().__init__(clips)
        self._labels = labels
        self._editor = clips.editor
        self._canvas = clips.parts.canvas
        self._begin_drawing = begin_drawing
        self._relabelling = False
        self._picker = LabelPicker(theme, self._canvas)
        self._picker.label_chosen.connect(self._on_picked)
        self._picker.new_label_requested.connect(self._on_new)
        self._picker.edit_requested.connect(registry.action("labels.edit").trigger)
        labels.labels_changed.connect(self._picker.set_labels)
        labels.current_changed.connect(self._show)
        clips.clip_opened.connect(lambda _clip: self._show(labels.current))
        for digit in range(1, 10):
            connect = registry.connect_action
            connect(f"label.choose_{digit}", lambda d=digit: self._choose_digit(d))  # type: ignore[misc]
            connect(f"label.give_{digit}", lambda d=digit: self._give_digit(d))  # type: ignore[misc]

    def pick(self, *, relabel: bool, at: QPoint | None = None) -> None:
        """Let a label be picked: for what is selected, or for the box to be drawn."""
        self._relabelling = relabel
        current = self._labels.current
        self._picker.open_at(
            at or self._canvas.mapToGlobal(self._canvas.rect().center()),
            current=current.id if current else None,
        )

    def _on_picked(self, label_id: UUID) -> None:
        self._labels.choose(label_id)
        if self._relabelling:
            self._editor.relabel(label_id)
        else:
            self._begin_drawing()

    def _on_new(self, name: str, color: str) -> None:
        label_id = self._labels.add(name, color)
        if label_id is not None:
            self._on_picked(label_id)

    def _show(self, label: Label | None) -> None:
        self._canvas.set_draw_label(label)

    def _choose_digit(self, digit: int) -> None:
        """Give the next box this label; with a fresh selection of nothing it only says so."""
        label = self._labels.by_digit(digit)
        if label is None:
            self._editor.refused.emit(self.tr("No label has the digit {0}.").format(digit))
            return
        self._labels.choose(label.id)
        self._editor.refused.emit(self.tr("Next box: {0}").format(label.name))

    def _give_digit(self, digit: int) -> None:
        label = self._labels.by_digit(digit)
        if label is None:
            self._editor.refused.emit(self.tr("No label has the digit {0}.").format(digit))
        elif self._editor.selection:
            self._labels.choose(label.id)
            self._editor.relabel(label.id)
