"""A box to choose from whose text says by an ellipsis that it is longer than the box."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_ELIDES = Qt.TextElideMode.ElideRight
# What the style keeps free beside a text, on both sides.
_BESIDE_TEXT_PX = 4


class ElidedComboBox(QComboBox):
    """For names of people and clips: Qt alone would cut them off in the middle of a letter."""

    @property
    def shown_text(self) -> str:
        """What the closed box shows."""
        return self._option().currentText

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        painter, option = QStylePainter(self), self._option()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            palette = option.palette
            faint = palette.brush(QPalette.ColorRole.PlaceholderText)
            palette.setBrush(QPalette.ColorRole.ButtonText, faint)
            option.palette, option.currentText = palette, self.placeholderText()
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, _ELIDES, max(room.width() - _BESIDE_TEXT_PX, 0)
        )
        return option
