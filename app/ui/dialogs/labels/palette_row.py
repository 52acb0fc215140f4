"""The colours that a label can have, side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QHBoxLayout, QWidget

from app.ui.controls import icon_button
from app.ui.theme import theme

_SIDE_PX = 24


class PaletteRow(QWidget):
    """Chooses one of the colours that stay apart for colour-blind eyes; arrows walk along them.

    A button opens a field of all colours. One that is none of the row's stands at its end for as
    long as it is chosen.

    Signals:
        color_chosen(str): "#RRGGBB".
    """

    color_chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self._swatches: list[_Swatch] = []
        self._color = ""
        for color in theme.label_colors:
            self._add(color)
        self._other = self._add("#000000")
        self._any = icon_button("plus", self.tr("Another color"))
        self._any.clicked.connect(lambda _on=False: self._choose_any())
        self._row.insertWidget(len(self._swatches), self._any)

    def show_color(self, color: str) -> None:
        """Show which colour is chosen."""
        self._color = color
        listed = color.upper() in (known.upper() for known in theme.label_colors)
        self._other.setVisible(not listed)
        if not listed:
            self._other.show_color(color)
        for swatch in self._swatches:
            swatch.setChecked(swatch.color.upper() == color.upper())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        shown = [swatch for swatch in self._swatches if swatch is not self._other]
        at = next((n for n, swatch in enumerate(shown) if swatch.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        swatch = shown[(at + step) % len(shown)]
        swatch.setFocus(Qt.FocusReason.OtherFocusReason)
        swatch.click()

    def _choose_any(self) -> None:
        """Ask in Qt's own dialog, in our dress; it takes no color off the screen."""
        dialog = QColorDialog(QColor(self._color), self)
        dialog.setWindowTitle(self.tr("Color of the label"))
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setOption(QColorDialog.ColorDialogOption.NoEyeDropperButton)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self.color_chosen.emit(color.name().upper()))
        dialog.open()

    def _add(self, color: str) -> _Swatch:
        swatch = _Swatch(color)
        swatch.clicked.connect(lambda _on=False: self.color_chosen.emit(swatch.color))
        self._row.insertWidget(len(self._swatches), swatch)
        self._swatches.append(swatch)
        return swatch


class _Swatch(QAbstractButton):
    """A square in one colour; a ring around it when it is the chosen one."""

    def __init__(self, color: str) -> None:
        super().__init__()
        self.color = color
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.show_color(color)

    def show_color(self, color: str) -> None:
        self.color = color
        self.setAccessibleName(color)
        self.setToolTip(color)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def nextCheckState(self) -> None:
        """Stay: what is chosen is shown from outside."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            if self.isChecked() or self.hasFocus():
                ring = theme.color("accent" if self.hasFocus() else "text")
                painter.setPen(QPen(ring, 2))
                painter.drawRoundedRect(QRectF(1.5, 1.5, _SIDE_PX - 3, _SIDE_PX - 3), 6, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.color))
            painter.drawRoundedRect(QRectF(5, 5, _SIDE_PX - 10, _SIDE_PX - 10), 4, 4)
