"""The clips panel: count, filter, chips, list, and imports under way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.session.clip_listing import ClipPart
from app.ui.clip_list.chips import StateChips
from app.ui.clip_list.clip_menu import MenuEntry, clip_menu
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.marks import is_kept
from app.ui.clip_list.model import CLIP_ROLE, ClipListModel
from app.ui.clip_list.owners import People, none_text
from app.ui.clip_list.row_texts import apart_text
from app.ui.clip_list.search_field import ClipSearchField
from app.ui.clip_list.view import ClipListView, NoMatch
from app.ui.controls import heading, icon_button, text_label
from app.ui.keys.tips import KeyText
from app.ui.keys.words import tell_key
from models.records import ClipRecord, ClipState

if TYPE_CHECKING:
    # Its package brings the stores with it, which the window must not wait for.
    from storage.offline import CopyState


class ClipListPanel(QWidget):
    """Shows clips; opens, imports and deletes nothing itself.

    Signals:
        open_requested(UUID): a clip was clicked, or Enter was pressed on it; it may be open.
        delete_requested(UUID), export_requested(UUID): from the clip's menu.
        assign_requested(tuple[UUID, ...]): the clips that are selected, or the one under the menu.
        beside_requested(UUID): show it beside the open clip.
        keep_requested(UUID), release_requested(UUID): … where the clips lie in a distant store.
        import_requested(): the plus.
        thumbnail_wanted(UUID): answer with `set_thumbnail`.
    """

    open_requested = Signal(object)
    delete_requested = Signal(object)
    export_requested = Signal(object)
    assign_requested = Signal(object)
    beside_requested = Signal(object)
    keep_requested = Signal(object)
    release_requested = Signal(object)
    import_requested = Signal()
    thumbnail_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(240)
        self._distant = False
        self._people = People()
        # What the person may not do, by the signal that would ask for it, and why.
        self._refused: dict[str, str] = {}
        # How many clips there will be, while they are on their way.
        self._awaited = 0
        self._model = ClipListModel(self)
        self._model.thumbnail_wanted.connect(self.thumbnail_wanted)
        self._count = text_label("", "small", tone="faint", tabular=True)
        self._search = ClipSearchField()
        self._plus = icon_button("plus", self.tr("Import footage"))
        self._chips = StateChips()
        # A view asks for every row's index when it lays them out, and each time a model in Python
        # would be asked for the number of rows: 50,000 times. This one knows it by itself.
        self._rows = QSortFilterProxyModel(self)
        self._rows.setSourceModel(self._model)
        self._view = ClipListView(self._rows)
        self._none = NoMatch()
        self._build()

    @property
    def clips(self) -> tuple[ClipRecord, ...]:
        """The clips that are shown, in their order."""
        return self._model.shown

    @property
    def total(self) -> int:
        """How many clips there are, shown or not."""
        return self._model.total

    @property
    def open_id(self) -> UUID | None:
        return self._model.open_id

    @property
    def selected(self) -> tuple[UUID, ...]:
        """The clips that are selected, in no order."""
        found = [index.data(CLIP_ROLE) for index in self._view.selectedIndexes()]
        return tuple(clip.id for clip in found if isinstance(clip, ClipRecord))

    def set_clips(self, clips: Sequence[ClipRecord]) -> None:
        """Show these clips, in this order; the filter and the place in the list stay."""
        self._awaited = 0
        scroll, bar = self._view.verticalScrollBar().value(), self._view.verticalScrollBar()
        self._model.set_clips(clips)
        bar.setValue(scroll)
        self._refresh()

    def await_clips(self, total: int) -> None:
        """Say that there will be so many; `add_clips` brings more, `set_clips` at last all."""
        self._awaited = total
        self._refresh()

    def add_clips(self, part: ClipPart) -> None:
        """Show more clips behind those that are there."""
        self._model.add_clips(part.clips, part.texts)
        self._refresh()

    def update_clip(self, clip: ClipRecord) -> None:
        """Show a clip's new state."""
        self._model.update_clip(clip)
        self._refresh()

    def set_thumbnail(self, clip_id: UUID, jpeg: bytes) -> None:
        """Show a clip's thumbnail; bytes that are no picture are passed over."""
        picture = QPixmap()
        if picture.loadFromData(jpeg):
            self._model.set_thumbnail(clip_id, picture)

    def ask_thumbnails_again(self) -> None:
        """Ask anew for the thumbnails that did not come."""
        self._model.ask_again()

    def drop_thumbnails(self, clip_ids: Collection[UUID] | None = None) -> None:
        """Drop these clips' thumbnails, None: all of them, and ask for them anew."""
        self._model.drop_thumbnails(clip_ids)

    def set_people(self, people: People) -> None:
        """Say who works on the project: whose each clip is, and which are the person's own."""
        self._people = people
        self._model.set_people(people)
        self._chips.offer_review(people.reviews)
        if self._chips.scope is not None:
            self._on_filter_changed()

    def refuse(self, reasons: Mapping[str, str]) -> None:
        """Switch off entries of the menu, "assign", "export", "delete", and say why."""
        self._refused = dict(reasons)

    def set_copies(self, copies: "Mapping[UUID, CopyState] | None") -> None:
        """Say how much of each clip is on this computer; None: they lie here, nothing is said."""
        self._distant = copies is not None
        self._chips.offer_kept(self._distant)
        self._model.set_copies(copies)
        self._refresh()

    def set_open(self, clip_id: UUID | None) -> None:
        """Mark the open clip and bring it into view."""
        self._model.set_open(clip_id)
        row = None if clip_id is None else self._model.row_of(clip_id)
        if row is not None:
            index = self._rows.index(row, 0)
            self._view.setCurrentIndex(index)
            self._view.scrollTo(index)

    def step(self, delta: int) -> None:
        """Ask for the clip `delta` places after the open one, within what the filter shows."""
        open_id = self._model.open_id
        row = None if open_id is None else self._model.row_of(open_id)
        count = self._model.rowCount()
        target = (0 if delta > 0 else count - 1) if row is None else row + delta
        while 0 <= target < count:
            clip_id = self._model.clip_at(target).id
            if not self._model.is_apart(clip_id):
                self.open_requested.emit(clip_id)
                return
            target += 1 if delta > 0 else -1

    def focus_filter(self) -> None:
        """Put the cursor in the filter field."""
        self._search.begin()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell in the tooltips by which keys the same is done."""
        tell_key(self._plus, key_text("project.import"))
        self._search.set_keys(key_text)

    def show_only(self, clips: frozenset[UUID], what: str) -> None:
        """Show these clips alone, and say what they are, until the filter is changed."""
        self._search.clear()
        self._chips.show_only(clips, what)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_filter(self) -> None:
        """Show all clips again."""
        self._search.clear()
        self._chips.reset()

    def forget(self) -> None:
        """Drop every clip, thumbnail and filter text: the program is being locked."""
        self.clear_filter()
        self._awaited = 0
        self._people = People()
        self._chips.offer_review(False)
        self._model.forget()
        self._refresh()

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setContentsMargins(12, 0, 6, 0)
        title.setSpacing(4)
        title.addWidget(heading(self.tr("Clips")))
        title.addStretch(1)
        title.addWidget(self._count)
        self._plus.clicked.connect(lambda _on=False: self.import_requested.emit())
        title.addWidget(self._plus)

        self._search.textChanged.connect(lambda _text: self._on_filter_changed())
        self._chips.state_chosen.connect(lambda _state: self._on_filter_changed())
        self._chips.kept_toggled.connect(lambda _on: self._on_filter_changed())
        fields = QVBoxLayout()
        fields.setContentsMargins(12, 0, 12, 8)
        fields.setSpacing(8)
        fields.addWidget(self._search)
        fields.addWidget(self._chips)

        self._view.clicked.connect(self._on_chosen)
        self._view.activated.connect(self._on_chosen)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._none.all_wanted.connect(self.clear_filter)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(title)
        layout.addLayout(fields)
        layout.addLayout(self._pages, 1)

    def _on_filter_changed(self) -> None:
        state: ClipState | None = self._chips.state
        self._search.show_narrowed_to(self._chips.only_text)
        self._model.set_filter(
            ClipFilter(
                self._search.text(),
                state,
                kept_only=self._chips.kept_only,
                scope=self._chips.scope,
                people=self._people,
                only=self._chips.only,
            )
        )
        self._refresh()

    def _refresh(self) -> None:
        shown, total = self._model.rowCount(), max(self._model.total, self._awaited)
        locale = QLocale()
        count = locale.toString(total)
        if self._awaited:
            count = self.tr("{0} of {1}…").format(locale.toString(shown), count)
        elif shown != total:
            count = self.tr("{0} of {1}").format(locale.toString(shown), count)
        self._count.setText(count)
        chips = self._chips
        more = self._search.text() or chips.kept_only or chips.only is not None
        self._none.show_text(none_text(None if more else chips.scope))
        none = total and not shown and not self._awaited
        self._pages.setCurrentWidget(self._none if none else self._view)

    def _on_chosen(self, index: QModelIndex) -> None:
        if len(self._view.selectedIndexes()) > 1:
            # Several are being selected: for what can be done with all of them.
            return
        clip = index.data(CLIP_ROLE)
        if isinstance(clip, ClipRecord):
            self.open_requested.emit(clip.id)

    def _selected_with(self, clip_id: UUID) -> tuple[UUID, ...]:
        """Return the selected clips where this is one of them, else this one."""
        ids = self.selected
        return ids if clip_id in ids else (clip_id,)

    def _on_menu(self, at: QPoint) -> None:
        clip = self._view.indexAt(at).data(CLIP_ROLE)
        if not isinstance(clip, ClipRecord):
            return
        menu = clip_menu(self._entries(clip), self)
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _entries(self, clip: ClipRecord) -> list[MenuEntry]:
        """Return what can be done with a clip, and with those that are selected beside it."""

        def asks(signal: SignalInstance, told: object = clip.id) -> Callable[[], object]:
            return lambda: signal.emit(told)

        apart = apart_text(clip, self._people)
        entries = [MenuEntry(self.tr("Open"), asks(self.open_requested), apart)]
        if self.open_id not in (None, clip.id):
            beside = self.tr("Show beside the open clip")
            entries.append(MenuEntry(beside, asks(self.beside_requested)))
        if self._distant and is_kept(self._model.copy_state(clip.id)):
            text = self.tr("Do not keep offline")
            entries.append(MenuEntry(text, asks(self.release_requested)))
        elif self._distant:
            entries.append(MenuEntry(self.tr("Keep offline"), asks(self.keep_requested)))
        selected = self._selected_with(clip.id)
        assign = self.tr("Assign…")
        if len(selected) > 1:
            assign = self.tr("Assign {0} clips…").format(len(selected))
        export, delete = self.tr("Export the original in clear…"), self.tr("Delete clip…")
        why_not = self._refused.get
        return [
            *entries,
            MenuEntry(assign, asks(self.assign_requested, selected), why_not("assign", "")),
            MenuEntry(export, asks(self.export_requested), why_not("export", "")),
            MenuEntry(delete, asks(self.delete_requested), why_not("delete", "")),
        ]
