"""What is shown in the middle of the window: the canvas, or what to do while there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from app.ui.actions import ActionRegistry
from app.ui.controls import push_button, surface
from app.ui.controls.empty_state import EmptyState
from app.ui.keys.words import told


class MiddlePages(QStackedWidget):
    """One page at a time; that without an open clip at first.

    Signals:
        import_requested(): the button of the empty project.
    """

    import_requested = Signal()

    def __init__(self, cameras: QWidget, registry: ActionRegistry) -> None:
        super().__init__()
        self._cameras, self._registry = cameras, registry
        self._no_clips = self._build_no_clips()
        self._no_clip_open = EmptyState("film", self.tr("No clip is open"), text="")
        self._on_their_way = EmptyState(
            "film",
            self.tr("Clips are on their way"),
            text=self.tr("They appear at the left as soon as they are encrypted."),
        )
        self._sample_on_its_way = EmptyState(
            "film",
            self.tr("The sample clips are being made"),
            text=self.tr(
                "Three short scenes are rendered and encrypted on this computer. The first opens "
                "by itself in a moment."
            ),
        )
        self._nothing = surface("bg")
        for page in (
            cameras,
            self._no_clips,
            self._on_their_way,
            self._sample_on_its_way,
            self._no_clip_open,
            self._nothing,
        ):
            self.addWidget(page)
        registry.keys_changed.connect(self._tell_key)
        self._tell_key()
        self.show_no_clip_open()

    def show_canvas(self) -> None:
        self._show(self._cameras)

    def show_no_clips(self, *, on_their_way: bool) -> None:
        """Say how to get clips, or that some are coming already."""
        self._show(self._on_their_way if on_their_way else self._no_clips)

    def show_sample_on_its_way(self) -> None:
        """Say that the sample's clips are being made."""
        self._show(self._sample_on_its_way)

    def show_nothing(self) -> None:
        """Say nothing, while it is not known yet which clips there are."""
        self._show(self._nothing)

    def show_no_clip_open(self) -> None:
        self._show(self._no_clip_open)

    def take_focus(self) -> None:
        """Give the keys to what is shown: the canvas, or the page in its place."""
        (self.currentWidget() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, page: QWidget) -> None:
        """Show a page. What had the focus in the one before must not hand it to just anything."""
        focused = QApplication.focusWidget()
        before = self.currentWidget()
        had_focus = before is not None and (
            before is focused or before.isAncestorOf(focused or self)
        )
        self.setCurrentWidget(page)
        if had_focus and before is not page:
            self.take_focus()

    def _tell_key(self) -> None:
        key = self._registry.key_text("clip.next")
        text = told(self.tr("Choose one at the left, or press {key} for the first."), key)
        self._no_clip_open.set_text(text or self.tr("Choose one at the left."))

    def _build_no_clips(self) -> EmptyState:
        button: QPushButton = push_button(self.tr("Import footage…"), "primary", icon="upload")
        button.clicked.connect(lambda _on=False: self.import_requested.emit())
        return EmptyState(
            "film",
            self.tr("No clips yet"),
            text=self.tr(
                "Import footage, or drop files anywhere on this window. They are encrypted on the "
                "way in."
            ),
            buttons=(button,),
        )
