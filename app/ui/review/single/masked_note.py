"""The line below the strip, while the object that is looked at is masked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.controls import ElidedLabel
from app.ui.controls.glyph import Glyph
from app.ui.controls.key_button import KeyButton
from app.ui.controls.tips import plain_tip
from app.ui.review.keys_away import give_keys_away
from app.ui.review.strip_card import StripCard

_GAP_PX = 6


class MaskedNote(StripCard):
    """Says why nothing is seen, and offers to lift the masks to who may, or names whom to ask.

    Signals:
        lift_requested()
    """

    lift_requested = Signal()

    def __init__(self, over: QWidget, *, below: QWidget) -> None:
        super().__init__(over, pad_px=4)
        self._below = below
        self._why = ElidedLabel("", "small")
        self.lift = KeyButton(self.tr("Lift the masks…"), icon="eye")
        self.lift.clicked.connect(lambda _on=False: self.lift_requested.emit())
        self._row.addWidget(Glyph(14, "eye-off", "dim"))
        self._row.addWidget(self._why)
        self._row.addWidget(self.lift)
        self._row.addWidget(self._hint)

    @property
    def words(self) -> str:
        """What it says."""
        return self._why.text()

    def say(self, text: str, *, key: str, offers_lift: bool) -> None:
        """Say why nothing is seen; the key is that of lifting."""
        self._why.setText(text)
        self._why.setToolTip(plain_tip(text))
        self.lift.setVisible(offers_lift)
        self.lift.show_key(key)
        self._tell()

    def put_away(self) -> None:
        """Go away."""
        give_keys_away(self, self._over)
        self._why.clear()
        self._why.setToolTip("")
        self.hide()

    def _place_it(self) -> None:
        super()._place_it()
        self.move(self.x(), self._below.geometry().bottom() + _GAP_PX)
