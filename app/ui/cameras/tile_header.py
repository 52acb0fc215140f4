"""The line over a picture: a name at the left; at the right a moment and how a companion follows.

Where it is narrow, the name gets the room first: the moment gives up its milliseconds, the badge
what goes without saying, then the moment goes. Only then is the name shortened.
"""

from itertools import product

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.cameras.pressed import PressedWidget
from app.ui.controls import ElidedLabel, icon_button, text_label
from app.ui.controls.buttons import restyle
from app.ui.controls.labels import Tone
from app.ui.controls.menu_button import AROUND_TEXT_PX, MenuButton
from app.ui.controls.tips import plain_tip
from app.ui.theme import theme

HEADER_PX = 30
_CLOSE_PX = 24
_SPACING_PX = 6


class TileHeader(PressedWidget):
    """Over the main picture it has no badge.

    Signals:
        pressed(), double_pressed()
    """

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
        self.row.setContentsMargins(12, 0, 12, 0)
        self.row.setSpacing(_SPACING_PX)
        self.row.addWidget(self._name, 1)
        self.row.addWidget(self._moment)

    @property
    def name(self) -> str:
        return self._name.text()

    @property
    def moment(self) -> str:
        """The moment to the millisecond, also where there is no room to show these."""
        return self._full_moment

    def minimumSizeHint(self) -> QSize:
        """Let the pane be as narrow as it has to be: what has no room gives way."""
        return QSize(0, HEADER_PX)

    def set_name(self, name: str) -> None:
        self._name.setText(name)
        self._name.setToolTip(plain_tip(name))
        self._fit()

    def set_moment(self, text: str) -> None:
        if text != self._full_moment:
            self._full_moment = text
            self._fit()

    def set_chosen(self, chosen: bool) -> None:
        """Mark the line over what the keys act on."""
        self._name.setProperty("tone", "accent" if chosen else "text")
        self._name.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _badge_texts(self) -> tuple[str, ...]:
        """Return what the badge may say, the longest first."""
        return ("",)

    def _show_badge_text(self, text: str) -> None:
        """Let the badge say one of its texts."""

    def _besides_px(self, badge_text: str) -> int:  # noqa: ARG002 - there is no badge here
        """Return the room that the badge takes with this text, and what is beside it."""
        return 0

    def _fit(self) -> None:
        whole, dot, _ = self._full_moment.rpartition(".")
        moments = (self._full_moment, whole, "") if dot else (self._full_moment, "")
        badges = self._badge_texts()
        # The moment without its milliseconds comes before a shorter badge, and that before none.
        ways = [(moments[0], badges[0]), *product(moments[1:-1] or moments[:1], badges)]
        ways += [("", badges[-1])]
        margins = self.row.contentsMargins()
        room_px = self.width() - margins.left() - margins.right()
        room_px -= self._name.fontMetrics().horizontalAdvance(self._name.text())
        fitting = (way for way in ways if self._needed_px(*way) <= room_px)
        moment, badge = next(fitting, ways[-1])
        self._moment.setText(moment)
        self._moment.setVisible(bool(moment))
        self._show_badge_text(badge)

    def _needed_px(self, moment: str, badge: str) -> int:
        moment_px = self._moment.fontMetrics().horizontalAdvance(moment) + 2
        return self._besides_px(badge) + (moment_px + _SPACING_PX if moment else 0)


class CameraHeader(TileHeader):
    """Over a companion: with a badge that opens a menu, and a button that closes the tile.

    Signals:
        close_requested()
        menu_requested(QMenu): it opens; fill it.
    """

    close_requested = Signal()
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[str, ...] = ("",)
        self.row.setContentsMargins(12, 0, 4, 0)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(lambda: self.menu_requested.emit(self.menu))
        self._badge = MenuButton(self.menu, self)
        self._badge.setFont(theme.font("small"))
        self._close = icon_button("x", self.tr("Close this camera"), size_px=14)
        self._close.setFixedWidth(_CLOSE_PX)
        self._close.clicked.connect(lambda _on=False: self.close_requested.emit())
        self.row.addWidget(self._badge)
        self.row.addWidget(self._close)

    @property
    def badge(self) -> str:
        """What the badge says where it has room."""
        return self._texts[0]

    def set_name(self, name: str) -> None:
        super().set_name(name)
        close = self.tr("Close {0}").format(name) if name else self.tr("Close this camera")
        self._close.setAccessibleName(close)

    def show_badge(self, text: str, short: str, *, tip: str, tone: Tone) -> None:
        """Say how it follows; `short` where there is no room for more."""
        self._badge.setToolTip(tip)
        self._badge.setAccessibleName(self.tr("Offset: {0}").format(text))
        if self._badge.property("tone") != tone:
            restyle(self._badge, tone=tone)
        if self._texts != (text, short):
            self._texts = (text, short)
            self._fit()

    def _badge_texts(self) -> tuple[str, ...]:
        return self._texts

    def _show_badge_text(self, text: str) -> None:
        if text != self._badge.text():
            self._badge.setText(text)
            self._badge.updateGeometry()

    def _besides_px(self, badge_text: str) -> int:
        badge_px = self._badge.fontMetrics().horizontalAdvance(badge_text) + AROUND_TEXT_PX
        return badge_px + _CLOSE_PX + 2 * _SPACING_PX
