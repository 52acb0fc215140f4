"""What somebody means who presses Del on a track."""

from enum import StrEnum

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.dialogs.frame import Dialog


class DeleteChoice(StrEnum):
    """What to delete."""

    KEYFRAME = "keyframe"
    END = "end"
    TRACK = "track"


class DeleteChoiceDialog(Dialog):
    """Three answers, by mouse or by 1, 2, 3. Enter takes the mildest one that is possible."""

    def __init__(
        self,
        name: str,
        *,
        frame_index: int,
        keyframe_here: bool,
        box_count: int,
        shown_before: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Ask about a track.

        Args:
            name: what the interface calls it, "person 14".
            frame_index: the frame on screen.
            keyframe_here: whether it has a keyframe there.
            box_count: how many boxes, drawn or interpolated, it shows in all.
            shown_before: whether anything of it stays when it ends here.
            parent: the window.
        """
        super().__init__(parent, width_px=420)
        self.set_words(self.tr("Delete what of {0}?").format(name))
        self.choice: DeleteChoice | None = None
        frame = QLocale().toString(frame_index)
        self._rows: dict[DeleteChoice, QPushButton] = {}
        self.body.setSpacing(6)
        self._add(
            DeleteChoice.KEYFRAME,
            "diamond",
            self.tr("This keyframe"),
            self.tr("The one on frame {0}").format(frame),
        )
        self._add(
            DeleteChoice.END,
            "flag",
            self.tr("End the track here"),
            self.tr("It is outside from frame {0} on").format(frame),
        )
        self._add(
            DeleteChoice.TRACK,
            "trash-2",
            self.tr("The whole track"),
            self.tr("All %n boxes", "", box_count),
        )
        self._rows[DeleteChoice.KEYFRAME].setEnabled(keyframe_here)
        self._rows[DeleteChoice.END].setEnabled(shown_before)
        self.add_at_left(_undo_note(self.tr("Undo brings it back")))
        cancel = self.cancel_button()
        self.add_buttons(cancel)
        mild = (choice for choice in DeleteChoice if choice is not DeleteChoice.TRACK)
        self._default = next((one for one in mild if self._rows[one].isEnabled()), None)
        taken = cancel if self._default is None else self._rows[self._default]
        taken.setDefault(True)
        taken.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def default(self) -> DeleteChoice | None:
        """What Enter takes: never the whole track, and None where that is all there is."""
        return self._default

    @classmethod
    def ask(
        cls,
        name: str,
        *,
        frame_index: int,
        keyframe_here: bool,
        box_count: int,
        shown_before: bool = True,
        parent: QWidget | None = None,
    ) -> DeleteChoice | None:
        """Ask; None when it was cancelled."""
        dialog = cls(
            name,
            frame_index=frame_index,
            keyframe_here=keyframe_here,
            box_count=box_count,
            shown_before=shown_before,
            parent=parent,
        )
        dialog.asked()
        return dialog.choice

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by_key = dict(zip("123", DeleteChoice, strict=True))
        chosen = by_key.get(event.text())
        if chosen is not None and self._rows[chosen].isEnabled():
            self._choose(chosen)
        else:
            super().keyPressEvent(event)

    def _add(self, choice: DeleteChoice, icon: str, title: str, detail: str) -> None:
        row = push_button("", "choice", name=f"{title}. {detail}")
        row.setAutoDefault(True)
        row.clicked.connect(lambda _on=False: self._choose(choice))
        inner = QHBoxLayout(row)
        inner.setContentsMargins(12, 8, 10, 8)
        inner.setSpacing(12)
        inner.addWidget(Glyph(16, icon, "bad" if choice is DeleteChoice.TRACK else "dim"))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(text_label(title, bold=True))
        words.addWidget(text_label(detail, "small", tone="dim", tabular=True))
        inner.addLayout(words, 1)
        key = QLabel(str(len(self._rows) + 1))
        key.setProperty("shape", "key")
        inner.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        for child in row.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._rows[choice] = row
        self.body.addWidget(row)

    def _choose(self, choice: DeleteChoice) -> None:
        self.choice = choice
        self.accept()


def _undo_note(text: str) -> QLabel:
    return text_label(text, "small", tone="faint")
