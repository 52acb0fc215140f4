"""The steps as rows of a list, the newest first, and below them the state before all of them.

Between them stands what was done to labels: it is no step, and leads nowhere.

A row's words are worked out when the view asks for them, so that a thousand rows cost what is in
sight. What stays keeps its place: only rows that came or went are inserted or removed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.session.editing.history import History, Step
from app.ui.controls.tips import plain_tip
from app.ui.editing.model_words import edit_words
from app.ui.panels.history_texts import (
    frame_text,
    label_change_texts,
    objects_text,
    place_text,
    time_text,
)
from models.annotation.labels import Label
from models.label_deeds import LabelChange

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """All that the delegate draws of one row.

    done: the annotation has what the step did.
    fits: False where it cannot be undone or done again any more.
    is_now: the clips are as they were after this step.
    is_note: it tells of labels, and is no step.
    """

    name: str
    detail: str
    time: str
    done: bool = True
    fits: bool = True
    is_now: bool = False
    is_note: bool = False


class HistoryModel(QAbstractListModel):
    """One row a step; without steps there is no row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._notes: tuple[LabelChange, ...] = ()
        # Steps and notes as they stand below each other.
        self._rows: tuple[Step | LabelChange, ...] = ()
        self._labels: Mapping[UUID, Label] = {}
        self._clips: Mapping[UUID, str] = {}
        self._open_clip: UUID | None = None
        self._now: int | None = None

    @property
    def now_row(self) -> int | None:
        """The row of the state that the clips are in; None without steps."""
        return self._now

    @property
    def step_count(self) -> int:
        return len(self._steps)

    def is_note(self, row: int) -> bool:
        """Whether a row tells of labels, which no step leads to."""
        return 0 <= row < len(self._rows) and isinstance(self._rows[row], LabelChange)

    def step_id_at(self, row: int) -> UUID | None:
        """Return the step to lead to; None for the state before all of them."""
        return self._rows[row].id if row < len(self._rows) else None

    def set_history(self, history: History) -> None:
        """Take over a history, and replace the rows that differ."""
        self._show(tuple(reversed(history.steps)), self._notes)

    def set_notes(self, changes: Iterable[LabelChange]) -> None:
        """Tell between the steps what was done to labels; the oldest first."""
        self._show(self._steps, tuple(reversed(tuple(changes))))

    def _show(self, steps: tuple[Step, ...], notes: tuple[LabelChange, ...]) -> None:
        """Replace the rows that differ, from both ends inwards.

        The row of the state before all steps is there with the first step: without a step that
        stays, all rows are new.
        """
        old, new = self._rows, _by_time(steps, notes)
        had_steps, self._notes = bool(self._steps), notes
        done = (
            row for row, one in enumerate(new) if isinstance(one, Step) and one.done and one.fits
        )
        self._now = next(done, len(new)) if steps else None
        same = min(len(old), len(new))
        head = next((i for i in range(same) if old[i].id != new[i].id), same)
        tail = next(
            (i for i in range(same - head) if old[-1 - i].id != new[-1 - i].id), same - head
        )
        if head + tail == 0 or had_steps is not bool(steps):
            self.beginResetModel()
            self._steps, self._rows = steps, new
            self.endResetModel()
            return
        self._steps = steps
        if len(old) > head + tail:
            self.beginRemoveRows(_NOWHERE, head, len(old) - tail - 1)
            self._rows = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(new) > head + tail:
            self.beginInsertRows(_NOWHERE, head, len(new) - tail - 1)
            self._rows = new
            self.endInsertRows()
        self._rows = new
        self._repaint()

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._labels = {label.id: label for label in labels}
        self._repaint()

    def set_clips(self, names: Mapping[UUID, str]) -> None:
        self._clips = names
        self._repaint()

    def set_open_clip(self, clip_id: UUID | None) -> None:
        self._open_clip = clip_id
        self._repaint()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows) + bool(self._steps)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags & ~Qt.ItemFlag.ItemIsSelectable if self.is_note(index.row()) else flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self._row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._row(index.row()).name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(self._row(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._spoken(self._row(index.row())))
        return None

    def _row(self, row: int) -> HistoryRow:
        is_now = row == self._now
        if row >= len(self._rows):
            return HistoryRow(self.tr("Before these steps"), "", "", is_now=is_now)
        step = self._rows[row]
        if isinstance(step, LabelChange):
            name, detail = label_change_texts(step)
            return HistoryRow(name, detail, time_text(step.at_us), is_note=True)
        here = step.clip_id == self._open_clip
        place = frame_text(step) if here else place_text(step, self._clips)
        detail = f"{objects_text(step, self._labels)} · {place}"
        return HistoryRow(
            edit_words(step.edit.name),
            detail,
            time_text(step.at_us),
            done=step.done,
            fits=step.fits,
            is_now=is_now,
        )

    def _spoken(self, row: HistoryRow) -> str:
        words = [word for word in (row.name, row.detail, row.time) if word]
        if row.is_note:
            words.append(self.tr("no step: labels are the whole project's; edit them to go back"))
        elif not row.fits:
            words.append(self.tr("changed by somebody since, passed over"))
        elif not row.done:
            words.append(self.tr("undone"))
        elif row.is_now:
            words.append(self.tr("this is the state now"))
        return ", ".join(words)

    def _repaint(self) -> None:
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(rows - 1))


def _by_time(
    steps: tuple[Step, ...], notes: tuple[LabelChange, ...]
) -> tuple[Step | LabelChange, ...]:
    """Put notes between steps, the newest first; steps keep their order whatever clocks say."""
    rows: list[Step | LabelChange] = []
    left = deque(notes)
    for step in steps:
        while left and left[0].at_us > step.at_us:
            rows.append(left.popleft())
        rows.append(step)
    return (*rows, *left)
