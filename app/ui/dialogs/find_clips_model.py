"""The clips found in a store as a Qt model: a store may hold hundreds of thousands."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from app.session.adopting_many import FoundClip
from app.ui.controls.sizes import size_text
from app.ui.controls.tips import plain_tip
from app.ui.tables.headed import Index
from app.ui.tables.sifted import SiftedModel

NAME, SIZE, WRITTEN = range(3)


class FoundClipsModel(SiftedModel[FoundClip]):
    """Those of the found clips that pass the filter, each with a tick of its own.

    `counts_changed` is told of `ticked` as well.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticked: set[int] = set()
        self._wanted = ""

    @property
    def ticked_count(self) -> int:
        return len(self._ticked)

    @property
    def ticked(self) -> tuple[FoundClip, ...]:
        """The clips that are ticked, in their order, also those that the filter hides."""
        return tuple(self._all[at] for at in sorted(self._ticked))

    def set_filter(self, text: str) -> None:
        """Show only the clips whose name has `text` in it, in whatever case."""
        if text.casefold() == self._wanted:
            return
        self._wanted = text.casefold()
        self._sift_anew()

    def tick_matching(self, ticked: bool) -> None:
        """Tick all that pass the filter, or none of them."""
        if ticked:
            self._ticked.update(self._matches)
        else:
            self._ticked.difference_update(self._matches)
        if self._fetched:
            last = self.index(self._fetched - 1, NAME)
            self.dataChanged.emit(self.index(0, NAME), last, [Qt.ItemDataRole.CheckStateRole])
        self.counts_changed.emit()

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        if not 0 <= row < self._fetched:
            return
        self._ticked ^= {self._matches[row]}
        index = self.index(row, NAME)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.counts_changed.emit()

    def forget(self) -> None:
        """Drop every clip."""
        self._ticked = set()
        super().forget()

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else flags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= self._fetched:
            return None
        at = self._matches[index.row()]
        clip = self._all[at]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._text(clip, index.column())
        if role == int(Qt.ItemDataRole.ToolTipRole) and index.column() == NAME:
            return plain_tip(str(clip[NAME]))
        if role == int(Qt.ItemDataRole.CheckStateRole) and index.column() == NAME:
            ticked = at in self._ticked
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return self._side(index.column())
        return None

    def setData(
        self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        if role != int(Qt.ItemDataRole.CheckStateRole) or index.column() != NAME:
            return False
        wanted = Qt.CheckState(value) is Qt.CheckState.Checked
        if wanted != (self._matches[index.row()] in self._ticked):
            self.toggle(index.row())
        return True

    def _headings(self) -> tuple[str, ...]:
        return self.tr("Event id"), self.tr("Size"), self.tr("Written")

    def _is_right(self, column: int) -> bool:
        return column != NAME

    def _passes(self) -> Callable[[FoundClip], bool] | None:
        wanted = self._wanted
        return (lambda clip: wanted in clip[0].casefold()) if wanted else None

    def _text(self, clip: FoundClip, column: int) -> str:
        stem, _, stored_size, modified_at = clip
        if column == NAME:
            return stem
        if column == SIZE:
            return size_text(stored_size)
        return f"{modified_at.astimezone():%d %b %Y  %H:%M}"
