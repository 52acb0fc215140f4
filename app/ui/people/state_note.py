"""A card over the picture that says how far the clip is, and offers the step that leads on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import ElidedLabel, push_button
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone
from app.ui.controls.tips import plain_tip

_FROM_TOP_PX = 12
# The rail of tools at the left, the zoom at the right.
_MARGIN_PX = 72


class StateNote(QFrame):
    """Stays for as long as the clip is so.

    Signals:
        step_requested(): the button that leads on.
        history_requested()
    """

    step_requested = Signal()
    history_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._glyph = Glyph(16)
        self._text = ElidedLabel("", "small")
        self.step = push_button("")
        self.history = push_button(self.tr("History"), "ghost")
        self.step.clicked.connect(lambda _on=False: self.step_requested.emit())
        self.history.clicked.connect(lambda _on=False: self.history_requested.emit())
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 6, 5)
        layout.setSpacing(8)
        layout.addWidget(self._glyph)
        layout.addWidget(self._text)
        layout.addSpacing(4)
        layout.addWidget(self.history)
        layout.addWidget(self.step)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_state(
        self, text: str, *, icon: str, tone: Tone, step: str = "", why_not: str = ""
    ) -> None:
        """Say how far the clip is; `step` names what leads on, "" offers nothing.

        `why_not` is why the person may not take it.
        """
        self._glyph.show_icon(icon, tone)
        self._text.setText(text)
        self._text.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.step.setText(step)
        self.step.setVisible(bool(step))
        self.step.setEnabled(not why_not)
        self.step.setToolTip(plain_tip(why_not))
        self.show()
        self._place()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self._layout.activate()
        most = max(self._over.width() - 2 * _MARGIN_PX, 200)
        self.resize(min(self.sizeHint().width(), most), self.sizeHint().height())
        self.move((self._over.width() - self.width()) // 2, _FROM_TOP_PX)
