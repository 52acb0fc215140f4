"""The strip over the picture while samples of a clip are looked at."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from app.ui.controls import text_label
from app.ui.review.keys_away import give_keys_away
from app.ui.review.strip_card import StripCard
from app.ui.theme import theme

_METER_PX, _METER_HEIGHT_PX = 140, 10
_MOST_SECONDS = 3_600


class CoverageMeter(QWidget):
    """Shows how much of each part of the clip was on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: npt.NDArray[np.float64] = np.zeros(0)
        self.setFixedSize(_METER_PX, _METER_HEIGHT_PX)
        theme.changed.connect(self.update)

    @property
    def part_count(self) -> int:
        """How many parts can be told apart."""
        return _METER_PX // 2

    def show_parts(self, parts: npt.NDArray[np.float64]) -> None:
        """Show the shares of equal parts of the clip, 0…1."""
        self._parts = parts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("line"))
            width = self.width() / max(len(self._parts), 1)
            color = theme.color("accent")
            for at, share in enumerate(self._parts):
                if share > 0:
                    color.setAlphaF(0.3 + 0.7 * float(share))
                    painter.fillRect(QRectF(at * width, 0, width, self.height()), color)


class SamplingBar(StripCard):
    """Says at which stop one is and how much was on the screen; the distance can be set.

    Signals:
        distance_chosen(seconds: int)
    """

    distance_chosen = Signal(int)

    def __init__(self, over: QWidget, *, seconds: int) -> None:
        super().__init__(over, pad_px=2)
        self._place = text_label("", bold=True, tabular=True)
        self.distance = QSpinBox()
        self.distance.setRange(1, _MOST_SECONDS)
        self.distance.setValue(seconds)
        self.distance.setPrefix(self.tr("every "))
        self.distance.setSuffix(self.tr(" s"))
        self.distance.setAccessibleName(self.tr("Seconds from stop to stop"))
        self.distance.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.distance.setKeyboardTracking(False)
        self.distance.lineEdit().setTextMargins(8, 0, 0, 0)
        self.distance.valueChanged.connect(self._on_distance)
        self.meter = CoverageMeter()
        self._shown = text_label("", "small", tone="dim", tabular=True)
        self._shown.setToolTip(
            self.tr(
                "How many of the clip's frames were on your screen, standing or at normal speed "
                "and slower. Whether you looked, nobody can tell."
            )
        )
        for part in (self._place, self.distance, self.meter, self._shown, self._hint):
            self._row.addWidget(part)

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self._place.text()} · {self._shown.text()}"

    def put_away(self) -> None:
        """Go away."""
        give_keys_away(self, self._over)
        self.hide()

    def show_place(self, text: str, hint: str) -> None:
        """Say at which stop one is."""
        self._say(self._place, text)
        self._hint.setText(hint)
        self._tell()

    def show_shown(self, text: str, parts: npt.NDArray[np.float64]) -> None:
        """Say how much was on the screen."""
        self._say(self._shown, text)
        self.meter.show_parts(parts)
        self.meter.setAccessibleName(text)
        self._tell()

    def _on_distance(self, seconds: int) -> None:
        self.distance_chosen.emit(seconds)
        self._over.setFocus(Qt.FocusReason.OtherFocusReason)
