"""The steps as rows of a list, the newest first, and below them the state before all of them.

A row's words are worked out when the view asks for them, so that a thousand rows cost what is in
sight. What stays keeps its place: only rows that came or went are inserted or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.session.history import History, Step
from app.ui.model_words import edit_words
from app.ui.panels.history_texts import frame_text, objects_text, place_text, time_text
from models.annotation.labels import Label

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """All that the delegate draws of one row.

    done: the annotation has what the step did.
    fits: False where it cannot be undone or done again any more.
    is_now: the clips are as they were after this step.
    """

    name: str
    detail: str
    time: str
    done: bool = True
    fits: bool = True
    is_now: bool = False


class HistoryModel(QAbstractListModel):
    """One row a step; without steps there is no row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._labels: Mapping[UUID, Label] = {}
        self._clips: Mapping[UUID, str] = {}
        self._open_clip: UUID | None = None
        self._now: int | None = None

    @property
    def now_row(self) -> int | None:
        """The row of the state that the clips are in; None without steps."""
        return self._now

    def step_id_at(self, row: int) -> UUID | None:
        """Return the step to lead to; None for the state before all of them."""
        return self._steps[row].id if row < len(self._steps) else None

    def set_history(self, history: History) -> None:
        """Take over a history, and replace the rows that differ, from both ends inwards.

        The row of the state before all steps is there with the first step: without a step that
        stays, all rows are new.
        """
        old, new = self._steps, tuple(reversed(history.steps))
        done = (row for row, step in enumerate(new) if step.done and step.fits)
        self._now = next(done, len(new)) if new else None
        same = min(len(old), len(new))
        head = next((i for i in range(same) if old[i].id != new[i].id), same)
        tail = next(
            (i for i in range(same - head) if old[-1 - i].id != new[-1 - i].id), same - head
        )
        if head + tail == 0:
            self.beginResetModel()
            self._steps = new
            self.endResetModel()
            return
        if len(old) > head + tail:
            self.beginRemoveRows(_NOWHERE, head, len(old) - tail - 1)
            self._steps = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(new) > head + tail:
            self.beginInsertRows(_NOWHERE, head, len(new) - tail - 1)
            self._steps = new
            self.endInsertRows()
        self._steps = new
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
        return 0 if parent.isValid() or not self._steps else len(self._steps) + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self._row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._row(index.row()).name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(self._row(index.row()))
        return None

    def _row(self, row: int) -> HistoryRow:
        is_now = row == self._now
        if row >= len(self._steps):
            return HistoryRow(self.tr("Before these steps"), "", "", is_now=is_now)
        step = self._steps[row]
        here = step.clip_id == self._open_clip
        place = frame_text(step) if here else place_text(step, self._clips)
        detail = f"{objects_text(step, self._labels)} · {place}"
        return HistoryRow(
            edit_words(step.edit.name),
            detail,
            time_text(step),
            done=step.done,
            fits=step.fits,
            is_now=is_now,
        )

    def _spoken(self, row: HistoryRow) -> str:
        words = [word for word in (row.name, row.detail, row.time) if word]
        if not row.fits:
            words.append(self.tr("changed by somebody since, passed over"))
        elif not row.done:
            words.append(self.tr("undone"))
        elif row.is_now:
            words.append(self.tr("this is the state now"))
        return ", ".join(words)

    def _repaint(self) -> None:
        if self._steps:
            self.dataChanged.emit(self.index(0), self.index(len(self._steps)))
