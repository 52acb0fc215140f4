"""One clip beside the main one: its name, its moment, how it follows, and its picture."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QVBoxLayout, QWidget

from app.ui.cameras.picture_area import PictureArea
from app.ui.cameras.tile_header import CameraHeader
from app.ui.controls import icon_button, push_button, surface
from app.ui.controls.labels import Tone
from app.ui.theme import Theme
from models.annotation.labels import Label

_FOOTER_PX = 38


class CameraTile(QWidget):
    """A clip that is only looked at; what the person wants of it leaves as signals.

    Signals:
        chosen(): a click; the keys act on this tile from now on.
        main_requested(): a double click, or Return: make it the main picture.
        close_requested(), again_requested()
        menu_requested(QMenu): by the badge or a right click; it opens, fill it.
        frame_requested(int), wheel_turned(int): the slider and the wheel, while it is held.
        matched(): what both show now is the same moment.
        released(): go on in step as before.
    """

    chosen = Signal()
    main_requested = Signal()
    close_requested = Signal()
    again_requested = Signal()
    menu_requested = Signal(object)
    frame_requested = Signal(int)
    wheel_turned = Signal(int)
    matched = Signal()
    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = CameraHeader()
        self.area = PictureArea(theme)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._footer = self._build_footer()
        self._again = push_button(self.tr("Try again"), icon="refresh-cw")
        self._again.setParent(self.area)
        self._again.hide()
        self._build()

    def sizeHint(self) -> QSize:
        return QSize(480, 300)

    @property
    def badge(self) -> str:
        """What the badge says."""
        return self.header.badge

    @property
    def is_held(self) -> bool:
        """Whether the line for aligning by hand is shown."""
        return not self._footer.isHidden()

    def set_clip(self, name: str, camera: str) -> None:
        """Say whose picture it is."""
        shown = camera or name
        self.header.set_name(shown)
        self.area.setAccessibleName(self.tr("Camera {0}").format(shown))

    def show_badge(self, text: str, short: str, *, tip: str, tone: Tone) -> None:
        """Say how it follows; `short` where there is no room for more."""
        self.header.show_badge(text, short, tip=tip, tone=tone)

    def show_failure(self, title: str, text: str) -> None:
        """Say why there is no picture, and offer to try again."""
        self.area.show_words("triangle-alert", title, text)
        self._again.adjustSize()
        self._place_again()
        self._again.show()

    def show_no_failure(self) -> None:
        self._again.hide()

    def set_chosen(self, chosen: bool) -> None:
        self.header.set_chosen(chosen)
        self.area.set_chosen(chosen)

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        self.area.set_labels(labels)

    def hold(self, frame_index: int, last_frame: int) -> None:
        """Offer to align the clip by hand, from this frame on."""
        self._slider.setRange(0, last_frame)
        self.show_held_frame(frame_index)
        self._footer.show()

    def show_held_frame(self, frame_index: int) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(frame_index)
        self._slider.blockSignals(False)

    def release(self) -> None:
        """Take the line for aligning away."""
        self._footer.hide()

    def forget(self) -> None:
        """Drop picture, boxes and every word about the clip."""
        self.area.forget()
        self.header.set_name("")
        self.header.set_moment("")
        self.show_badge("", "", tip="", tone="dim")
        self.release()
        self.show_no_failure()

    def _build(self) -> None:
        self._again.clicked.connect(lambda _on=False: self.again_requested.emit())
        self.header.close_requested.connect(self.close_requested)
        self.header.menu_requested.connect(self._on_menu)
        self.header.pressed.connect(self.chosen)
        self.header.double_pressed.connect(self.main_requested)
        self.area.pressed.connect(self.chosen)
        self.area.double_pressed.connect(self.main_requested)
        self.area.wheel_turned.connect(self.wheel_turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.area, 1)
        layout.addWidget(self._footer)

    def _build_footer(self) -> QWidget:
        footer = surface("panel")
        footer.setFixedHeight(_FOOTER_PX)
        self._slider.setAccessibleName(self.tr("Frame of the held camera"))
        self._slider.valueChanged.connect(self.frame_requested)
        same = push_button(
            self.tr("Same moment"),
            "primary",
            tip=self.tr("What both pictures show now is the same moment"),
        )
        same.clicked.connect(lambda _on=False: self.matched.emit())
        back = icon_button("x", self.tr("Go on in step as before"), size_px=14)
        back.clicked.connect(lambda _on=False: self.released.emit())
        row = QHBoxLayout(footer)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(10)
        row.addWidget(self._slider, 1)
        row.addWidget(same)
        row.addWidget(back)
        footer.hide()
        return footer

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_again()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the badge's menu where the person has clicked."""
        self.header.menu.popup(event.globalPos())
        event.accept()

    def _place_again(self) -> None:
        area, button = self.area, self._again
        button.move((area.width() - button.width()) // 2, area.height() // 2 + 52)

    def _on_menu(self, menu: QMenu) -> None:
        # What the menu offers is for this tile.
        self.chosen.emit()
        self.menu_requested.emit(menu)
