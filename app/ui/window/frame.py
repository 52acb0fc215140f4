"""How the parts of the main window stand above and beside each other. Layouts only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls import line, surface
from app.ui.controls.logo import Logo


def framed(*, bar: QWidget, problems: QWidget, pages: QWidget, status: QWidget) -> QWidget:
    """Put the bar on top, problems below it, the status at the foot, pages in what is left."""
    frame = surface("bg")
    layout = _column(frame)
    layout.addWidget(bar)
    layout.addWidget(line())
    layout.addWidget(problems)
    layout.addWidget(pages, 1)
    layout.addWidget(line())
    layout.addWidget(status)
    return frame


def left_panel(clips: QWidget, *under_way: QWidget) -> QWidget:
    """Put below the list of clips what is under way."""
    panel = surface("panel")
    layout = _column(panel)
    layout.addWidget(clips, 1)
    for part in under_way:
        layout.addWidget(part)
    return panel


def opening_page() -> QWidget:
    """Return the page with the sign only."""
    page = surface("bg")
    QVBoxLayout(page).addWidget(Logo(44), 0, Qt.AlignmentFlag.AlignCenter)
    return page


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
