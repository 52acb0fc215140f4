"""Found boxes as rows of clip, object and frame; a row is worked out when the view asks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from app.ui.tables.headed import ROOT, HeadedModel, Index
from models.box_search import BoxHit

CLIP, OBJECT, FRAME = range(3)


class FoundBoxesModel(HeadedModel):
    """Hits in the order in which they are found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[BoxHit] = []
        self._clips: Mapping[UUID, str] = {}
        self._labels: Mapping[UUID, str] = {}

    def hit_at(self, row: int) -> BoxHit:
        return self._hits[row]

    def set_names(self, clips: Mapping[UUID, str], labels: Mapping[UUID, str]) -> None:
        """Call clips and labels so."""
        self._clips, self._labels = clips, labels
        if self._hits:
            last = self.index(len(self._hits) - 1, FRAME)
            self.dataChanged.emit(self.index(0, CLIP), last)

    def append(self, hits: Sequence[BoxHit]) -> None:
        """Put hits behind those that are there."""
        if hits:
            first = len(self._hits)
            self.beginInsertRows(ROOT, first, first + len(hits) - 1)
            self._hits.extend(hits)
            self.endInsertRows()

    def forget(self) -> None:
        """Drop every hit."""
        self.beginResetModel()
        self._hits = []
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit, column = self._hits[index.row()], index.column()
        if role == int(Qt.ItemDataRole.DisplayRole):
            if column == CLIP:
                return self._clips.get(hit.clip_id, self.tr("unknown clip"))
            if column == OBJECT:
                return f"{self._labels.get(hit.label_id, self.tr('no label'))} {hit.number}"
            return str(hit.frame_index)
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return self._side(column)
        return None

    def _headings(self) -> tuple[str, ...]:
        return self.tr("Clip"), self.tr("Object"), self.tr("Frame")

    def _is_right(self, column: int) -> bool:
        return column == FRAME
