"""The column at the right of the Review workspace: panels, and below them what decides."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls import line, surface


class ReviewColumn(QWidget):
    """Panels under each other; the last one keeps to the foot and is there in review only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels = QVBoxLayout()
        self._foot = surface("panel")
        self._below = QVBoxLayout(self._foot)
        for layout in (self._panels, self._below):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._foot.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._panels, 1)
        column.addWidget(self._foot)

    def add_panel(self, panel: QWidget, *, stretch: int = 1) -> None:
        """Put a panel below those that are there."""
        self._panels.addWidget(panel, stretch)

    def add_below(self, widget: QWidget) -> None:
        """Put something at the foot, such as the buttons of the verdict, under a line."""
        self._below.addWidget(line())
        self._below.addWidget(widget)

    def set_reviewing(self, on: bool) -> None:
        """Show the foot where there is something to decide, or put it away."""
        self._foot.setVisible(on and self._below.count() > 0)
