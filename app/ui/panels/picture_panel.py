"""The panel by which a picture is brightened: it floats at the canvas's lower right corner."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT, Adjustment
from app.ui.controls import heading, icon_button, push_button, text_label
from app.ui.controls.floating_card import FloatingCard
from app.ui.panels.picture_sliders import FULL, SCALES

_WIDTH_PX = 292
# The line that says what the next input does lies below.
_ABOVE_PX = 46


class PicturePanel(FloatingCard):
    """Shows an adjustment, and says how the person changes it.

    Signals:
        adjustment_changed(Adjustment): by the person's hand, not by `show_adjustment`.
        compare_changed(bool): the picture is wanted as it was recorded, while True.
    """

    adjustment_changed = Signal(object)
    compare_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, above_px=_ABOVE_PX)
        self.setAccessibleName(self.tr("Picture"))
        self.setFixedWidth(_WIDTH_PX)
        self._adjustment = NO_ADJUSTMENT
        self._shows = False
        self._sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        self._invert = QCheckBox(self.tr("Negative"))
        self._invert.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._invert.toggled.connect(lambda _on: self._on_moved())
        self._reset = push_button(self.tr("Reset"), "ghost", icon="rotate-ccw")
        self._reset.clicked.connect(lambda _on=False: self.choose(NO_ADJUSTMENT))
        self._compare = push_button(
            self.tr("Compare"), "ghost", icon="eye", tip=self.tr("Hold to see it as recorded")
        )
        self._compare.pressed.connect(lambda: self.compare_changed.emit(True))
        self._compare.released.connect(lambda: self.compare_changed.emit(False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(self._head())
        layout.addLayout(self._rows())
        layout.addLayout(self._foot())
        self._show()

    @property
    def adjustment(self) -> Adjustment:
        return self._adjustment

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Show what is in force; emits nothing."""
        self._adjustment = adjustment
        self._show()

    def choose(self, adjustment: Adjustment) -> None:
        """Take this in the place of what is in force, as the person wishes."""
        if adjustment != self._adjustment:
            self.show_adjustment(adjustment)
            self.adjustment_changed.emit(adjustment)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window while the focus is in here: it closes the panel."""
        if event.type() is QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        """Close, and give the keys back to the picture."""
        self.hide()
        over = self._over
        page = over.currentWidget() if isinstance(over, QStackedWidget) else None
        (page or over).setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(heading(self.tr("Picture")), 1)
        for text, preset in ((self.tr("Night"), NIGHT), (self.tr("Haze"), HAZE)):
            button = push_button(text, "chip")
            button.clicked.connect(lambda _on=False, preset=preset: self.choose(preset))
            head.addWidget(button)
        close = icon_button("x", self.tr("Close"))
        close.clicked.connect(lambda _on=False: self.hide())
        head.addWidget(close)
        return head

    def _rows(self) -> QGridLayout:
        rows = QGridLayout()
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(4)
        rows.setContentsMargins(0, 2, 6, 2)
        rows.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(
            (
                ("brightness", self.tr("Brightness")),
                ("contrast", self.tr("Contrast")),
                ("gamma", self.tr("Shadows")),
                ("clahe", self.tr("Local contrast")),
                ("saturation", self.tr("Color")),
                ("sharpen", self.tr("Sharpness")),
            )
        ):
            slider = self._sliders[name] = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(SCALES[name].least, FULL)
            slider.setPageStep(10)
            slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            slider.setAccessibleName(text)
            slider.valueChanged.connect(lambda _place: self._on_moved())
            value = self._values[name] = text_label("", "small", tone="dim", tabular=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setFixedWidth(34)
            rows.addWidget(text_label(text, "small", tone="dim"), row, 0)
            rows.addWidget(slider, row, 1)
            rows.addWidget(value, row, 2)
        return rows

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 6, 0)
        foot.addWidget(self._invert, 1)
        foot.addWidget(self._compare)
        foot.addWidget(self._reset)
        return foot

    def _show(self) -> None:
        self._shows = True
        for name, slider in self._sliders.items():
            slider.setValue(SCALES[name].place(getattr(self._adjustment, name)))
        self._invert.setChecked(self._adjustment.invert)
        self._shows = False
        self._tell()

    def _tell(self) -> None:
        for name, slider in self._sliders.items():
            place = slider.value()
            self._values[name].setText(f"{place:+d}" if place else "0")
        self._reset.setEnabled(not self._adjustment.is_none)
        self._compare.setEnabled(not self._adjustment.is_none)

    def _on_moved(self) -> None:
        if self._shows:
            return
        before = self._adjustment
        # What a slider cannot show to the last digit stays as it was, until that one is moved.
        moved = {
            name: SCALES[name].number(slider.value())
            for name, slider in self._sliders.items()
            if slider.value() != SCALES[name].place(getattr(before, name))
        }
        self._adjustment = replace(before, **moved, invert=self._invert.isChecked())
        self._tell()
        if self._adjustment != before:
            self.adjustment_changed.emit(self._adjustment)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Cancel)
