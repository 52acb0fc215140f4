"""On how many frames, and on which side, boxes are repeated."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSpinBox, QWidget

from app.ui.controls import push_button
from app.ui.controls.segments import Segments
from app.ui.dialogs.frame import Dialog, add_field, form, pad

_ON, _BACK = "on", "back"


@dataclass(frozen=True, slots=True)
class Propagation:
    """So many frames on, or back."""

    count: int = 10
    forward: bool = True


class PropagateDialog(Dialog):
    """Asks for a number of frames or for the last frame; each follows from the other."""

    def __init__(
        self,
        name: str,
        *,
        frame_index: int,
        last_frame: int,
        last_time: Propagation,
        parent: QWidget | None = None,
    ) -> None:
        """Ask.

        Args:
            name: what the interface calls the boxes, "person 14".
            frame_index: the frame on screen.
            last_frame: the clip's last frame.
            last_time: what was answered the last time.
            parent: the window.
        """
        super().__init__(parent, width_px=400)
        self.set_words(
            self.tr("Propagate {0}").format(name),
            self.tr(
                "The boxes of this frame are repeated beside it. Keyframes that are there stay."
            ),
        )
        self.answer: Propagation | None = None
        self._frame, self._last = frame_index, last_frame
        self.direction = Segments(
            ((_ON, self.tr("Frames on")), (_BACK, self.tr("Frames back"))),
            name=self.tr("Direction"),
        )
        if frame_index == last_frame:
            self.direction.disable(_ON, self.tr("This is the clip's last frame."))
        if frame_index == 0:
            self.direction.disable(_BACK, self.tr("This is the clip's first frame."))
        self.count, self.target = QSpinBox(), QSpinBox()
        fields = form()
        add_field(fields, self.tr("Direction"), self.direction)
        add_field(fields, self.tr("Frames"), self.count)
        add_field(fields, self.tr("Up to frame"), self.target)
        for box in (self.count, self.target):
            box.setAccelerated(True)
            pad(box)
        self.body.addLayout(fields)
        self.ok = push_button(self.tr("Propagate"), "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(lambda _on=False: self._take())
        self.add_buttons(self.cancel_button(), self.ok)
        forward = last_time.forward if frame_index else True
        self.direction.set_current(_ON if forward and frame_index < last_frame else _BACK)
        self._set_ranges()
        self.count.setValue(last_time.count)
        self.direction.chosen.connect(lambda _key: self._set_ranges())
        self.count.valueChanged.connect(self._on_count)
        self.target.valueChanged.connect(self._on_target)
        self._on_count(self.count.value())
        self.count.setFocus()
        self.count.selectAll()

    @classmethod
    def ask(
        cls,
        name: str,
        *,
        frame_index: int,
        last_frame: int,
        last_time: Propagation,
        parent: QWidget | None = None,
    ) -> Propagation | None:
        """Ask; None when it was cancelled."""
        dialog = cls(
            name, frame_index=frame_index, last_frame=last_frame, last_time=last_time, parent=parent
        )
        dialog.asked()
        return dialog.answer

    @property
    def _forward(self) -> bool:
        return self.direction.current == _ON

    def _set_ranges(self) -> None:
        """Allow what the clip has on that side."""
        room = self._last - self._frame if self._forward else self._frame
        with QSignalBlocker(self.target):
            # The number of frames stays where it can; the frame follows it.
            if self._forward:
                self.target.setRange(min(self._frame + 1, self._last), self._last)
            else:
                self.target.setRange(0, max(self._frame - 1, 0))
        self.count.setRange(1, max(room, 1))
        self._on_count(self.count.value())

    def _on_count(self, count: int) -> None:
        self.target.setValue(self._frame + count if self._forward else self._frame - count)

    def _on_target(self, frame: int) -> None:
        self.count.setValue(abs(frame - self._frame))

    def _take(self) -> None:
        self.answer = Propagation(self.count.value(), self._forward)
        self.accept()
