"""A main window around placeholders, and clips to put in it."""

import uuid
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from app.ui.actions import ActionRegistry
from app.ui.window.main_window import MainWindow
from app.ui.window.status_bar import StoreAnswers
from app.ui.window.workbench import WindowParts
from models.records import ClipRecord, ClipState

ANSWERS = StoreAnswers("sealed", "3f2a 91c0", "~/clips", "SQLite · this computer")


def make_clip(name: str = "cam-entrance-01", **fields: object) -> ClipRecord:
    """Return a clip of 79 seconds."""
    given: dict[str, object] = {
        "id": uuid.uuid4(),
        "event_id": name,
        "name": name,
        "camera": name,
        "state": ClipState.NEW,
        "duration_pts": 79_000,
        "time_base": Fraction(1, 1000),
        "recorded_at": datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC),
        "created_at": datetime(2026, 11, 24, tzinfo=UTC),
    }
    return ClipRecord(**{**given, **fields})  # type: ignore[arg-type]


def jpeg(width: int = 192, height: int = 108) -> bytes:
    """Return a grey picture as a JPEG."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")  # type: ignore[call-overload]
    return bytes(packed.data())


def placeholder(name: str) -> QWidget:
    """Return a widget that can take the focus and does nothing."""
    widget = QWidget()
    widget.setObjectName(name)
    widget.setAccessibleName(name)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return widget


def make_window(folder: Path) -> MainWindow:
    """Return a window whose parts are placeholders; its layout is kept in `folder`."""
    parts = WindowParts(
        *(
            placeholder(name)
            for name in ("canvas", "transport", "timeline", "objects", "inspector", "history")
        )
    )
    return MainWindow(parts, ActionRegistry(), layout_file=folder / "window.ini")
