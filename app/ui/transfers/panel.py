"""The transfers panel: every transfer with what can be done to it, above the status bar.

It lies over the window and is not modal. What it lists it is told as a whole, again and again.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import heading, icon_button, line, push_button, surface, text_label
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import WrappedLabel
from app.ui.transfers.row import TransferRowWidget
from app.ui.transfers.view import TransferRow

_WIDTH_PX = 440
_HEIGHT_PX = 420
_INSET_PX = 12
# More rows than this nobody reads, and each is five widgets.
_MOST_ROWS = 60


class TransfersPanel(QFrame):
    """Lists transfers; hidden until it is asked for.

    Signals:
        pause_requested(str), resume_requested(str), cancel_requested(str), retry_requested(str),
            forget_requested(str): a row's button; the transfer's key.
        pause_all_requested(), resume_all_requested(), cancel_all_requested(), clear_requested()
        closed(): it was put away.
    """

    pause_requested = Signal(str)
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    forget_requested = Signal(str)
    pause_all_requested = Signal()
    resume_all_requested = Signal()
    cancel_all_requested = Signal()
    clear_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget, *, above_px: int = 0) -> None:
        """Lie over `parent`, `above_px` above its lower edge."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Transfers"))
        self._over = parent
        self._above_px = above_px
        self._rows: dict[str, TransferRowWidget] = {}
        self._all: tuple[TransferRow, ...] = ()
        self._count = text_label("", "small", tone="faint", tabular=True)
        self._more = text_label("", "small", tone="faint", tabular=True)
        self._more.setContentsMargins(38, 4, 16, 8)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._scroll = QScrollArea()
        self._empty = self._build_empty()
        self._pause_all = push_button(self.tr("Pause all"))
        self._cancel_all = push_button(self.tr("Cancel all"))
        self._clear = push_button(self.tr("Clear finished"), "ghost")
        self._build()
        parent.installEventFilter(self)
        self.hide()
        self.show_rows(())

    @property
    def rows(self) -> tuple[TransferRow, ...]:
        """All that it was told of, shown or only counted."""
        return self._all

    def show_rows(self, rows: Sequence[TransferRow]) -> None:
        """Show these transfers in the place of those before."""
        self._all = tuple(rows)
        chosen = _chosen(self._all)
        for key in self._rows.keys() - {row.key for row in chosen}:
            self._drop(key)
        for place, row in enumerate(chosen):
            widget = self._rows.get(row.key) or self._add(row.key)
            if self._list.indexOf(widget) != place:
                self._list.insertWidget(place, widget)
            widget.show_row(row)
        hidden = len(self._all) - len(chosen)
        self._more.setText(self.tr("and %n more", "", hidden))
        self._more.setVisible(bool(hidden))
        self._empty.setVisible(not self._all)
        self._scroll.setVisible(bool(self._all))
        self._show_buttons()

    def toggle(self) -> None:
        """Show the panel and give it the keys, or put it away."""
        if self.isVisible():
            self.put_away()
        else:
            self.open_up()

    def open_up(self) -> None:
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def put_away(self) -> None:
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the corner when the window changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.height() - self._above_px - 2 * _INSET_PX
        self.setFixedSize(_WIDTH_PX, min(_HEIGHT_PX, room))
        self.move(
            self._over.width() - _WIDTH_PX - _INSET_PX,
            self._over.height() - self._above_px - _INSET_PX - self.height(),
        )

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        close = icon_button("x", self.tr("Close"), size_px=14)
        close.clicked.connect(lambda _on=False: self.put_away())
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 6)
        head.setSpacing(8)
        head.addWidget(heading(self.tr("Transfers")))
        head.addStretch(1)
        head.addWidget(self._count)
        head.addWidget(close)

        inside = surface("panel")
        inside.setProperty("surface", None)
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 4, 0, 4)
        within.setSpacing(0)
        within.addLayout(self._list)
        within.addWidget(self._more)
        within.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

        self._pause_all.clicked.connect(lambda _on=False: self._on_pause_all())
        self._cancel_all.clicked.connect(lambda _on=False: self.cancel_all_requested.emit())
        self._clear.clicked.connect(lambda _on=False: self.clear_requested.emit())
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self._pause_all)
        foot.addWidget(self._cancel_all)
        foot.addStretch(1)
        foot.addWidget(self._clear)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(line())
        layout.addLayout(foot)

    def _build_empty(self) -> QWidget:
        page = QWidget()
        middle = Qt.AlignmentFlag.AlignHCenter
        text = WrappedLabel(320, "small", tone="dim", centred=True)
        text.setText(
            self.tr(
                "Imports and clips that are kept offline are listed here. Drop files "
                "or folders anywhere on the window to import them."
            )
        )
        layout = QVBoxLayout(page)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(Glyph(24, "arrow-down-up", "faint"), 0, middle)
        layout.addWidget(text_label(self.tr("Nothing is under way"), bold=True), 0, middle)
        layout.addWidget(text, 0, middle)
        layout.addStretch(1)
        return page

    def _show_buttons(self) -> None:
        left = [row for row in self._all if not row.is_over]
        pausable = any(row.can_pause for row in left)
        resumable = any(row.can_resume for row in left)
        resumes = resumable and not pausable
        self._pause_all.setText(self.tr("Resume all") if resumes else self.tr("Pause all"))
        self._pause_all.setAccessibleName(self._pause_all.text())
        self._keep_focus(self._pause_all, enabled=pausable or resumable)
        self._keep_focus(self._cancel_all, enabled=any(row.can_cancel for row in left))
        self._keep_focus(self._clear, enabled=len(left) < len(self._all))
        over = len(self._all) - len(left)
        self._count.setText(self.tr("{0} of {1}").format(over, len(self._all)) if self._all else "")

    def _keep_focus(self, button: QPushButton, *, enabled: bool) -> None:
        """Switch a button; the focus stays in the panel when it cannot have it any more."""
        if button.hasFocus() and not enabled:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setEnabled(enabled)

    def _on_pause_all(self) -> None:
        if any(row.can_pause for row in self._all):
            self.pause_all_requested.emit()
        else:
            self.resume_all_requested.emit()

    def _add(self, key: str) -> TransferRowWidget:
        widget = TransferRowWidget()
        for signal, told in (
            (widget.pause_requested, self.pause_requested),
            (widget.resume_requested, self.resume_requested),
            (widget.retry_requested, self.retry_requested),
            (widget.cancel_requested, self.cancel_requested),
            (widget.forget_requested, self.forget_requested),
        ):
            signal.connect(lambda told=told: told.emit(key))
        self._rows[key] = widget
        return widget

    def _drop(self, key: str) -> None:
        widget = self._rows.pop(key)
        if widget.isAncestorOf(self.focusWidget() or self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def _chosen(rows: tuple[TransferRow, ...]) -> tuple[TransferRow, ...]:
    """Return the rows to show, in their order: of very many those that say most."""
    if len(rows) <= _MOST_ROWS:
        return rows
    ranked = sorted(range(len(rows)), key=lambda at: (not rows[at].is_urgent, rows[at].is_over, at))
    return tuple(rows[at] for at in sorted(ranked[:_MOST_ROWS]))
