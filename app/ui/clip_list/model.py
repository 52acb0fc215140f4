"""The clip list as a Qt model: rows are clips, thumbnails come when they are asked for."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import is_
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

from app.session.clip_listing import ClipListing, ListChanges, listing_of, search_text
from app.ui.clip_list.dragging import CLIP_MIME, clip_mime
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.marks import is_kept, marks_of
from app.ui.clip_list.owners import People, owned
from app.ui.clip_list.row_texts import row_text, row_tip
from app.ui.clip_list.runs import runs
from app.ui.clip_list.thumbnails import Thumbnails
from app.ui.controls.tips import plain_tip
from models.records import ClipRecord

if TYPE_CHECKING:
    # Its package brings the stores with it, which the window must not wait for.
    from storage.offline import CopyState

_Index = QModelIndex | QPersistentModelIndex
CLIP_ROLE = int(Qt.ItemDataRole.UserRole)
THUMBNAIL_ROLE = CLIP_ROLE + 1
OPEN_ROLE = CLIP_ROLE + 2
MARKS_ROLE = CLIP_ROLE + 3
OWNED_ROLE = CLIP_ROLE + 4
APART_ROLE = CLIP_ROLE + 5
_ROOT = QModelIndex()


# More steps than these look like flicker, and cost more than to begin anew.
_MOST_STEPS = 64


class ClipListModel(QAbstractListModel):
    """Clips that pass the filter. Rows come, go and change one by one: nothing jumps or flickers.

    Signals:
        thumbnail_wanted(UUID): a row without a thumbnail is on screen; told once a clip.
    """

    thumbnail_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = ClipListing()
        # The clips as they stand now, with what each is found by and where it stands.
        self._all: list[ClipRecord] = []
        self._texts: list[str] = []
        self._places: dict[UUID, int] = {}
        # At which places the clips stand that are shown, ascending.
        self._shown: list[int] = []
        self._filter = ClipFilter()
        self._thumbnails = Thumbnails(self.thumbnail_wanted.emit)
        self._open_id: UUID | None = None
        self._copies: Mapping[UUID, CopyState] | None = None
        self._people = People()
        # What a row tells, by role.
        self._tells: Mapping[int, Callable[[ClipRecord], object]] = {
            CLIP_ROLE: lambda clip: clip,
            THUMBNAIL_ROLE: lambda clip: self._thumbnails.of(clip.id),
            OPEN_ROLE: lambda clip: clip.id == self._open_id,
            MARKS_ROLE: lambda clip: marks_of(clip, self.copy_state(clip.id)),
            OWNED_ROLE: lambda clip: owned(clip, self._people),
            APART_ROLE: lambda clip: self.is_apart(clip.id),
            int(Qt.ItemDataRole.DisplayRole): lambda clip: clip.name,
            int(Qt.ItemDataRole.AccessibleTextRole): lambda clip: row_text(
                clip, self._people, self.copy_state(clip.id)
            ),
            int(Qt.ItemDataRole.ToolTipRole): lambda clip: plain_tip(
                row_tip(clip, self._people, self.copy_state(clip.id))
            ),
        }

    @property
    def shown(self) -> tuple[ClipRecord, ...]:
        """What is shown; `clip_at` is cheaper for one."""
        return tuple(self._all[at] for at in self._shown)

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def open_id(self) -> UUID | None:
        return self._open_id

    def clip_at(self, row: int) -> ClipRecord:
        return self._all[self._shown[row]]

    def set_clips(self, clips: Sequence[ClipRecord]) -> None:
        """Show these in the place of those before; of what stayed no row is touched."""
        before, self._listing = self._listing, listing_of(clips)
        self._thumbnails.keep_only(self._listing.by_id)
        if len(self._all) == len(self._listing) and all(map(is_, self._all, self._listing)):
            # All of them came part by part.
            return
        is_whole = bool(before) and len(self._all) == len(before)
        changes = self._listing.since(before) if is_whole else None
        if changes is None or changes.count > _MOST_STEPS:
            self._take(self._listing)
            self._filter_again()
        else:
            self._change(changes)

    def add_clips(self, clips: Sequence[ClipRecord], texts: Sequence[str]) -> None:
        """Put clips behind those that are there; more may come, until `set_clips` names all."""
        start = len(self._all)
        self._all += clips
        self._texts += texts
        self._places.update((clip.id, at) for at, clip in enumerate(clips, start=start))
        self._insert(self._passing(start=start))

    def update_clip(self, clip: ClipRecord) -> None:
        """Put this state of a clip in the place of the one before."""
        at = self._places.get(clip.id)
        if at is None:
            return
        row = self._row_at(at)
        self._all[at], self._texts[at] = clip, search_text(clip)
        passes = self._passes(at)
        if row is not None and not passes:
            self._remove([row])
        elif row is None and passes:
            self._insert([at])
        elif row is not None:
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
        self._thumbnails.put(clip_id, picture)
        row = self.row_of(clip_id)
        if row is not None:
            self._tell(row)

    def ask_again(self) -> None:
        """Ask anew for the thumbnails that did not come."""
        self._thumbnails.ask_again()
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))

    def drop_thumbnails(self, clip_ids: Collection[UUID] | None = None) -> None:
        """Drop these clips' thumbnails, None: all of them, and ask for them anew."""
        self._thumbnails.drop(clip_ids)
        self.ask_again()

    def set_people(self, people: People) -> None:
        """Say who works on the project, to tell whose each clip is."""
        if people != self._people:
            self._people = people
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
        for row, clip in enumerate(self.shown):
            if before.get(clip.id) != (copies or {}).get(clip.id):
                self._tell(row)

    def is_apart(self, clip_id: UUID) -> bool:
        """Tell whether the person must not see a clip's annotation for now."""
        return clip_id in self._people.apart

    def copy_state(self, clip_id: UUID) -> "CopyState | None":
        return None if self._copies is None else self._copies.get(clip_id)

    def forget(self) -> None:
        """Drop every clip and every thumbnail."""
        self._copies = None
        self._people = People()
        self._thumbnails.drop()
        self._open_id = None
        self.set_clips(())

    def row_of(self, clip_id: UUID) -> int | None:
        at = self._places.get(clip_id)
        return None if at is None else self._row_at(at)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        tell = self._tells.get(role)
        return None if tell is None else tell(self.clip_at(index.row()))

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

    def _take(self, listing: ClipListing) -> None:
        self._all, self._texts = list(listing), list(listing.texts)
        self._places = dict(listing.places)

    def _change(self, changes: ListChanges) -> None:
        """Become the new list by steps."""
        listing, left = self._listing, set(changes.gone)
        self._remove([row for row, at in enumerate(self._shown) if at in left])
        stayed = [self._all[at].id for at in self._shown]
        self._take(listing)
        self._shown = [self._places[clip_id] for clip_id in stayed]
        for at in changes.changed:
            row, passes = self._row_at(at), self._passes(at)
            if row is not None and not passes:
                self._remove([row])
            elif row is None and passes:
                self._insert([at])
            elif row is not None:
                self._tell(row)
        self._insert([at for at in changes.came if self._passes(at)])

    def _passing(self, *, start: int = 0) -> list[int]:
        """Return at which places clips pass the filter."""
        found = self._filter.places(self._all, self._texts, start=start)
        if self._filter.kept_only:
            found = [at for at in found if is_kept(self.copy_state(self._all[at].id))]
        return found

    def _passes(self, at: int) -> bool:
        clip = self._all[at]
        return bool(self._filter.places([clip], [self._texts[at]])) and (
            not self._filter.kept_only or is_kept(self.copy_state(clip.id))
        )

    def _filter_again(self) -> None:
        self.beginResetModel()
        self._shown = self._passing()
        self.endResetModel()

    def _row_at(self, place: int) -> int | None:
        row = bisect_left(self._shown, place)
        return row if row < len(self._shown) and self._shown[row] == place else None

    def _insert(self, places: Sequence[int]) -> None:
        """Show clips at these places, ascending: those that stay together as one step."""
        for first, run in runs(places, self._shown):
            self.beginInsertRows(_ROOT, first, first + len(run) - 1)
            self._shown[first:first] = run
            self.endInsertRows()

    def _remove(self, rows: Sequence[int]) -> None:
        for row in reversed(rows):
            self.beginRemoveRows(_ROOT, row, row)
            del self._shown[row]
            self.endRemoveRows()

    def _tell(self, row: int) -> None:
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)
