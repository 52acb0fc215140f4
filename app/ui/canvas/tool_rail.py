"""The small panel of tools that floats at the canvas's top left corner."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QMenu, QVBoxLayout, QWidget

from app.ui.canvas.tools import DrawStyle, Tool
from app.ui.theme import Theme

_BUTTON_PX = 34
_ICON_PX = 16
_PAD_PX = 4


class ToolRail(QWidget):
    """One button a tool; the one in the hand is lit. Those that draw have a menu of ways to.

    Signals:
        tool_requested(tool: Tool)
        style_requested(style: DrawStyle)
    """

    tool_requested = Signal(object)
    style_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[Tool, _ToolButton] = {}
        self._styles = QMenu(self)
        self._ways: dict[DrawStyle, QAction] = {}
        ways = QActionGroup(self)
        for style, words in (
            (DrawStyle.CORNERS, self.tr("From corner to corner")),
            (DrawStyle.EXTREMES, self.tr("By four extreme points")),
        ):
            way = self._ways[style] = self._styles.addAction(words)
            way.setCheckable(True)
            way.triggered.connect(lambda _=False, style=style: self.style_requested.emit(style))
            ways.addAction(way)
        self.set_style(DrawStyle.CORNERS)
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_PAD_PX, _PAD_PX, _PAD_PX, _PAD_PX)
        layout.setSpacing(2)
        for tool, icon, text in (
            (Tool.SELECT, "mouse-pointer-2", self.tr("Select and move (Esc)")),
            (Tool.TRACK, "spline", self.tr("New track; right-click for ways to draw")),
            (Tool.BOX, "square", self.tr("New single-frame box; right-click for ways to draw")),
        ):
            button = _ToolButton(theme, icon, text=text)
            button.clicked.connect(lambda _=False, tool=tool: self.tool_requested.emit(tool))
            if tool.kind is not None:
                button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                button.customContextMenuRequested.connect(
                    lambda at, button=button: self._styles.popup(button.mapToGlobal(at))
                )
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[tool] = button
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_tool(Tool.SELECT)
        self.adjustSize()
        theme.changed.connect(self.update)

    def set_tool(self, tool: Tool) -> None:
        """Light the button of the tool in the hand."""
        self._buttons[tool].setChecked(True)

    def set_style(self, style: DrawStyle) -> None:
        """Tick the way of drawing that is in use."""
        self._ways[style].setChecked(True)

    def set_editable(self, editable: bool) -> None:
        """Allow drawing, or dim what draws."""
        for tool, button in self._buttons.items():
            button.setEnabled(editable or tool.kind is None)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.setBrush(self._theme.color("panel"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class _ToolButton(QAbstractButton):
    """A flat icon button. A click does not take the keys away from the canvas."""

    def __init__(self, theme: Theme, icon: str, *, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_BUTTON_PX, _BUTTON_PX)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect())
            painter.setPen(Qt.PenStyle.NoPen)
            role = "dim"
            if not self.isEnabled():
                role = "faint"
            elif self.isChecked():
                role = "accent"
                painter.setBrush(self._theme.color("accentbg"))
                painter.drawRoundedRect(area, 6, 6)
            elif self.underMouse():
                role = "text"
                painter.setBrush(self._theme.color("hover"))
                painter.drawRoundedRect(area, 6, 6)
            if self.hasFocus():
                painter.setPen(QPen(self._theme.color("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            icon = self._theme.pixmap(
                self._icon, role, size_px=_ICON_PX, ratio=self.devicePixelRatioF()
            )
            shift = (_BUTTON_PX - _ICON_PX) / 2
            painter.drawPixmap(QPointF(shift, shift), icon)
