"""The mode in which clicks, on whatever frames, gather the tracks that are to be one."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.keys.focus import LetGo
from app.ui.keys.words import told
from app.ui.notices.mode_note import ModeNote

_COMMIT = ("Return", "Enter")
_COMMIT_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class MergeMode(QObject):
    """Adds to the selection what is clicked, until it is merged or left.

    The selection is the canvas's and the lists' own; a click that would replace it adds to it here.
    """

    def __init__(self, clip: ClipDesk, merge: Callable[[], object]) -> None:
        """Call `merge` when the person commits; what is gathered is the selection then."""
        super().__init__(clip)
        self._editor = clip.editor
        self._canvas = clip.parts.canvas
        self._merge = merge
        self._chosen: tuple[UUID, ...] = ()
        self.note = ModeNote(self._canvas, "layers")
        self._keys = [self._key(name, self.commit) for name in _COMMIT]
        self._keys.append(self._key("Esc", self.leave))
        self._let_go: LetGo | None = None
        self.on = False
        # Queued: a selection that is changed while it is told of would be told of out of order.
        self._editor.selection_changed.connect(
            self._on_selection, Qt.ConnectionType.QueuedConnection
        )
        self._editor.editable_changed.connect(lambda editable: None if editable else self.leave())
        self._canvas.tool_changed.connect(lambda tool: self.leave() if tool.kind else None)
        self._editor.undoing.turned.connect(self.leave)
        clip.clip_closed.connect(self.leave)

    def begin(self) -> None:
        """Gather, beginning with what is selected."""
        self._chosen = self._editor.selection
        self._switch(on=True)
        self._say()

    def commit(self) -> None:
        """Merge what was gathered; with fewer than two the mode stays on."""
        if not self.on:
            return
        self._on_selection(self._editor.selection)
        if len(self._chosen) > 1:
            self._merge()

    def leave(self) -> None:
        """Gather no more; what is selected stays selected."""
        if self.on:
            self._switch(on=False)
            self.note.hide()
            self._canvas.keep_clear(0)

    def _switch(self, *, on: bool) -> None:
        self.on = on
        for key in self._keys:
            key.setEnabled(on)
        # A list that was clicked would go to the row's first frame, and choose that row alone.
        if self._let_go is None:
            self._let_go = LetGo(self._canvas.window(), _COMMIT_KEYS)
        self._let_go.on = on

    def _key(self, name: str, slot: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(name), self._canvas)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.setEnabled(False)
        shortcut.activated.connect(slot)
        return shortcut

    def _on_selection(self, selection: tuple[UUID, ...]) -> None:
        if not self.on:
            return
        there = self._editor.annotation.tracks
        chosen = tuple(track_id for track_id in self._chosen if track_id in there)
        if len(selection) == len(chosen) - 1 and set(selection) < set(chosen):
            chosen = selection
        else:
            chosen = tuple(dict.fromkeys((*chosen, *selection)))
        self._chosen = chosen
        self._editor.select(chosen)
        self._say()

    def _say(self) -> None:
        count = len(self._chosen)
        if count == 0:
            text = self.tr("Merging tracks · click the first · Esc leaves")
        elif count == 1:
            text = self.tr("Merging tracks · 1 chosen · click more, on any frame · Esc leaves")
        else:
            merges = told(self.tr("{key} or Enter merges"), self._editor.key_text("track.merge"))
            text = self.tr("Merging tracks · {0} chosen · click more, or {1} · Esc leaves").format(
                count, merges or self.tr("Enter merges")
            )
        self.note.show_mode(text)
        self._canvas.keep_clear(self.note.geometry().bottom())
