"""Go to a frame by its number, or by its time in the clip."""

from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.controls import push_button, restyle
from app.ui.dialogs.frame import Dialog, note


def parse_place(text: str) -> int | float | None:
    """Read "320" as a frame index (int) and "1:05.5" or "5.5 s" as seconds (float).

    Returns None for anything else.
    """
    text = text.strip().lower().replace(" ", "")
    if text.isdecimal():
        return int(text)
    seconds_only = text.endswith("s")
    parts = text.removesuffix("s").split(":")
    if len(parts) > 3 or (len(parts) == 1 and not seconds_only):
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if any(number < 0 or number == float("inf") or number != number for number in numbers):  # noqa: PLR0124 - NaN is the one number that differs from itself
        return None
    total = 0.0
    for number in numbers:
        total = total * 60 + number
    return total


class GoToFrameDialog(Dialog):
    """Asks for a place; `frame_index` is the answer once it was accepted."""

    def __init__(
        self,
        *,
        current: int,
        frame_count: int,
        frame_at: Callable[[float], int],
        parent: QWidget | None = None,
    ) -> None:
        """Ask for a place in a clip.

        Args:
            current: the frame on screen, offered first.
            frame_count: how many frames the clip has.
            frame_at: gives the frame that is shown at so many seconds of the clip.
            parent: the window.
        """
        super().__init__(parent, width_px=340)
        self.set_words(self.tr("Go to"))
        self.frame_index = current
        self._count = frame_count
        self._frame_at = frame_at
        self._field = QLineEdit(str(current))
        self._field.setAccessibleName(self.tr("Frame or time"))
        self._field.selectAll()
        self._field.textChanged.connect(lambda _text: self._check())
        last = QLocale().toString(frame_count - 1)
        hint = self.tr("A frame from 0 to {0}, or a time such as 1:05.5").format(last)
        self.body.addWidget(self._field)
        self.body.addWidget(note(hint, self.inner_px))
        self._go = push_button(self.tr("Go"), "primary")
        self._go.setDefault(True)
        self._go.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), self._go)
        self._check()

    @classmethod
    def ask(
        cls,
        *,
        current: int,
        frame_count: int,
        frame_at: Callable[[float], int],
        parent: QWidget | None = None,
    ) -> int | None:
        """Ask; None when it was cancelled."""
        dialog = cls(current=current, frame_count=frame_count, frame_at=frame_at, parent=parent)
        accepted = dialog.exec() == cls.DialogCode.Accepted
        return dialog.frame_index if accepted else None

    def _check(self) -> None:
        place = parse_place(self._field.text())
        frame = self._frame_at(place) if isinstance(place, float) else place
        sound = frame is not None and 0 <= frame < self._count
        if frame is not None and sound:
            self.frame_index = frame
        self._go.setEnabled(sound)
        restyle(self._field, state=None if sound or not self._field.text() else "bad")
