"""The page that is shown while the program is locked: of the project only its name and notice."""

import math
import time

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.failures import Problem
from app.ui.controls import WrappedLabel, card, push_button, text_label
from app.ui.controls.glyph import Glyph

_WIDTH_PX = 360
_NOTICE_HIGH_PX, _NOTICE_EDGES_PX = 180, 28


class LockScreen(QWidget):
    """Asks for the passphrase, or offers one button where the key is in the environment.

    Where the project has a notice it has to be understood first; after too many wrong tries the
    page counts down to the next.

    Signals:
        unlock_requested(str): the passphrase, "" for the environment; the field is empty again.
        recovery_requested(str): the recovery code in place of the passphrase.
        switch_requested(): leave this project locked and choose another.
    """

    unlock_requested = Signal(str)
    recovery_requested = Signal(str)
    switch_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # So that keys have a place to go to while the key is derived, and mean nothing there.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._active = self._busy = False
        self._asks = True
        self._with_code = False
        self._notice_text, self._understood = "", True
        self._free_at_s = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._count_down)
        self._project = text_label("", "title")
        self._why = WrappedLabel(_WIDTH_PX - 56, tone="dim", centred=True)
        self._field = QLineEdit()
        self._failure = WrappedLabel(_WIDTH_PX - 56, "small", tone="bad")
        self._wait = WrappedLabel(_WIDTH_PX - 56, "small", tone="warn")
        self._notice = QPlainTextEdit()
        self._understand = push_button(self.tr("I understand"))
        self._unlock = push_button(self.tr("Unlock"), "primary", icon="lock-open")
        self._other_way = push_button("", "ghost")
        self._switch = push_button(self.tr("Other project"), "ghost")
        self._build()

    def ask(self, project: str, *, passphrase: bool, hint: str = "") -> None:
        """Get ready for a project.

        Args:
            project: its name.
            passphrase: whether it needs one; else a button is enough.
            hint: a sentence in place of the usual one.
        """
        if not self._active:
            self._understood = True
            self._notice_text = ""
        self._active = True
        self._end_wait()
        self._asks = passphrase
        self._with_code = False
        self._project.setText(project)
        self._field.setVisible(passphrase)
        self._other_way.setVisible(passphrase)
        usual = (
            self.tr("Keys and frames are wiped from memory. The passphrase brings them back.")
            if passphrase
            else self.tr("The key is in the environment: the lock only hides what was on screen.")
        )
        self._why.setText(hint or usual)
        self._show_way()
        self.set_busy(False)

    def say_idle(self, minutes: float) -> None:
        """Say that it locked by itself, before what it says anyway."""
        if not self._active:
            return
        if minutes == 1:
            told = self.tr("Locked: nobody was here for a minute.")
        else:
            told = self.tr("Locked: nobody was here for {0} minutes.").format(f"{minutes:g}")
        self._why.setText(f"{told} {self._why.text()}")

    def put_away(self) -> None:
        """Another page is shown: take no keys any more, and keep nothing that was typed."""
        self._active = False
        self._end_wait()
        self._notice_text, self._understood = "", True
        self._show_notice()
        self._show_way()
        self.set_busy(False)

    def set_notice(self, text: str) -> None:
        """Let nobody try before this was understood; once is enough for as long as it is locked."""
        if text != self._notice_text:
            self._notice_text, self._understood = text, not text
        self._show_notice()
        self._allow()

    def show_wait(self, wait_s: float) -> None:
        """Count down to the next try; 0 lets it be made."""
        if not self._active or wait_s <= 0:
            self._end_wait()
        else:
            self._free_at_s = time.monotonic() + wait_s
            self._field.clear()
            self._clock.start()
            self._count_down()
        self._allow()

    @property
    def waits(self) -> bool:
        """Whether the next try has to wait."""
        return self._clock.isActive()

    def set_busy(self, busy: bool) -> None:
        """Switch the controls off while the key is derived, which takes a second on purpose."""
        if busy and self._active:
            # Else Qt would hand the focus of the field to whatever is next: the main menu.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._busy = busy
        self._unlock.setText(self.tr(" Unlocking…") if busy else self.tr(" Unlock"))
        self._allow()

    def show_failure(self, problem: Problem) -> None:
        """Say why it did not open, and let the person try again."""
        self._failure.setText(problem.line)
        self._failure.setVisible(True)
        self.set_busy(False)

    def focus(self) -> None:
        """Put the cursor where the next key belongs."""
        place: QWidget = self._field if self._asks else self._unlock
        if not self._understood:
            place = self._understand
        elif self.waits:
            place = self
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._field.setAccessibleName(self.tr("Passphrase"))
        self._field.setProperty("scale", "large")
        self._field.returnPressed.connect(self._on_unlock)
        self._unlock.setProperty("scale", "large")
        self._unlock.clicked.connect(lambda _on=False: self._on_unlock())
        self._other_way.clicked.connect(lambda _on=False: self._on_other_way())
        self._switch.clicked.connect(lambda _on=False: self.switch_requested.emit())
        self._failure.setVisible(False)
        self._wait.setVisible(False)
        self._notice.setReadOnly(True)
        self._notice.setTabChangesFocus(True)
        self._notice.setAccessibleName(self.tr("Notice"))
        self._understand.setProperty("scale", "large")
        self._understand.clicked.connect(lambda _on=False: self._on_understood())
        self._show_notice()

        box = card()
        box.setFixedWidth(_WIDTH_PX)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(28, 28, 28, 20)
        inner.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignHCenter
        inner.addWidget(Glyph(32, "lock", "accent"), 0, middle)
        inner.addSpacing(4)
        inner.addWidget(self._project, 0, middle)
        inner.addWidget(self._why)
        inner.addSpacing(8)
        inner.addWidget(self._notice)
        inner.addWidget(self._understand)
        inner.addWidget(self._field)
        inner.addWidget(self._failure)
        inner.addWidget(self._wait)
        inner.addWidget(self._unlock)
        inner.addSpacing(4)
        inner.addWidget(self._other_way)
        inner.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.addStretch(4)
        layout.addWidget(box, 0, middle)
        layout.addStretch(5)
        self._show_way()

    def _allow(self) -> None:
        """Switch on what can be used now."""
        free = self._active and not self._busy
        self._switch.setEnabled(free)
        self._understand.setEnabled(free)
        for widget in (self._field, self._unlock, self._other_way):
            widget.setEnabled(free and self._understood and not self.waits)
        if free:
            self.focus()

    def _show_notice(self) -> None:
        if self._notice.toPlainText() != self._notice_text:
            self._notice.setPlainText(self._notice_text)
            room = QRect(0, 0, _WIDTH_PX - 56 - _NOTICE_EDGES_PX, 10 * _NOTICE_HIGH_PX)
            wrap = Qt.TextFlag.TextWordWrap
            needs = self._notice.fontMetrics().boundingRect(room, wrap, self._notice_text)
            self._notice.setFixedHeight(min(needs.height() + _NOTICE_EDGES_PX, _NOTICE_HIGH_PX))
        self._notice.setVisible(bool(self._notice_text))
        self._understand.setVisible(not self._understood)

    def _on_understood(self) -> None:
        self._understood = True
        self._show_notice()
        self._allow()

    def _count_down(self) -> None:
        left_s = math.ceil(self._free_at_s - time.monotonic())
        if left_s <= 0:
            self._end_wait()
            self._failure.setVisible(False)
            self._allow()
            return
        minutes, seconds = divmod(left_s, 60)
        self._wait.setText(
            self.tr("Too many wrong tries. The next one in {0}:{1}.").format(
                minutes, f"{seconds:02d}"
            )
        )
        self._failure.setVisible(False)
        self._wait.setVisible(True)

    def _end_wait(self) -> None:
        self._clock.stop()
        self._wait.setVisible(False)

    def _show_way(self) -> None:
        self._failure.setVisible(False)
        self._field.clear()
        if self._with_code:
            self._field.setEchoMode(QLineEdit.EchoMode.Normal)
            self._field.setPlaceholderText(self.tr("Recovery code"))
            self._other_way.setText(self.tr("Use the passphrase"))
        else:
            self._field.setEchoMode(QLineEdit.EchoMode.Password)
            self._field.setPlaceholderText(self.tr("Passphrase"))
            self._other_way.setText(self.tr("Use the recovery code"))
        self._field.setAccessibleName(self._field.placeholderText())

    def _on_other_way(self) -> None:
        self._with_code = not self._with_code
        self._show_way()
        self.focus()

    def _on_unlock(self) -> None:
        secret = self._field.text() if self._asks else ""
        if self._asks and not secret:
            self.focus()
            return
        self._field.clear()
        self._failure.setVisible(False)
        self.set_busy(True)
        (self.recovery_requested if self._with_code else self.unlock_requested).emit(secret)
