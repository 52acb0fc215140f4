"""One clip beside the main one: its name, its moment, how it follows, and its picture."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QVBoxLayout, QWidget

from app.ui.cameras.picture_area import PictureArea
from app.ui.controls import ElidedLabel, icon_button, push_button, surface, text_label
from app.ui.theme import Theme
from models.annotation.labels import Label

HEADER_PX = 30
_FOOTER_PX = 38
# A narrower line has no room for milliseconds beside a name.
_NARROW_PX = 312


class TileHeader(QWidget):
    """The line over a picture: a name at the left, a moment at the right.

    Signals:
        pressed(), double_pressed()
    """

    pressed = Signal()
    double_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEADER_PX)
        self._full_moment = ""
        # Names of cameras differ at their ends.
        self._name = ElidedLabel("", "small", bold=True, elide=Qt.TextElideMode.ElideMiddle)
        self._moment = text_label("", "small", tone="dim", tabular=True)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 4, 0)
        self.row.setSpacing(6)
        self.row.addWidget(self._name, 1)
        self.row.addWidget(self._moment)

    @property
    def name(self) -> str:
        return self._name.text()

    @property
    def moment(self) -> str:
        """The moment to the millisecond, also where there is no room to show these."""
        return self._full_moment

    def set_name(self, name: str) -> None:
        self._name.setText(name)
        self._name.setToolTip(name)

    def set_moment(self, text: str) -> None:
        if text != self._full_moment:
            self._full_moment = text
            self._show_moment()

    def set_chosen(self, chosen: bool) -> None:
        """Mark the line over what the keys act on."""
        self._name.setProperty("tone", "accent" if chosen else "text")
        self._name.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_moment()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self.double_pressed.emit()

    def _show_moment(self) -> None:
        whole, dot, _ = self._full_moment.rpartition(".")
        narrow = self.width() < _NARROW_PX and bool(dot)
        self._moment.setText(whole if narrow else self._full_moment)


class CameraTile(QWidget):
    """A clip that is only looked at; what the person wants of it leaves as signals.

    Signals:
        chosen(): a click; the keys act on this tile from now on.
        main_requested(): a double click, or Return: make it the main picture.
        close_requested(), again_requested()
        menu_requested(): the badge; answer with `popup`.
        frame_requested(int), wheel_turned(int): the slider and the wheel, while it is held.
        matched(): what both show now is the same moment.
        released(): go on in step as before.
    """

    chosen = Signal()
    main_requested = Signal()
    close_requested = Signal()
    again_requested = Signal()
    menu_requested = Signal()
    frame_requested = Signal(int)
    wheel_turned = Signal(int)
    matched = Signal()
    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = TileHeader()
        self.area = PictureArea(theme)
        self._badge = push_button("", "chip")
        self._close = icon_button("x", self.tr("Close this camera"), size_px=14)
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
        return self._badge.text()

    @property
    def is_held(self) -> bool:
        """Whether the line for aligning by hand is shown."""
        return not self._footer.isHidden()

    def set_clip(self, name: str, camera: str) -> None:
        """Say whose picture it is."""
        shown = camera or name
        self.header.set_name(shown)
        self.area.setAccessibleName(self.tr("Camera {0}").format(shown))
        self._close.setAccessibleName(self.tr("Close {0}").format(shown))

    def show_badge(self, text: str, tip: str, *, lit: bool) -> None:
        """Say how it follows; `lit` where that is not just as the clocks say."""
        self._badge.setText(text)
        self._badge.setToolTip(tip)
        self._badge.setAccessibleName(self.tr("Offset: {0}").format(text))
        self._badge.setCheckable(True)
        self._badge.setChecked(lit)

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

    def popup(self, menu: QMenu) -> None:
        """Show a menu below the badge."""
        menu.popup(self._badge.mapToGlobal(self._badge.rect().bottomLeft()))

    def forget(self) -> None:
        """Drop picture, boxes and every word about the clip."""
        self.area.forget()
        self.header.set_name("")
        self.header.set_moment("")
        self.show_badge("", "", lit=False)
        self._close.setAccessibleName(self.tr("Close this camera"))
        self.release()
        self.show_no_failure()

    def _build(self) -> None:
        self._badge.clicked.connect(self._on_badge)
        self._close.clicked.connect(lambda _on=False: self.close_requested.emit())
        self._again.clicked.connect(lambda _on=False: self.again_requested.emit())
        self.header.row.addWidget(self._badge)
        self.header.row.addWidget(self._close)
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

    def _place_again(self) -> None:
        area, button = self.area, self._again
        button.move((area.width() - button.width()) // 2, area.height() // 2 + 52)

    def _on_badge(self) -> None:
        # The click has flipped it; what it shows is not for the click to say.
        self._badge.setChecked(not self._badge.isChecked())
        self.chosen.emit()
        self.menu_requested.emit()
