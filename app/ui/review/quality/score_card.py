"""How well a test clip was done, over the picture until the person has read it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.session.review.honeypots import Score
from app.ui.controls import WrappedLabel, push_button
from app.ui.controls.glyph import Glyph
from app.ui.review.quality.texts import score_counts_text, score_title

_WORDS_PX = 400
# Below the card that says how far the clip is.
_FROM_TOP_PX = 60


class ScoreCard(QFrame):
    """Takes no keys by itself; its button is reached by Tab. Says nothing once it is hidden."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._glyph = Glyph(16)
        self._title = WrappedLabel(_WORDS_PX)
        self._counts = WrappedLabel(_WORDS_PX, "small", tone="dim")
        self.read = push_button(self.tr("Got it"))
        self.read.clicked.connect(lambda _on=False: self._on_read())
        layout = QGridLayout(self)
        layout.setContentsMargins(14, 12, 12, 12)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(6)
        layout.addWidget(self._glyph, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._title, 0, 1)
        layout.addWidget(self._counts, 1, 1)
        layout.addWidget(self.read, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; "" while it is not there."""
        return f"{self._title.text()} {self._counts.text()}".strip()

    def show_score(self, clip_name: str, score: Score) -> None:
        """Say it; a later score takes the place of one that was not read."""
        if score.passed:
            self._glyph.show_icon("circle-check", "ok")
        else:
            self._glyph.show_icon("triangle-alert", "warn")
        self._title.setText(score_title(clip_name, score))
        self._counts.setText(score_counts_text(score))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._counts.text())
        self.show()
        self._place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the words: the next to come may be a lock."""
        super().hideEvent(event)
        if self.isHidden():
            self.forget()

    def forget(self) -> None:
        """Go away without a word."""
        self._title.clear()
        self._counts.clear()
        self.setAccessibleName("")
        self.setAccessibleDescription("")
        if not self.isHidden():
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _on_read(self) -> None:
        # The keys go first: Qt would give them to the next widget in its order.
        if self.read.hasFocus():
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.forget()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max((self._over.width() - self.width()) // 2, 0), _FROM_TOP_PX)
