"""A button that says which key does the same."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.ui.controls.buttons import PushButton, restyle
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone, text_label

Kind = Literal["accept", "danger", "primary", "secondary"]

_TONES: dict[str, Tone] = {"accept": "ok", "danger": "bad", "secondary": "text", "primary": "text"}
_PAD_PX, _GAP_PX = 10, 8


class KeyButton(PushButton):
    """An icon, a text, and a key at the right; a click leaves the keys where they are."""

    def __init__(self, text: str, kind: Kind = "secondary", *, icon: str = "") -> None:
        super().__init__()
        self._tone = _TONES[kind]
        self._icon = icon
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self._glyph = Glyph(16, icon, self._tone)
        self._label: QLabel = text_label(text, bold=kind != "secondary", tone=self._tone)
        self.key = text_label("", "tiny")
        self.key.setProperty("shape", "key")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_PAD_PX, 0, _PAD_PX, 0)
        self._row.setSpacing(_GAP_PX)
        self._row.addWidget(self._glyph)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)
        # Not before they have a parent: what has none becomes a window of its own.
        self._glyph.setVisible(bool(icon))
        for part in (self._glyph, self._label, self.key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_text(text)
        self.show_key("")

    @property
    def words(self) -> str:
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Say something else."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def show_key(self, key: str) -> None:
        """Tell a key, "" for none."""
        self.key.setText(key)
        self.key.setVisible(bool(key))

    def setEnabled(self, on: bool) -> None:
        """Switch on or off; texts and icon fade with it."""
        super().setEnabled(on)
        tone: Tone = self._tone if on else "faint"
        restyle(self._label, tone=tone)
        self._glyph.show_icon(self._icon, tone)

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
