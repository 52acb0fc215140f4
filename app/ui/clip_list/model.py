"""The clip list as a Qt model: rows are clips, thumbnails come when they are asked for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QPixmap

from app.ui.clip_list.dragging import CLIP_MIME, clip_mime
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.marks import is_kept, marks_of
from app.ui.clip_list.texts import duration_text, moment_texts, state_text
from models.records import ClipRecord

if TYPE_CHECKING:
    # Its package brings the stores with it, which the window must not wait for.
    from storage.offline import CopyState

_Index = QModelIndex | QPersistentModelIndex
CLIP_ROLE = int(Qt.ItemDataRole.UserRole)
THUMBNAIL_ROLE = CLIP_ROLE + 1
OPEN_ROLE = CLIP_ROLE + 2
MARKS_ROLE = CLIP_ROLE + 3
_ROOT = QModelIndex()


class ClipListModel(QAbstractListModel):
    """Clips that pass the filter.

    Signals:
        thumbnail_wanted(UUID): a row without a thumbnail is on screen; told once a clip.
    """

    thumbnail_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[ClipRecord, ...] = ()
        self._shown: tuple[ClipRecord, ...] = ()
        self._filter = ClipFilter()
        self._thumbnails: dict[UUID, QPixmap] = {}
        self._asked: set[UUID] = set()
        self._open_id: UUID | None = None
        self._copies: Mapping[UUID, CopyState] | None = None

    @property
    def shown(self) -> tuple[ClipRecord, ...]:
        return self._shown

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def open_id(self) -> UUID | None:
        return self._open_id

    def set_clips(self, clips: Sequence[ClipRecord]) -> None:
        self._all = tuple(clips)
        known = {clip.id for clip in self._all}
        self._thumbnails = {i: picture for i, picture in self._thumbnails.items() if i in known}
        # A clip whose thumbnail did not come may have one after the next reading.
        self._asked &= self._thumbnails.keys()
        self._filter_again()

    def update_clip(self, clip: ClipRecord) -> None:
        """Put this state of a clip in the place of the one before."""
        self._all = tuple(clip if old.id == clip.id else old for old in self._all)
        row = self.row_of(clip.id)
        if row is None or self._filter.apply((clip,)) == () or self._filter.kept_only:
            self._filter_again()
            return
        self._shown = tuple(clip if old.id == clip.id else old for old in self._shown)
        self._tell(row)

    def set_filter(self, clip_filter: ClipFilter) -> None:
        if clip_filter != self._filter:
            self._filter = clip_filter
            self._filter_again()

    def set_open(self, clip_id: UUID | None) -> None:
        """Mark the clip that is open."""
        before, self._open_id = self._open_id, clip_id
        for changed in (before, clip_id):
            row = None if changed is None else self.row_of(changed)
            if row is not None:
                self._tell(row)

    def set_thumbnail(self, clip_id: UUID, picture: QPixmap) -> None:
        self._thumbnails[clip_id] = picture
        row = self.row_of(clip_id)
        if row is not None:
            self._tell(row)

    def ask_again(self) -> None:
        """Ask anew for the thumbnails that did not come."""
        self._asked &= self._thumbnails.keys()
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))

    def set_copies(self, copies: "Mapping[UUID, CopyState] | None") -> None:
        """Say how much of each clip is on this computer; None: the clips lie here anyway."""
        if copies == self._copies:
            return
        before, self._copies = self._copies or {}, copies
        if self._filter.kept_only:
            self._filter_again()
            return
        for row, clip in enumerate(self._shown):
            if before.get(clip.id) != (copies or {}).get(clip.id):
                self._tell(row)

    def copy_state(self, clip_id: UUID) -> "CopyState | None":
        return None if self._copies is None else self._copies.get(clip_id)

    def forget(self) -> None:
        """Drop every clip and every thumbnail."""
        self._copies = None
        self._thumbnails.clear()
        self._open_id = None
        self.set_clips(())

    def row_of(self, clip_id: UUID) -> int | None:
        return next((i for i, clip in enumerate(self._shown) if clip.id == clip_id), None)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        clip = self._shown[index.row()]
        if role == CLIP_ROLE:
            return clip
        if role == THUMBNAIL_ROLE:
            return self._thumbnail(clip.id)
        if role == OPEN_ROLE:
            return clip.id == self._open_id
        if role == int(Qt.ItemDataRole.DisplayRole):
            return clip.name
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            parts = (clip.name, moment_texts(clip.recorded_at)[0], duration_text(clip))
            marks = (mark.text for mark in marks_of(clip, self.copy_state(clip.id)))
            return ", ".join((*parts, state_text(clip.state), *marks))
        if role == MARKS_ROLE:
            return marks_of(clip, self.copy_state(clip.id))
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return "\n".join(mark.tip for mark in marks_of(clip, self.copy_state(clip.id)))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let a clip be dragged, to be shown beside another."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [CLIP_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Give the id of the clip that is dragged, and nothing else of it."""
        clips = [clip for index in indexes if (clip := index.data(CLIP_ROLE)) is not None]
        return clip_mime(clips[0].id) if clips else QMimeData()

    def roleNames(self) -> dict[int, QByteArray]:
        return {CLIP_ROLE: QByteArray(b"clip"), THUMBNAIL_ROLE: QByteArray(b"thumbnail")}

    def _thumbnail(self, clip_id: UUID) -> QPixmap | None:
        picture = self._thumbnails.get(clip_id)
        if picture is None and clip_id not in self._asked:
            self._asked.add(clip_id)
            self.thumbnail_wanted.emit(clip_id)
        return picture

    def _filter_again(self) -> None:
        self.beginResetModel()
        self._shown = self._filter.apply(self._all)
        if self._filter.kept_only:
            self._shown = tuple(clip for clip in self._shown if is_kept(self.copy_state(clip.id)))
        self.endResetModel()

    def _tell(self, row: int) -> None:
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)
